#pragma once
#include "shell/dialog.h"

class QPushButton;

namespace ghost::workbench {

/// Asks what is to become of runs that go on or wait when their project is left: quitting, closing, opening another. Cancel stays.
class LeaveDialog : public Dialog {
  Q_OBJECT
 public:
  enum class Choice { GoOn, Stop, Empty };
  /// Jobs of the queue; at least one of them. `leaving` is what is about to happen, as a button says it: "Quit".
  LeaveDialog(int running, int waiting, const QString& leaving, QWidget* parent);

 signals:
  void chosen(LeaveDialog::Choice choice);

 private:
  QPushButton* addChoice(const QString& text, const QString& tip, Choice choice);
};

}  // namespace ghost::workbench
