#include "shell/import_form.h"

#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSplitter>
#include <QVBoxLayout>

#include "base/error.h"
#include "data/importers.h"
#include "jobs/launcher.h"
#include "jobs/window_words.h"
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
  for (auto& spec : specs) {
    if (spec.group != "columns" || spec.type != ParamSpec::Type::Text) continue;
    spec.choices = headings;
    if (spec.key == "time" && !headings.empty()) spec.choices.emplace_back("none");
  }
  return specs;
}

QString invitation() { return ImportForm::tr("Choose files or a folder, or drop them here, to see what is in them. Nothing is written before you press Import."); }

}  // namespace

ImportForm::ImportForm(QWidget* parent) : QWidget(parent) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(makeLines());
  layout->addWidget(makeHalves(), 1);
  layout->addWidget(makeButtons());
  m_soon.setSingleShot(true);
  m_soon.setInterval(typingPause);
  connect(&m_soon, &QTimer::timeout, this, &ImportForm::look);
  connect(m_source, &QLineEdit::textChanged, this, [this] {
    m_import->setEnabled(false);
    lookAgain();
  });
  connect(m_source, &QLineEdit::returnPressed, this, &ImportForm::look);
  connect(m_format, &QComboBox::activated, this, &ImportForm::lookAgain);
  connect(m_params, &ParamForm::changed, this, &ImportForm::lookAgain);
  connect(m_preview, &ImportPreview::stopWanted, this, [this] {
    m_look.drop();
    m_preview->setReading(false);
  });
  connect(&m_look, &VerbCall::finished, this, &ImportForm::take);
  connect(&m_look, &VerbCall::failed, this, [this](const QString& sentence) {
    m_preview->showNothing(tr("There is nothing to show."));
    emit told(sentence, true);
  });
  m_preview->showNothing(invitation());
}

QWidget* ImportForm::makeLines() {
  auto* lines = new QWidget(this);
  auto* form = new QFormLayout(lines);
  form->setContentsMargins(0, 0, 0, 0);
  m_source = new QLineEdit(lines);
  m_source->setPlaceholderText(tr("A file or folder: LC-Rec, RecBole, MiniOneRec, ETEGRec, Amazon, MovieLens, Yelp, CSV, JSON lines; plain or gzip"));
  m_source->setAcceptDrops(false);
  auto* row = new QHBoxLayout;
  row->addWidget(m_source, 1);
  row->addWidget(makeButton(tr("Files…"), tr("Choose one file, or all files of a data set"), lines, [this] { browse(false); }));
  row->addWidget(makeButton(tr("Folder…"), tr("Choose a folder"), lines, [this] { browse(true); }));
  form->addRow(tr("Source"), row);
  m_format = new QComboBox(lines);
  m_format->addItem(tr("recognised by its content"), QStringLiteral("auto"));
  for (const auto& importer : data::importers()) {
    m_format->addItem(QString::fromStdString(importer.id), QString::fromStdString(importer.id));
    m_format->setItemData(m_format->count() - 1, QString::fromStdString(importer.description).toHtmlEscaped(), Qt::ToolTipRole);
  }
  m_format->setAccessibleName(tr("Format"));
  form->addRow(tr("Format"), m_format);
  m_vectors = new QLineEdit(lines);
  m_vectors->setPlaceholderText(tr("Item vectors (.npy, .safetensors, .tsv), row = item; empty = those beside the source, or none"));
  form->addRow(tr("Vectors"), m_vectors);
  m_target = new QLineEdit(lines);
  m_target->setPlaceholderText(tr("Folder of the new project"));
  form->addRow(tr("Project"), m_target);
  for (QLineEdit* line : {m_source, m_target, m_vectors}) line->setAccessibleName(line->placeholderText());
  return lines;
}

QWidget* ImportForm::makeHalves() {
  auto* halves = new QSplitter(Qt::Horizontal, this);
  auto* parameters = new Card(tr("Parameters"), halves);
  m_about = plainLabel(tr("They appear once the format is known."), parameters, 9);
  m_about->setWordWrap(true);
  parameters->body()->addWidget(m_about);
  m_params = new ParamForm(parameters);
  m_params->showHelp(true);
  m_params->hide();
  parameters->body()->addWidget(m_params, 1);
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
  return halves;
}

QWidget* ImportForm::makeButtons() {
  auto* row = new QWidget(this);
  auto* buttons = new QHBoxLayout(row);
  buttons->setContentsMargins(0, 0, 0, 0);
  buttons->addWidget(makeButton(tr("Copy as Command"), tr("Copy this import as a command line"), row, [this] { copyCommand(); }));
  buttons->addStretch(1);
  buttons->addWidget(makeButton(tr("Close"), tr("Close; nothing has been written"), row, [this] { emit closeWanted(); }));
  m_import = makeButton(tr("Import"), tr("Read the whole source, make a project of it and open that"), row, [this] { emit importWanted(); });
  m_import->setProperty("primary", true);
  m_import->setEnabled(false);
  buttons->addWidget(m_import);
  return row;
}

void ImportForm::browse(bool folder) {
  auto* chooser = new QFileDialog(this, folder ? tr("Folder with the data") : tr("Files of the data set"));
  chooser->setAttribute(Qt::WA_DeleteOnClose);
  chooser->setFileMode(folder ? QFileDialog::Directory : QFileDialog::ExistingFiles);
  connect(chooser, &QFileDialog::filesSelected, this, &ImportForm::setSources);
  chooser->open();
}

void ImportForm::setSources(const QStringList& sources) {
  if (sources.isEmpty()) return;
  const ImportSource chosen = importSourceOf(sources);
  if (!chosen.problem.isEmpty()) {
    emit told(chosen.problem, true);
    return;
  }
  m_pending.clear();
  if (!chosen.metadata.isEmpty()) m_pending["metadata"] = chosen.metadata;
  m_format->setCurrentIndex(0);
  m_source->setText(chosen.source);
  m_soon.stop();
  look();
}

void ImportForm::lookAgain() { m_soon.start(); }

void ImportForm::stopLooking() {
  m_soon.stop();
  m_look.drop();
  m_preview->setReading(false);
}

QStringList ImportForm::words(bool overrides) const {
  QStringList words{m_source->text().trimmed(), QStringLiteral("--format"), overrides && m_format->currentIndex() == 0 ? m_shown : m_format->currentData().toString()};
  if (!overrides) return words;
  const OrderedJson values = m_params->values();
  for (const auto& [key, value] : values.items()) words += {QStringLiteral("-o"), QString::fromStdString(key) + '=' + jsonText(value)};
  return words;
}

QString ImportForm::target() const {
  const QString typed = m_target->text().trimmed();
  if (typed.isEmpty()) return {};
  if (typed == QLatin1String("~") || typed.startsWith(QLatin1String("~/"))) return QDir::cleanPath(QDir::homePath() + typed.mid(1));
  return QDir::cleanPath(QDir::home().absoluteFilePath(typed));
}

QStringList ImportForm::importWords() const {
  QStringList all = QStringList{QStringLiteral("data"), QStringLiteral("import")} + words(true) + QStringList{QStringLiteral("--project"), target()};
  if (!m_vectors->text().trimmed().isEmpty()) all += {QStringLiteral("--vectors"), m_vectors->text().trimmed()};
  return all;
}

void ImportForm::look() {
  m_look.drop();
  m_import->setEnabled(false);
  const QString source = m_source->text().trimmed();
  if (source.isEmpty()) return m_preview->showNothing(invitation());
  // Values belong to a format: they go along only while that can't have changed.
  const QString asked = m_format->currentData().toString();
  m_withOverrides = !m_shown.isEmpty() && (asked == m_shown || (asked == QLatin1String("auto") && source == m_lookedAt));
  try {
    m_preview->setReading(true);
    m_look.start(QStringList{QStringLiteral("data"), QStringLiteral("preview"), QStringLiteral("--rows"), QStringLiteral("50")} + words(m_withOverrides));
  } catch (const Error& error) {
    m_preview->setReading(false);
    emit told(QString::fromUtf8(error.what()), true);
  }
}

void ImportForm::take(const OrderedJson& preview) {
  m_lookedAt = m_source->text().trimmed();
  std::vector<std::string> headings;
  if (const auto* found = at(preview, "headings"); found && found->is_array())
    for (const auto& heading : *found) headings.push_back(jsonText(heading).toStdString());
  showParams(jsonText(preview.value("format", OrderedJson())), headings);
  bool again = !m_pending.empty();
  for (const auto& [key, value] : m_pending) m_params->setText(key, value);
  m_pending.clear();
  try {
    again = again || (!m_withOverrides && !m_params->values().empty());
  } catch (const Error&) {
    again = true;  // a value that isn't allowed: looking again says so
  }
  if (again) return look();
  m_preview->show(preview);
  const QString problem = inWindowWords(jsonText(preview.value("problem", OrderedJson())));
  emit told(problem, true);
  if (m_target->text().isEmpty() || m_target->text() == m_suggested) {
    m_suggested = freshFolder(jsonText(preview.value("name", OrderedJson("project"))));
    m_target->setText(m_suggested);
  }
  m_import->setEnabled(problem.isEmpty());
}

void ImportForm::showParams(const QString& format, const std::vector<std::string>& headings) {
  if (format == m_shown && headings == m_headings) return;
  const data::Importer* importer = importerOf(format);
  const auto before = format == m_shown ? m_params->texts() : std::map<std::string, std::string>();
  m_shown = format;
  m_headings = headings;
  m_about->setText(importer ? QString::fromStdString(importer->description) : tr("The window doesn't know this format's parameters; its defaults are taken."));
  m_params->setSpecs(withHeadings(importer ? importer->params : std::vector<ParamSpec>(), headings));
  m_params->setVisible(importer && !importer->params.empty());
  if (importer && importer->params.empty()) m_about->setText(m_about->text() + QLatin1Char('\n') + tr("It has no parameters: what is published is taken as it is."));
  const QSignalBlocker quiet(m_params);
  for (const auto& [key, text] : before) m_params->setText(key, QString::fromStdString(text));
}

void ImportForm::copyCommand() {
  try {
    std::vector<std::string> argv{"ghost"};
    for (const QString& word : importWords()) argv.push_back(word.toStdString());
    const QString command = QString::fromStdString(commandText(argv));
    QGuiApplication::clipboard()->setText(command);
    emit told(tr("Copied: %1").arg(command), false);
  } catch (const Error& error) {
    emit told(QString::fromUtf8(error.what()), true);
  }
}

}  // namespace ghost::workbench
