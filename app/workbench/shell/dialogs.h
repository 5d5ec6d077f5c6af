#pragma once
#include "pages/param_form.h"
#include "pages/vectors_offer.h"
#include "shell/desk.h"
#include "shell/dialog.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;

namespace ghost::workbench {

/// Dialogs never block: they are opened, and tell what they did through the Desk.

/// Builds a tokenization of the open project into its artifacts folder (`ghost sid build`). The window stays usable beside it, and closing it ends nothing: the build is the
/// Desk's, named and cancelled in the status bar.
class BuildDialog : public Dialog {
  Q_OBJECT
 public:
  BuildDialog(Desk& desk, QWidget* parent);
  ParamForm* form() const { return m_form; }
  QComboBox* tokenizerChoice() const { return m_tokenizer; }
  void build();
  VectorsOffer* vectorsOffer() const { return m_vectors; }

 private:
  void showTokenizer();
  void lookForVectors();
  void fillForm(const QString& profile);
  QString profileShown() const;
  Desk& m_desk;
  QComboBox* m_tokenizer;
  QLabel *m_about, *m_state;
  QLineEdit* m_name;
  ParamForm* m_form;
  QString m_profile;   ///< whose values the form shows
  QPushButton* m_start;
  VectorsOffer* m_vectors;
};

/// The runs in the trash, to bring one back.
class RestoreDialog : public Dialog {
  Q_OBJECT
 public:
  RestoreDialog(Desk& desk, QWidget* parent);
  QListWidget* list() const { return m_list; }
  void restore();

 private:
  Desk& m_desk;
  QListWidget* m_list;
};

/// Asks before the training of a run is forgotten and begins again.
class StartOverDialog : public Dialog {
  Q_OBJECT
 public:
  StartOverDialog(Desk& desk, const QString& run, QWidget* parent);
};

/// A few lines to read and copy.
class TextDialog : public Dialog {
 public:
  TextDialog(const QString& title, const QString& text, QWidget* parent);
};

}  // namespace ghost::workbench
