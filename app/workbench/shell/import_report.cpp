#include "shell/import_report.h"

#include <QClipboard>
#include <QFileDialog>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QTimer>
#include <QVBoxLayout>

#include "base/error.h"
#include "base/file_ops.h"
#include "data/importers.h"
#include "jobs/window_words.h"
#include "pages/parts.h"
#include "shell/plain_text.h"

namespace ghost::workbench {

ImportReport::ImportReport(QWidget* parent) : QWidget(parent) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(plainLabel(tr("The project is made and open. What the import did:"), this, 12, true));
  m_text = new QPlainTextEdit(this);
  m_text->setReadOnly(true);
  m_text->setTabChangesFocus(true);
  m_text->setLineWrapMode(QPlainTextEdit::WidgetWidth);
  m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
  m_text->setAccessibleName(tr("Import report"));
  layout->addWidget(m_text, 1);
  m_vectors = new VectorsOffer(this);
  layout->addWidget(m_vectors);
  auto* buttons = new QHBoxLayout;
  buttons->addWidget(makeButton(tr("Copy Report"), tr("Copy the report as text"), this, [this] {
    QGuiApplication::clipboard()->setText(m_text->toPlainText());
    emit told(tr("The report is in the clipboard."), false);
  }));
  buttons->addWidget(makeButton(tr("Save Report…"), tr("Save the report as text, or as JSON where the name ends in .json"), this, [this] { askWhereToSave(); }));
  buttons->addStretch(1);
  auto* close = makeButton(tr("Done"), tr("Close the report; it stays in the project as import.json"), this, [this] { emit closeWanted(); });
  close->setProperty("primary", true);
  buttons->addWidget(close);
  layout->addLayout(buttons);
}

void ImportReport::show(const OrderedJson& report) {
  m_report = report;
  m_text->setPlainText(inWindowWords(QString::fromStdString(data::importReportText(report))));
  QTimer::singleShot(0, m_text, [this] { m_text->verticalScrollBar()->setValue(0); });  // the first layout scrolls
}

void ImportReport::offerVectors(bool lacking) {
  m_vectors->offer(lacking ? tr("Next: the data came without item vectors, which tokens are built from. Make some of the items' texts, or name a file of them.") : QString());
}

QString ImportReport::text() const { return m_text->toPlainText(); }

void ImportReport::askWhereToSave() {
  auto* chooser = new QFileDialog(this, tr("Save Report"));
  chooser->setAttribute(Qt::WA_DeleteOnClose);
  chooser->setAcceptMode(QFileDialog::AcceptSave);
  chooser->setFileMode(QFileDialog::AnyFile);
  chooser->selectFile(QStringLiteral("import-report.txt"));
  connect(chooser, &QFileDialog::fileSelected, this, &ImportReport::save);
  chooser->open();
}

void ImportReport::save(const QString& file) {
  try {
    const bool json = file.endsWith(QLatin1String(".json"), Qt::CaseInsensitive);
    writeFileAtomically(file.toStdString(), json ? m_report.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n" : m_text->toPlainText().toStdString());
    emit told(tr("Saved as %1.").arg(file), false);
  } catch (const Error& error) {
    emit told(QString::fromUtf8(error.what()), true);
  }
}

}  // namespace ghost::workbench
