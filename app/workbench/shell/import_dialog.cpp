#include "shell/import_dialog.h"

#include <algorithm>

#include <QDragEnterEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "base/error.h"
#include "run/project.h"

namespace ghost::workbench {

ImportDialog::ImportDialog(const QStringList& sources, QWidget* parent) : Dialog(parent) {
  setWindowTitle(tr("Import Data"));
  setAttribute(Qt::WA_DeleteOnClose);
  setAcceptDrops(true);
  resize(1060, 760);
  auto* layout = new QVBoxLayout(this);
  m_steps = new QStackedWidget(this);
  m_steps->addWidget(m_form = new ImportForm(this));
  m_steps->addWidget(m_progress = new ImportProgress(this));
  m_steps->addWidget(m_report = new ImportReport(this));
  layout->addWidget(m_steps, 1);
  connect(m_steps, &QStackedWidget::currentChanged, this, [this] { chooseDefault(); });
  constexpr int buttons = 56;  // pixels of the row below the form, which stays free
  m_notice = new NoticeBar(this, buttons);
  connect(m_form, &ImportForm::importWanted, this, &ImportDialog::start);
  connect(m_form, &ImportForm::closeWanted, this, &ImportDialog::reject);
  connect(m_form, &ImportForm::told, this, &ImportDialog::tell);
  connect(m_progress, &ImportProgress::cancelWanted, this, &ImportDialog::reject);
  connect(m_report, &ImportReport::told, this, &ImportDialog::tell);
  connect(m_report, &ImportReport::closeWanted, this, &ImportDialog::accept);
  connect(m_report->vectorsOffer(), &VectorsOffer::makeWanted, this, [this] {
    accept();
    emit makeVectorsWanted();
  });
  connect(m_report->vectorsOffer(), &VectorsOffer::attachWanted, this, [this] {
    accept();
    emit attachVectorsWanted();
  });
  connect(&m_run, &VerbCall::evented, m_progress, &ImportProgress::follow);
  connect(&m_run, &VerbCall::finished, this, &ImportDialog::finish);
  connect(&m_run, &VerbCall::failed, this, [this](const QString& sentence) { backToForm(sentence, true); });
  connect(&m_run, &VerbCall::stopped, this, [this] { backToForm(tr("The import was cancelled; nothing was written."), false); });
  setSources(sources);
}

ImportDialog::Step ImportDialog::step() const { return static_cast<Step>(m_steps->currentIndex()); }

void ImportDialog::tell(const QString& sentence, bool isError) {
  if (sentence.isEmpty()) m_notice->clear();
  else m_notice->tell(sentence, isError);
}

void ImportDialog::setSources(const QStringList& sources) {
  if (step() == Step::Form) m_form->setSources(sources);
}

void ImportDialog::start() {
  if (m_form->target().isEmpty()) return m_notice->tell(tr("Name the folder of the new project."), true);
  m_form->stopLooking();
  try {
    const QStringList words = m_form->importWords() + QStringList{QStringLiteral("--events")};
    m_notice->clear();
    m_progress->begin(m_form->sourceLine()->text().trimmed());
    m_steps->setCurrentIndex(static_cast<int>(Step::Running));
    m_run.start(words);
  } catch (const Error& error) {
    backToForm(QString::fromUtf8(error.what()), true);
  }
}

void ImportDialog::finish(const OrderedJson& report) {
  m_report->show(report);
  m_steps->setCurrentIndex(static_cast<int>(Step::Report));
  try {
    m_report->offerVectors(run::openProject(m_form->target().toStdString()).vectors.empty());
  } catch (const Error& error) {
    m_notice->tell(QString::fromUtf8(error.what()), true);
  }
  emit projectMade(m_form->target());
}

void ImportDialog::backToForm(const QString& sentence, bool isError) {
  m_steps->setCurrentIndex(static_cast<int>(Step::Form));
  m_form->importButton()->setEnabled(true);
  m_notice->tell(sentence, isError);
}

void ImportDialog::reject() {
  if (step() != Step::Running || !m_run.isRunning()) return Dialog::reject();
  m_progress->stopping();
  m_run.askToStop();
}

void ImportDialog::dragEnterEvent(QDragEnterEvent* event) {
  const auto urls = event->mimeData()->urls();
  if (step() == Step::Form && !urls.isEmpty() && std::all_of(urls.begin(), urls.end(), [](const QUrl& url) { return url.isLocalFile(); })) event->acceptProposedAction();
}

void ImportDialog::dropEvent(QDropEvent* event) {
  event->acceptProposedAction();
  QStringList files;
  for (const QUrl& url : event->mimeData()->urls()) files += url.toLocalFile();
  setSources(files);
}

}  // namespace ghost::workbench
