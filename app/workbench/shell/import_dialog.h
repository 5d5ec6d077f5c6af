#pragma once
#include <map>

#include <QDialog>
#include <QTimer>

#include "pages/param_form.h"
#include "shell/desk.h"
#include "shell/import_preview.h"
#include "shell/notice_bar.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QProgressBar;
class QPushButton;
class QStackedWidget;

namespace ghost::workbench {

/// From files to a project in three steps. The form: source, format, every parameter of the format, and a preview of the first rows that follows what the
/// form says (`ghost data preview`). Then the import itself (`ghost data import --project`) with progress, rate, remaining time and Cancel; a cancelled or
/// failed one leaves nothing and leads back to the form. Last the report, to read, copy and save. Both verbs run as programs of their own, so that no file
/// can take the window down, and their sentences are those of the command line. Closing the dialog while it imports cancels first.
class ImportDialog : public QDialog {
  Q_OBJECT
 public:
  enum class Step { Form, Running, Report };
  ImportDialog(Desk& desk, const QStringList& sources, QWidget* parent);

  Step step() const;
  QLineEdit* sourceLine() const { return m_source; }
  QLineEdit* targetLine() const { return m_target; }
  QComboBox* formatChoice() const { return m_format; }
  ParamForm* form() const { return m_form; }
  ImportPreview* preview() const { return m_preview; }
  QPushButton* importButton() const { return m_import; }
  QPushButton* cancelButton() const { return m_cancel; }
  QProgressBar* progressBar() const { return m_bar; }
  /// Bytes, rate and remaining time of the import that runs.
  QString progressWords() const;
  QString reportText() const;
  /// The sentence shown; empty when there is none.
  QString notice() const { return m_notice->text(); }
  /// Files or a folder, chosen or dropped.
  void setSources(const QStringList& sources);
  void saveReport(const QString& file);

 public slots:
  void reject() override;

 signals:
  void projectMade(const QString& folder);

 protected:
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  QWidget* makeForm();
  QWidget* makeProgress();
  QWidget* makeReport();
  void browse(bool folder);
  void askWhereToSave();
  void lookAgain();                 ///< soon: typing is let finish first
  void look();
  void take(const OrderedJson& preview);
  void showParams(const QString& format, const std::vector<std::string>& headings);
  void start();
  void follow(const ghost::wire::Event& event);
  void finish(const OrderedJson& report);
  void backToForm(const QString& sentence, bool isError);
  void copyCommand();
  /// Source, format and -o words of what the form says. Throws Error{Usage} with the sentence of a value that isn't allowed.
  QStringList words(bool overrides) const;
  QStringList importWords() const;

  Desk& m_desk;
  NoticeBar* m_notice;
  QStackedWidget* m_steps;
  QLineEdit *m_source, *m_target, *m_vectors;
  QComboBox* m_format;
  QLabel* m_about;
  ParamForm* m_form;
  ImportPreview* m_preview;
  QPushButton *m_import, *m_cancel;
  QProgressBar* m_bar;
  QLabel *m_stage, *m_numbers;
  QPlainTextEdit* m_report;
  QTimer m_soon;
  VerbCall m_look, m_run;
  QString m_shown;                          ///< format whose parameters the form shows
  std::vector<std::string> m_headings;
  QString m_lookedAt;                       ///< source of the preview shown
  bool m_withOverrides = false;             ///< the preview under way was asked with the form's values
  QString m_suggested;                      ///< the project folder that was suggested; one that a person typed stays
  std::map<std::string, QString> m_pending;  ///< values for the parameters of a format that isn't known yet
  OrderedJson m_result;
};

}  // namespace ghost::workbench
