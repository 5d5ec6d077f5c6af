#pragma once
#include "shell/dialog.h"
#include "shell/import_form.h"
#include "shell/import_progress.h"
#include "shell/import_report.h"
#include "shell/notice_bar.h"

class QStackedWidget;

namespace ghost::workbench {

/// From files to a project in three steps: the form with its preview, the import itself (`ghost data import --project`), of which a cancelled or failed one leaves
/// nothing and leads back to the form, and the report. Both verbs run as programs of their own, so that no file can take the window down, and their sentences are
/// those of the command line. Closing the dialog while it imports cancels first.
class ImportDialog : public Dialog {
  Q_OBJECT
 public:
  enum class Step { Form, Running, Report };
  ImportDialog(const QStringList& sources, QWidget* parent);

  Step step() const;
  ImportForm* form() const { return m_form; }
  ImportProgress* progress() const { return m_progress; }
  ImportReport* report() const { return m_report; }
  /// The sentence shown; empty when there is none.
  QString notice() const { return m_notice->text(); }
  /// Files or a folder, chosen or dropped; ignored while it imports.
  void setSources(const QStringList& sources);

 public slots:
  void reject() override;

 signals:
  void projectMade(const QString& folder);
  /// The new project has no item vectors, and the user wants some.
  void makeVectorsWanted();
  void attachVectorsWanted();

 protected:
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  void start();
  void finish(const OrderedJson& report);
  void backToForm(const QString& sentence, bool isError);
  void tell(const QString& sentence, bool isError);

  NoticeBar* m_notice;
  QStackedWidget* m_steps;
  ImportForm* m_form;
  ImportProgress* m_progress;
  ImportReport* m_report;
  VerbCall m_run;
};

}  // namespace ghost::workbench
