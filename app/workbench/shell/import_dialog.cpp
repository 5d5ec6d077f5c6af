#include "shell/import_dialog.h"

#include <algorithm>

#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QFontDatabase>
#include <QFormLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollBar>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "base/error.h"
#include "base/file_ops.h"
#include "data/importers.h"
#include "jobs/launcher.h"
#include "pages/parts.h"
#include "shell/import_source.h"
#include "shell/plain_text.h"

namespace ghost::workbench {

namespace {

constexpr int typingPause = 350;  // milliseconds

/// A folder that doesn't exist yet, beside where projects are usually kept.
QString freshFolder(const QString& name) {
  QString wanted = QDir::home().filePath(name);
  for (int n = 2; QFileInfo::exists(wanted); ++n) wanted = QDir::home().filePath(QStringLiteral("%1-%2").arg(name).arg(n));
  return wanted;
}

const data::Importer* importerOf(const QString& format) {
  for (const auto& row : data::importers())
    if (row.id == format.toStdString()) return &row;
  return nullptr;
}

/// The parameters that name a column offer the columns there are.
std::vector<ParamSpec> withHeadings(std::vector<ParamSpec> specs, const std::vector<std::string>& headings) {
  for (auto& spec : specs)
    if (spec.group == "columns" && spec.type == ParamSpec::Type::Text) spec.choices = headings;
  return specs;
}

}  // namespace

ImportDialog::ImportDialog(Desk& desk, const QStringList& sources, QWidget* parent) : QDialog(parent), m_desk(desk) {
  setWindowTitle(tr("Import Data"));
  setAttribute(Qt::WA_DeleteOnClose);
  setAcceptDrops(true);
  resize(1060, 760);
  auto* layout = new QVBoxLayout(this);
  m_notice = new NoticeBar(this);
  layout->addWidget(m_notice);
  m_steps = new QStackedWidget(this);
  m_steps->addWidget(makeForm());
  m_steps->addWidget(makeProgress());
  m_steps->addWidget(makeReport());
  layout->addWidget(m_steps, 1);
  m_soon.setSingleShot(true);
  m_soon.setInterval(typingPause);
  connect(&m_soon, &QTimer::timeout, this, &ImportDialog::look);
  connect(m_source, &QLineEdit::textChanged, this, [this] {
    m_import->setEnabled(false);
    lookAgain();
  });
  connect(m_format, &QComboBox::activated, this, &ImportDialog::lookAgain);
  connect(m_form, &ParamForm::changed, this, &ImportDialog::lookAgain);
  connect(m_preview, &ImportPreview::stopWanted, this, [this] {
    m_look.drop();
    m_preview->setReading(false);
  });
  connect(&m_look, &VerbCall::finished, this, &ImportDialog::take);
  connect(&m_look, &VerbCall::failed, this, [this](const QString& sentence) {
    m_preview->showNothing(tr("There is nothing to show."));
    m_notice->tell(sentence, true);
  });
  connect(&m_run, &VerbCall::evented, this, &ImportDialog::follow);
  connect(&m_run, &VerbCall::finished, this, &ImportDialog::finish);
  connect(&m_run, &VerbCall::failed, this, [this](const QString& sentence) { backToForm(sentence, true); });
  connect(&m_run, &VerbCall::stopped, this, [this] { backToForm(tr("The import was cancelled; nothing was written."), false); });
  m_preview->showNothing(tr("Choose files or a folder, or drop them here, to see what is in them. Nothing is written before you press Import."));
  setSources(sources);
}

QWidget* ImportDialog::makeForm() {
  auto* page = new QWidget(this);
  auto* layout = new QVBoxLayout(page);
  layout->setContentsMargins(0, 0, 0, 0);
  auto* form = new QFormLayout;
  m_source = new QLineEdit(page);
  m_source->setPlaceholderText(tr("A file or folder: LC-Rec, RecBole, MiniOneRec, ETEGRec, Amazon, CSV; plain or gzip"));
  m_source->setAcceptDrops(false);
  auto* row = new QHBoxLayout;
  row->addWidget(m_source, 1);
  row->addWidget(makeButton(tr("Files…"), tr("Choose one file, or all files of a data set"), page, [this] { browse(false); }));
  row->addWidget(makeButton(tr("Folder…"), tr("Choose a folder"), page, [this] { browse(true); }));
  form->addRow(tr("Source"), row);
  m_format = new QComboBox(page);
  m_format->addItem(tr("recognised by its content"), QStringLiteral("auto"));
  for (const auto& importer : data::importers()) {
    m_format->addItem(QString::fromStdString(importer.id), QString::fromStdString(importer.id));
    m_format->setItemData(m_format->count() - 1, QString::fromStdString(importer.description).toHtmlEscaped(), Qt::ToolTipRole);
  }
  m_format->setAccessibleName(tr("Format"));
  form->addRow(tr("Format"), m_format);
  m_vectors = new QLineEdit(page);
  m_vectors->setPlaceholderText(tr("Item vectors (.npy, .safetensors, .tsv), row = item; empty = those beside the source, or none"));
  form->addRow(tr("Vectors"), m_vectors);
  m_target = new QLineEdit(page);
  m_target->setPlaceholderText(tr("Folder of the new project"));
  form->addRow(tr("Project"), m_target);
  for (QLineEdit* line : {m_source, m_target, m_vectors}) line->setAccessibleName(line->placeholderText());
  layout->addLayout(form);

  auto* halves = new QSplitter(Qt::Horizontal, page);
  auto* parameters = new Card(tr("Parameters"), halves);
  m_about = plainLabel(tr("They appear once the format is known."), parameters, 9);
  m_about->setWordWrap(true);
  parameters->body()->addWidget(m_about);
  m_form = new ParamForm(parameters);
  m_form->showHelp(true);
  m_form->hide();
  parameters->body()->addWidget(m_form, 1);
  parameters->body()->addStretch(0);
  auto* preview = new Card(tr("Preview"), halves);
  m_preview = new ImportPreview(preview);
  preview->body()->addWidget(m_preview, 1);
  halves->addWidget(parameters);
  halves->addWidget(preview);
  halves->setStretchFactor(0, 2);
  halves->setStretchFactor(1, 3);
  halves->setSizes({400, 640});
  halves->setChildrenCollapsible(false);
  layout->addWidget(halves, 1);

  auto* buttons = new QHBoxLayout;
  buttons->addWidget(makeButton(tr("Copy as Command"), tr("Copy this import as a command line"), page, [this] { copyCommand(); }));
  buttons->addStretch(1);
  buttons->addWidget(makeButton(tr("Close"), tr("Close; nothing has been written"), page, [this] { reject(); }));
  m_import = makeButton(tr("Import"), tr("Read the whole source, make a project of it and open that"), page, [this] { start(); });
  m_import->setProperty("primary", true);
  m_import->setEnabled(false);
  buttons->addWidget(m_import);
  layout->addLayout(buttons);
  return page;
}

QWidget* ImportDialog::makeProgress() {
  auto* page = new QWidget(this);
  auto* layout = new QVBoxLayout(page);
  layout->addStretch(2);
  m_stage = plainLabel({}, page, 12, true);
  m_stage->setWordWrap(true);
  layout->addWidget(m_stage);
  m_bar = new QProgressBar(page);
  m_bar->setAccessibleName(tr("Progress of the import"));
  layout->addWidget(m_bar);
  m_numbers = plainLabel({}, page, 10);
  layout->addWidget(m_numbers);
  layout->addStretch(3);
  auto* buttons = new QHBoxLayout;
  buttons->addStretch(1);
  m_cancel = makeButton(tr("Cancel"), tr("Stop the import; nothing of it stays"), page, [this] { reject(); });
  buttons->addWidget(m_cancel);
  layout->addLayout(buttons);
  return page;
}

QWidget* ImportDialog::makeReport() {
  auto* page = new QWidget(this);
  auto* layout = new QVBoxLayout(page);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(plainLabel(tr("The project is made and open. What the import did:"), page, 12, true));
  m_report = new QPlainTextEdit(page);
  m_report->setReadOnly(true);
  m_report->setLineWrapMode(QPlainTextEdit::WidgetWidth);
  m_report->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
  m_report->setAccessibleName(tr("Import report"));
  layout->addWidget(m_report, 1);
  auto* buttons = new QHBoxLayout;
  buttons->addWidget(makeButton(tr("Copy Report"), tr("Copy the report as text"), page, [this] {
    QGuiApplication::clipboard()->setText(m_report->toPlainText());
    m_notice->tell(tr("The report is in the clipboard."), false);
  }));
  buttons->addWidget(makeButton(tr("Save Report…"), tr("Save the report as text, or as JSON where the name ends in .json"), page, [this] { askWhereToSave(); }));
  buttons->addStretch(1);
  auto* close = makeButton(tr("Done"), tr("Close the report; it stays in the project as import.json"), page, [this] { accept(); });
  close->setProperty("primary", true);
  buttons->addWidget(close);
  layout->addLayout(buttons);
  return page;
}

ImportDialog::Step ImportDialog::step() const { return static_cast<Step>(m_steps->currentIndex()); }
QString ImportDialog::progressWords() const { return m_numbers->text(); }
QString ImportDialog::reportText() const { return m_report->toPlainText(); }

void ImportDialog::browse(bool folder) {
  auto* chooser = new QFileDialog(this, folder ? tr("Folder with the data") : tr("Files of the data set"));
  chooser->setAttribute(Qt::WA_DeleteOnClose);
  chooser->setFileMode(folder ? QFileDialog::Directory : QFileDialog::ExistingFiles);
  connect(chooser, &QFileDialog::filesSelected, this, &ImportDialog::setSources);
  chooser->open();
}

void ImportDialog::setSources(const QStringList& sources) {
  if (sources.isEmpty() || step() != Step::Form) return;
  const ImportSource chosen = importSourceOf(sources);
  if (!chosen.problem.isEmpty()) return m_notice->tell(chosen.problem, true);
  m_pending.clear();
  if (!chosen.metadata.isEmpty()) m_pending["metadata"] = chosen.metadata;
  m_format->setCurrentIndex(0);
  m_source->setText(chosen.source);
  m_soon.stop();
  look();
}

void ImportDialog::lookAgain() { m_soon.start(); }

QStringList ImportDialog::words(bool overrides) const {
  QStringList words{m_source->text().trimmed(), QStringLiteral("--format"), overrides && m_format->currentIndex() == 0 ? m_shown : m_format->currentData().toString()};
  if (!overrides) return words;
  const OrderedJson values = m_form->values();
  for (const auto& [key, value] : values.items()) words += {QStringLiteral("-o"), QString::fromStdString(key) + '=' + jsonText(value)};
  return words;
}

void ImportDialog::look() {
  m_look.drop();
  m_import->setEnabled(false);
  const QString source = m_source->text().trimmed();
  if (source.isEmpty()) return m_preview->showNothing(tr("Choose files or a folder, or drop them here, to see what is in them. Nothing is written before you press Import."));
  // Values belong to a format: they go along only while that can't have changed.
  const QString asked = m_format->currentData().toString();
  m_withOverrides = !m_shown.isEmpty() && (asked == m_shown || (asked == QLatin1String("auto") && source == m_lookedAt));
  try {
    m_preview->setReading(true);
    m_look.start(QStringList{QStringLiteral("data"), QStringLiteral("preview"), QStringLiteral("--rows"), QStringLiteral("50")} + words(m_withOverrides));
  } catch (const Error& error) {
    m_preview->setReading(false);
    m_notice->tell(QString::fromUtf8(error.what()), true);
  }
}

void ImportDialog::take(const OrderedJson& preview) {
  m_lookedAt = m_source->text().trimmed();
  std::vector<std::string> headings;
  if (const auto* found = at(preview, "headings"); found && found->is_array())
    for (const auto& heading : *found) headings.push_back(jsonText(heading).toStdString());
  const QString format = jsonText(preview.value("format", OrderedJson()));
  showParams(format, headings);
  bool again = !m_pending.empty();
  for (const auto& [key, value] : m_pending) m_form->setText(key, value);
  m_pending.clear();
  try {
    again = again || (!m_withOverrides && !m_form->values().empty());
  } catch (const Error&) {
    again = true;  // a value that isn't allowed: looking again says so
  }
  if (again) return look();
  m_preview->show(preview);
  m_notice->hide();
  const QString problem = jsonText(preview.value("problem", OrderedJson()));
  if (!problem.isEmpty()) m_notice->tell(problem, true);
  if (m_target->text().isEmpty() || m_target->text() == m_suggested) {
    m_suggested = freshFolder(jsonText(preview.value("name", OrderedJson("project"))));
    m_target->setText(m_suggested);
  }
  m_import->setEnabled(problem.isEmpty());
}

void ImportDialog::showParams(const QString& format, const std::vector<std::string>& headings) {
  if (format == m_shown && headings == m_headings) return;
  const data::Importer* importer = importerOf(format);
  const auto before = format == m_shown ? m_form->texts() : std::map<std::string, std::string>();
  m_shown = format;
  m_headings = headings;
  m_about->setText(importer ? QString::fromStdString(importer->description) : tr("The window doesn't know this format's parameters; its defaults are taken."));
  m_form->setSpecs(withHeadings(importer ? importer->params : std::vector<ParamSpec>(), headings));
  m_form->setVisible(importer && !importer->params.empty());
  if (importer && importer->params.empty()) m_about->setText(m_about->text() + QLatin1Char('\n') + tr("It has no parameters: what is published is taken as it is."));
  const QSignalBlocker quiet(m_form);
  for (const auto& [key, text] : before) m_form->setText(key, QString::fromStdString(text));
}

QStringList ImportDialog::importWords() const {
  QStringList all = QStringList{QStringLiteral("data"), QStringLiteral("import")} + words(true) + QStringList{QStringLiteral("--project"), m_target->text().trimmed()};
  if (!m_vectors->text().trimmed().isEmpty()) all += {QStringLiteral("--vectors"), m_vectors->text().trimmed()};
  return all;
}

void ImportDialog::copyCommand() {
  try {
    std::vector<std::string> argv{"ghost"};
    for (const QString& word : importWords()) argv.push_back(word.toStdString());
    const QString command = QString::fromStdString(commandText(argv));
    QGuiApplication::clipboard()->setText(command);
    m_notice->tell(tr("Copied: %1").arg(command), false);
  } catch (const Error& error) {
    m_notice->tell(QString::fromUtf8(error.what()), true);
  }
}

void ImportDialog::start() {
  if (m_target->text().trimmed().isEmpty()) return m_notice->tell(tr("Name the folder of the new project."), true);
  m_soon.stop();
  m_look.drop();
  m_preview->setReading(false);
  try {
    const QStringList words = importWords() + QStringList{QStringLiteral("--events")};
    m_notice->hide();
    m_stage->setText(tr("Reading %1").arg(m_source->text().trimmed()));
    m_numbers->setText(tr("Starting …"));
    m_bar->setRange(0, 0);
    m_cancel->setEnabled(true);
    m_steps->setCurrentIndex(static_cast<int>(Step::Running));
    m_run.start(words);
  } catch (const Error& error) {
    backToForm(QString::fromUtf8(error.what()), true);
  }
}

void ImportDialog::follow(const ghost::wire::Event& event) {
  if (event.kind != "progress" || !m_cancel->isEnabled()) return;
  const auto number = [&](const char* key) {
    const auto it = event.body.find(key);
    return it != event.body.end() && it->is_number() ? it->get<double>() : 0.0;
  };
  const double done = number("done"), total = number("total"), rate = number("rate"), left = number("eta");
  constexpr int steps = 1000;
  const auto unit = event.body.find("unit");
  const bool arranging = unit != event.body.end() && *unit == "events";
  if (total > 0 && done >= total) {
    m_bar->setRange(0, 0);
    m_stage->setText(tr("Arranging the sequences and writing the project"));
    if (!arranging) m_numbers->setText(tr("%1 read").arg(bytesText(done)));
    return;
  }
  if (arranging) {
    m_stage->setText(tr("Arranging the sequences"));
    m_bar->setRange(0, total > 0 ? steps : 0);
    m_bar->setValue(total > 0 ? static_cast<int>(done / total * steps) : 0);
    return m_numbers->setText(tr("%L1 of %L2 events").arg(static_cast<qlonglong>(done)).arg(static_cast<qlonglong>(total)));
  }
  QStringList words{total > 0 ? tr("%1 of %2").arg(bytesText(done), bytesText(total)) : bytesText(done)};
  if (rate > 0) words += tr("%1/s").arg(bytesText(rate));
  if (left > 0) words += tr("%1 left").arg(durationText(left));
  m_numbers->setText(words.join(QStringLiteral("   ·   ")));
  m_bar->setRange(0, total > 0 ? steps : 0);
  if (total > 0) m_bar->setValue(static_cast<int>(done / total * steps));
}

void ImportDialog::finish(const OrderedJson& report) {
  m_result = report;
  m_report->setPlainText(QString::fromStdString(data::importReportText(report)));
  m_steps->setCurrentIndex(static_cast<int>(Step::Report));
  QTimer::singleShot(0, m_report, [this] { m_report->verticalScrollBar()->setValue(0); });  // the first layout scrolls
  emit projectMade(m_target->text().trimmed());
}

void ImportDialog::backToForm(const QString& sentence, bool isError) {
  m_steps->setCurrentIndex(static_cast<int>(Step::Form));
  m_import->setEnabled(true);
  m_notice->tell(sentence, isError);
}

void ImportDialog::reject() {
  if (step() != Step::Running || !m_run.isRunning()) return QDialog::reject();
  m_cancel->setEnabled(false);
  m_bar->setRange(0, 0);
  m_numbers->setText(tr("Stopping …"));
  m_run.askToStop();
}

void ImportDialog::askWhereToSave() {
  auto* chooser = new QFileDialog(this, tr("Save Report"));
  chooser->setAttribute(Qt::WA_DeleteOnClose);
  chooser->setAcceptMode(QFileDialog::AcceptSave);
  chooser->setFileMode(QFileDialog::AnyFile);
  chooser->selectFile(QStringLiteral("import-report.txt"));
  connect(chooser, &QFileDialog::fileSelected, this, &ImportDialog::saveReport);
  chooser->open();
}

void ImportDialog::saveReport(const QString& file) {
  try {
    const bool json = file.endsWith(QLatin1String(".json"), Qt::CaseInsensitive);
    writeFileAtomically(file.toStdString(), json ? m_result.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n" : m_report->toPlainText().toStdString());
    m_notice->tell(tr("Saved as %1.").arg(file), false);
  } catch (const Error& error) {
    m_notice->tell(QString::fromUtf8(error.what()), true);
  }
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
