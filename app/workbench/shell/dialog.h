#pragma once
#include <QDialog>

namespace ghost::workbench {

/// What all dialogs of the window share: Tab moves in reading order, and Return does what the primary button says, whichever field it is pressed in.
class Dialog : public QDialog {
  Q_OBJECT
 public:
  using QDialog::QDialog;

 protected:
  /// Makes the primary button in sight the default; called again when another part of the dialog comes into sight.
  void chooseDefault();
  bool focusNextPrevChild(bool next) override;
  void showEvent(QShowEvent* event) override;
};

}  // namespace ghost::workbench
