#pragma once
#include "shell/dialog.h"

#include "pages/param_form.h"
#include "shell/desk.h"

class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;

namespace ghost::workbench {

/// Item vectors for the open project: from the items' texts (TF-IDF, an encoder, a decoder) or from a trained run. `ghost embed PROJECT --attach` as a program of
/// its own: progress comes as its events, cancelling is a signal, and a cancelled or failed one changes nothing in the project.
class VectorsDialog : public Dialog {
  Q_OBJECT
 public:
  VectorsDialog(Desk& desk, QWidget* parent);
  QComboBox* sourceChoice() const { return m_source; }
  QComboBox* folderChoice() const { return m_folder; }
  QPushButton* makeButtonOf() const { return m_make; }
  ParamForm* form() const { return m_form; }
  /// What it says of progress and outcome.
  QString state() const;
  void make();
  /// Words of the verb for what is chosen. Throws Error{Usage} for a value that isn't allowed or a choice that is missing.
  QStringList words() const;

 public slots:
  /// Cancels first where something is under way.
  void reject() override;

 private:
  void makeForm();
  void showSource();
  void browse();
  void copyCommand();
  void follow(const ghost::wire::Event& event);
  void finish(const OrderedJson& report);
  void setRunning(bool running);

  Desk& m_desk;
  QString m_project;           ///< folder, as it was when the dialog opened
  QComboBox *m_source, *m_folder, *m_run;
  QWidget *m_choices, *m_folderRow, *m_runRow;
  QLabel *m_about, *m_noRun, *m_state, *m_warnings;
  QProgressBar* m_bar;
  ParamForm* m_form;
  QPushButton *m_make, *m_close;
  VerbCall m_call;
};

}  // namespace ghost::workbench
