#include "shell/dialogs.h"

#include <QComboBox>
#include <QDateTime>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QFontDatabase>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "base/error.h"
#include "pages/parts.h"
#include "shell/plain_text.h"
#include "sid/tokenizers.h"

namespace ghost::workbench {

namespace {

QStringList words(std::initializer_list<QString> list) { return QStringList(list); }

}  // namespace

BuildDialog::BuildDialog(Desk& desk, QWidget* parent) : Dialog(parent), m_desk(desk) {
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
  m_vectors = new VectorsOffer(this);
  layout->addWidget(m_vectors);
  connect(m_vectors, &VectorsOffer::makeWanted, &desk, &Desk::makeVectorsWanted);
  connect(m_vectors, &VectorsOffer::attachWanted, &desk, &Desk::attachVectorsWanted);
  m_state = plainLabel({}, this, 9.5);
  m_state->setWordWrap(true);
  layout->addWidget(m_state);
  auto* buttons = new QHBoxLayout;
  buttons->addStretch(1);
  buttons->addWidget(makeButton(tr("Close"), tr("Close; a build under way goes on"), this, [this] { reject(); }));
  m_start = makeButton(tr("Build"), tr("Build the tokens in the background"), this, [this] { build(); });
  m_start->setProperty("primary", true);
  buttons->addWidget(m_start);
  layout->addLayout(buttons);
  m_form->setBaselineName(tr("profile"));
  connect(m_tokenizer, &QComboBox::currentIndexChanged, this, &BuildDialog::showTokenizer);
  // Queued: the form's fields, among them the one that says so, are made anew.
  connect(m_form, &ParamForm::changed, this, [this] { if (profileShown() != m_profile) fillForm(profileShown()); }, Qt::QueuedConnection);
  const auto isOver = [this](const QString& sentence) {
    m_state->setText(sentence);
    m_start->setEnabled(true);
  };
  connect(&desk.build, &TokenBuild::progressed, m_state, &QLabel::setText);
  connect(&desk.build, &TokenBuild::failed, this, isOver);
  connect(&desk.build, &TokenBuild::cancelled, this, [isOver] { isOver(tr("Cancelled; nothing was made.")); });
  connect(&desk.build, &TokenBuild::built, this, &BuildDialog::accept);
  if (m_tokenizer->count() == 0) {
    m_state->setText(desk.description.problem().isEmpty() ? tr("The worker has not said yet which tokenizers it has; try again in a moment.") : desk.description.problem());
    m_start->setEnabled(false);
  }
  connect(&desk.book, &ProjectBook::settingsChanged, this, &BuildDialog::lookForVectors);
  lookForVectors();
  showTokenizer();
}

void BuildDialog::lookForVectors() {
  const run::Project* project = m_desk.book.project();
  const bool lacking = project && project->vectors.empty();
  m_vectors->offer(lacking ? tr("The project has no item vectors yet, which tokens are built from.") : QString());
  m_start->setEnabled(!lacking && m_tokenizer->count() > 0 && !m_desk.build.isRunning());
}

void BuildDialog::showTokenizer() {
  fillForm({});
  m_name->setText(QStringLiteral("%1-%2").arg(m_tokenizer->currentText(), QDateTime::currentDateTime().toString(QStringLiteral("yyyyMMdd-HHmmss"))));
}

/// A profile brings values of its own, so the form shows those of the chosen one.
void BuildDialog::fillForm(const QString& profile) {
  for (const auto& row : m_desk.description.tokenizers()) {
    if (row.id != m_tokenizer->currentText()) continue;
    m_about->setText(row.description);
    m_profile = profile;
    m_desk.attempt([&] {
      const auto edits = profile.isEmpty() ? std::map<std::string, std::string>() : m_form->edits();
      m_form->setSpecs(row.params, profile.isEmpty() ? OrderedJson::object() : sid::tokenizerDefaults(sid::tokenizer(row.id.toStdString()), profile.toStdString()).toJson());
      for (const auto& [key, text] : edits)
        if (key != "profile") m_form->setText(key, QString::fromStdString(text));
      if (m_profile.isEmpty()) m_profile = profileShown();
    });
  }
}

QString BuildDialog::profileShown() const {
  const auto* choice = qobject_cast<QComboBox*>(m_form->field("profile"));
  return choice ? choice->currentText() : QString();
}

void BuildDialog::build() {
  m_desk.attempt([&] {
    const run::Project* project = m_desk.book.project();
    if (!project) throw usageError("tokens", "open a project first");
    if (project->vectors.empty()) throw usageError("tokens", "the project has no item vectors yet, which tokens are built from; make or attach some first");
    const QString name = m_name->text().trimmed();
    if (name.isEmpty() || name.contains('/') || name.startsWith('.')) throw usageError("tokens", "give the tokenization a plain name, without / and not beginning with a dot");
    QStringList arguments = words({QStringLiteral("sid"), QStringLiteral("build"), QStringLiteral("--data"), QString::fromStdString(project->dataFolder().string()), QStringLiteral("--vectors"), QString::fromStdString(project->vectorsFile().string()),
                                   QStringLiteral("--tokenizer"), m_tokenizer->currentText(), QStringLiteral("--out"), QString::fromStdString((project->artifacts() / name.toStdString()).string())});
    const OrderedJson formValues = m_form->parts().said;  // items() refers to it
    for (const auto& [key, value] : formValues.items()) arguments += {QStringLiteral("-o"), QString::fromStdString(key) + '=' + jsonText(value)};
    m_desk.build.start(name, arguments);
    m_start->setEnabled(false);
    m_state->setText(tr("Building …"));
  });
}

RestoreDialog::RestoreDialog(Desk& desk, QWidget* parent) : Dialog(parent), m_desk(desk) {
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

StartOverDialog::StartOverDialog(Desk& desk, const QString& run, QWidget* parent) : Dialog(parent) {
  setWindowTitle(tr("Start Over"));
  setAttribute(Qt::WA_DeleteOnClose);
  auto* layout = new QVBoxLayout(this);
  auto* text = plainLabel(tr("The training of %1 is forgotten, its checkpoints with it, and begins again at step 0. Tokens that are made stay. This can't be taken back.").arg(run), this, 10);
  text->setWordWrap(true);
  layout->addWidget(text);
  auto* buttons = new QHBoxLayout;
  buttons->addStretch(1);
  auto* cancel = makeButton(tr("Cancel"), tr("Leave the run as it is"), this, [this] { reject(); });
  cancel->setProperty("primary", true);  // Return shall not forget anything
  buttons->addWidget(cancel);
  buttons->addWidget(makeButton(tr("Start Over"), tr("Forget its training and begin again"), this, [this, &desk, run] {
    accept();
    desk.startOver(run);
  }));
  layout->addLayout(buttons);
}

TextDialog::TextDialog(const QString& title, const QString& text, QWidget* parent) : Dialog(parent) {
  setWindowTitle(title);
  setAttribute(Qt::WA_DeleteOnClose);
  resize(680, 480);
  auto* layout = new QVBoxLayout(this);
  auto* edit = new QPlainTextEdit(text, this);
  edit->setReadOnly(true);
  edit->setTabChangesFocus(true);
  edit->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
  edit->setAccessibleName(title);
  layout->addWidget(edit);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
  connect(buttons, &QDialogButtonBox::rejected, this, &Dialog::reject);
  layout->addWidget(buttons);
}

}  // namespace ghost::workbench
