#include "shell/dialogs.h"

#include <QComboBox>
#include <QDateTime>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFormLayout>
#include <QFontDatabase>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "base/error.h"
#include "data/importers.h"
#include "pages/parts.h"
#include "shell/plain_text.h"

namespace ghost::workbench {

namespace {

QStringList words(std::initializer_list<QString> list) { return QStringList(list); }

/// A folder that doesn't exist yet, beside where projects are usually kept.
QString freshFolder(const QString& name) {
  QString wanted = QDir::home().filePath(name);
  for (int n = 2; QFileInfo::exists(wanted); ++n) wanted = QDir::home().filePath(QStringLiteral("%1-%2").arg(name).arg(n));
  return wanted;
}

}  // namespace

ImportDialog::ImportDialog(Desk& desk, const QString& source, QWidget* parent) : QDialog(parent), m_desk(desk) {
  setWindowTitle(tr("Import Data"));
  setAttribute(Qt::WA_DeleteOnClose);
  resize(640, 460);
  auto* layout = new QVBoxLayout(this);
  auto* form = new QFormLayout;
  m_source = new QLineEdit(source, this);
  m_source->setPlaceholderText(tr("A file or folder: LC-Rec, RecBole, Amazon, …"));
  auto* row = new QHBoxLayout;
  row->addWidget(m_source, 1);
  row->addWidget(makeButton(tr("Browse…"), tr("Choose a folder"), this, [this] { browse(); }));
  form->addRow(tr("Source"), row);
  m_format = new QComboBox(this);
  m_format->addItem(tr("recognise it by its content"), QStringLiteral("auto"));
  for (const auto& importer : data::importers()) {
    m_format->addItem(QString::fromStdString(importer.id), QString::fromStdString(importer.id));
    m_format->setItemData(m_format->count() - 1, QString::fromStdString(importer.description).toHtmlEscaped(), Qt::ToolTipRole);
  }
  form->addRow(tr("Format"), m_format);
  m_vectors = new QLineEdit(this);
  m_vectors->setPlaceholderText(tr("Item vectors (.npy, .safetensors, .tsv), row = item; may be left empty"));
  form->addRow(tr("Vectors"), m_vectors);
  m_target = new QLineEdit(this);
  m_target->setPlaceholderText(tr("Folder of the new project"));
  form->addRow(tr("Project"), m_target);
  layout->addLayout(form);
  auto* card = new Card(tr("Preview"), this);
  m_report = plainLabel(tr("Name a source to see what is in it. Nothing is written before you press Create Project."), card);
  m_report->setWordWrap(true);
  m_report->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  m_report->setTextInteractionFlags(Qt::TextSelectableByMouse);
  card->body()->addWidget(m_report, 1);
  layout->addWidget(card, 1);
  auto* buttons = new QHBoxLayout;
  buttons->addStretch(1);
  buttons->addWidget(makeButton(tr("Cancel"), tr("Close; nothing has been written"), this, [this] { reject(); }));
  buttons->addWidget(makeButton(tr("Preview"), tr("Read the source and say what is in it"), this, [this] { preview(); }));
  m_create = makeButton(tr("Create Project"), tr("Make a project of the data and open it"), this, [this] { create(); });
  m_create->setProperty("primary", true);
  m_create->setEnabled(false);
  buttons->addWidget(m_create);
  layout->addLayout(buttons);
  for (QLineEdit* line : {m_source, m_target, m_vectors}) line->setAccessibleName(line->placeholderText());
  connect(m_source, &QLineEdit::editingFinished, this, &ImportDialog::preview);
  connect(m_format, &QComboBox::activated, this, [this] {
    m_imported.clear();
    preview();
  });
  connect(&m_import, &VerbCall::progressed, m_report, &QLabel::setText);
  connect(&m_import, &VerbCall::failed, m_report, &QLabel::setText);
  connect(&m_import, &VerbCall::finished, this, &ImportDialog::showPreview);
  connect(&m_make, &VerbCall::failed, this, [this](const QString& sentence) {
    m_report->setText(sentence);
    m_create->setEnabled(true);
  });
  connect(&m_make, &VerbCall::finished, this, [this] {
    emit projectMade(m_target->text().trimmed());
    accept();
  });
  if (!source.isEmpty()) preview();
}

void ImportDialog::browse() {
  auto* chooser = new QFileDialog(this, tr("Folder with the data"));
  chooser->setAttribute(Qt::WA_DeleteOnClose);
  chooser->setFileMode(QFileDialog::Directory);
  connect(chooser, &QFileDialog::fileSelected, this, [this](const QString& folder) {
    m_source->setText(folder);
    preview();
  });
  chooser->open();
}

void ImportDialog::preview() {
  const QString source = m_source->text().trimmed();
  if (source.isEmpty() || source == m_imported) return;
  m_imported = source;
  m_create->setEnabled(false);
  m_temporary = std::make_unique<QTemporaryDir>();
  if (!m_temporary->isValid()) return m_report->setText(tr("There is no room for temporary files: %1").arg(m_temporary->errorString()));
  m_report->setText(tr("Reading …"));
  m_import.start(words({QStringLiteral("data"), QStringLiteral("import"), source, QStringLiteral("--to"), m_temporary->filePath(QStringLiteral("data")), QStringLiteral("--format"), m_format->currentData().toString()}));
}

void ImportDialog::showPreview(const OrderedJson& report) {
  const auto count = [&](const char* key) { return countText(static_cast<qint64>(numberAt(at(report, key)))); };
  QStringList lines;
  lines += tr("%1 (%2)").arg(jsonText(report.value("name", OrderedJson())), jsonText(report.value("format", OrderedJson())));
  lines += tr("%1 users, %2 items, %3 interactions").arg(count("users"), count("items"), count("interactions"));
  lines += tr("%1 rows read, %2 rejected").arg(count("rows_read"), count("rows_rejected"));
  if (const auto* rejected = at(report, "rejected_first"); rejected && rejected->is_array())
    for (const auto& row : *rejected)
      lines += row.is_object() ? QStringLiteral("   %1:%2  %3").arg(jsonText(row.value("file", OrderedJson())), jsonText(row.value("line", OrderedJson())), jsonText(row.value("what", OrderedJson()))) : jsonText(row);
  if (const auto* warnings = at(report, "warnings"); warnings && warnings->is_array())
    for (const auto& warning : *warnings) lines += jsonText(warning);
  const QStringList vectors = QDir(m_temporary->filePath(QStringLiteral("data"))).entryList({QStringLiteral("*.npy"), QStringLiteral("*.safetensors")}, QDir::Files);
  if (m_vectors->text().isEmpty() && !vectors.isEmpty()) m_vectors->setText(m_temporary->filePath(QStringLiteral("data/") + vectors.front()));
  if (m_vectors->text().isEmpty()) lines += tr("No item vectors: recipes with semantic IDs need some; floors don't.");
  m_report->setText(lines.join(QLatin1Char('\n')));
  if (m_target->text().isEmpty()) m_target->setText(freshFolder(jsonText(report.value("name", OrderedJson("project")))));
  m_create->setEnabled(true);
}

void ImportDialog::create() {
  const QString target = m_target->text().trimmed();
  if (target.isEmpty()) return m_report->setText(tr("Name the folder of the new project."));
  m_create->setEnabled(false);
  QStringList arguments = words({QStringLiteral("project"), QStringLiteral("new"), target, QStringLiteral("--data"), m_temporary->filePath(QStringLiteral("data"))});
  if (!m_vectors->text().trimmed().isEmpty()) arguments += {QStringLiteral("--vectors"), m_vectors->text().trimmed()};
  m_make.start(arguments);
}

BuildDialog::BuildDialog(Desk& desk, QWidget* parent) : QDialog(parent), m_desk(desk) {
  setWindowTitle(tr("Build Tokens"));
  setAttribute(Qt::WA_DeleteOnClose);
  resize(520, 620);
  auto* layout = new QVBoxLayout(this);
  m_tokenizer = new QComboBox(this);
  m_tokenizer->setAccessibleName(tr("Tokenizer"));
  for (const auto& row : desk.description.tokenizers())
    if (row.executable) m_tokenizer->addItem(row.id);
  layout->addWidget(m_tokenizer);
  m_about = plainLabel({}, this, 9.5);
  m_about->setWordWrap(true);
  layout->addWidget(m_about);
  m_form = new ParamForm(this);
  layout->addWidget(m_form, 1);
  m_name = new QLineEdit(this);
  m_name->setAccessibleName(tr("Name of the tokenization"));
  auto* row = new QFormLayout;
  row->addRow(tr("Name"), m_name);
  layout->addLayout(row);
  m_state = plainLabel({}, this, 9.5);
  m_state->setWordWrap(true);
  layout->addWidget(m_state);
  auto* buttons = new QHBoxLayout;
  buttons->addStretch(1);
  buttons->addWidget(makeButton(tr("Close"), tr("Close; a build under way is ended"), this, [this] { reject(); }));
  m_start = makeButton(tr("Build"), tr("Build the tokens in the background"), this, [this] { build(); });
  m_start->setProperty("primary", true);
  buttons->addWidget(m_start);
  layout->addLayout(buttons);
  connect(m_tokenizer, &QComboBox::currentIndexChanged, this, &BuildDialog::showTokenizer);
  connect(&m_call, &VerbCall::progressed, m_state, &QLabel::setText);
  connect(&m_call, &VerbCall::failed, this, [this](const QString& sentence) {
    m_state->setText(sentence);
    m_start->setEnabled(true);
  });
  connect(&m_call, &VerbCall::finished, this, [this] {
    m_desk.tokens.refresh(m_desk.book.project(), m_desk.runs.rows());
    m_desk.selection.setTokens(QStringLiteral("artifact:") + m_name->text());
    emit m_desk.told(tr("The tokens %1 are built.").arg(m_name->text()), false);
    accept();
  });
  if (m_tokenizer->count() == 0) {
    m_state->setText(desk.description.problem().isEmpty() ? tr("The worker has not said yet which tokenizers it has; try again in a moment.") : desk.description.problem());
    m_start->setEnabled(false);
  }
  showTokenizer();
}

void BuildDialog::showTokenizer() {
  for (const auto& row : m_desk.description.tokenizers()) {
    if (row.id != m_tokenizer->currentText()) continue;
    m_about->setText(row.description);
    m_desk.attempt([&] { m_form->setSpecs(row.params); });
  }
  m_name->setText(QStringLiteral("%1-%2").arg(m_tokenizer->currentText(), QDateTime::currentDateTime().toString(QStringLiteral("yyyyMMdd-HHmmss"))));
}

void BuildDialog::build() {
  m_desk.attempt([&] {
    const run::Project* project = m_desk.book.project();
    if (!project) throw usageError("tokens", "open a project first");
    if (project->vectors.empty()) throw usageError("tokens", "the project names no item vectors, which tokens are built from; add vectors = \"file\" to its project.toml");
    const QString name = m_name->text().trimmed();
    if (name.isEmpty() || name.contains('/') || name.startsWith('.')) throw usageError("tokens", "give the tokenization a plain name, without / and not beginning with a dot");
    QStringList arguments = words({QStringLiteral("sid"), QStringLiteral("build"), QStringLiteral("--data"), QString::fromStdString(project->dataFolder().string()), QStringLiteral("--vectors"), QString::fromStdString(project->vectorsFile().string()),
                                   QStringLiteral("--tokenizer"), m_tokenizer->currentText(), QStringLiteral("--out"), QString::fromStdString((project->artifacts() / name.toStdString()).string())});
    const OrderedJson formValues = m_form->values();  // items() refers to it
    for (const auto& [key, value] : formValues.items()) arguments += {QStringLiteral("-o"), QString::fromStdString(key) + '=' + jsonText(value)};
    m_start->setEnabled(false);
    m_state->setText(tr("Building …"));
    m_call.start(arguments);
  });
}

RestoreDialog::RestoreDialog(Desk& desk, QWidget* parent) : QDialog(parent), m_desk(desk) {
  setWindowTitle(tr("Restore from Trash"));
  setAttribute(Qt::WA_DeleteOnClose);
  resize(480, 320);
  auto* layout = new QVBoxLayout(this);
  m_list = new QListWidget(this);
  m_list->setAccessibleName(tr("Runs in the trash"));
  m_list->addItems(desk.trashedRuns());
  m_list->setCurrentRow(0);
  layout->addWidget(plainLabel(m_list->count() == 0 ? tr("The trash of this project is empty.") : tr("Runs in the trash of this project:"), this));
  layout->addWidget(m_list, 1);
  auto* buttons = new QHBoxLayout;
  buttons->addStretch(1);
  buttons->addWidget(makeButton(tr("Close"), tr("Close"), this, [this] { reject(); }));
  auto* restore = makeButton(tr("Restore"), tr("Move the run back"), this, [this] { this->restore(); });
  restore->setProperty("primary", true);
  restore->setEnabled(m_list->count() > 0);
  buttons->addWidget(restore);
  layout->addLayout(buttons);
}

void RestoreDialog::restore() {
  if (m_list->currentItem() && m_desk.restoreRun(m_list->currentItem()->text())) accept();
}

TextDialog::TextDialog(const QString& title, const QString& text, QWidget* parent) : QDialog(parent) {
  setWindowTitle(title);
  setAttribute(Qt::WA_DeleteOnClose);
  resize(680, 480);
  auto* layout = new QVBoxLayout(this);
  auto* edit = new QPlainTextEdit(text, this);
  edit->setReadOnly(true);
  edit->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
  edit->setAccessibleName(title);
  layout->addWidget(edit);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  layout->addWidget(buttons);
}

}  // namespace ghost::workbench
