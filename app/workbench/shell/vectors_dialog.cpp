#include "shell/vectors_dialog.h"

#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QStandardPaths>
#include <QVBoxLayout>

#include "base/error.h"
#include "embed/vector_sources.h"
#include "jobs/launcher.h"
#include "jobs/window_words.h"
#include "models/run_facts.h"
#include "pages/parts.h"
#include "shell/plain_text.h"

namespace ghost::workbench {

namespace {

using embed::VectorSource;

const VectorSource& sourceAt(int index) { return embed::vectorSources()[static_cast<std::size_t>(std::max(0, index))]; }

/// Encoders that `./ghost setup --encoder NAME` fetched.
QStringList fetchedEncoders() {
  const QDir folder(QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + QStringLiteral("/ghost-workbench/encoders"));
  return folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
}

QLabel* wrapped(QWidget* parent, double points = 9.5) {
  auto* label = plainLabel({}, parent, points);
  label->setWordWrap(true);
  return label;
}

}  // namespace

VectorsDialog::VectorsDialog(Desk& desk, QWidget* parent) : Dialog(parent), m_desk(desk), m_project(desk.selection.project()) {
  setWindowTitle(tr("Make Vectors"));
  setAttribute(Qt::WA_DeleteOnClose);
  resize(560, 520);  // fits a small screen at scale 2; the form scrolls
  auto* layout = new QVBoxLayout(this);
  makeForm();
  layout->addWidget(m_choices, 1);
  m_bar = new QProgressBar(this);
  m_bar->setAccessibleName(tr("Progress of the vectors"));
  m_bar->hide();
  layout->addWidget(m_bar);
  layout->addWidget(m_state = wrapped(this, 10));
  layout->addWidget(m_warnings = wrapped(this));
  m_warnings->hide();
  auto* buttons = new QHBoxLayout;
  buttons->addWidget(makeButton(tr("Copy as Command"), tr("Copy this as a command line"), this, [this] { copyCommand(); }));
  buttons->addStretch(1);
  m_close = makeButton(tr("Close"), tr("Close; nothing has been changed"), this, [this] { reject(); });
  buttons->addWidget(m_close);
  m_make = makeButton(tr("Make"), tr("Make the vectors and attach them to the project"), this, [this] { make(); });
  m_make->setProperty("primary", true);
  buttons->addWidget(m_make);
  layout->addLayout(buttons);
  for (auto* button : findChildren<QPushButton*>()) button->setAutoDefault(false);
  m_make->setDefault(true);
  connect(m_source, &QComboBox::currentIndexChanged, this, &VectorsDialog::showSource);
  connect(&m_call, &VerbCall::evented, this, &VectorsDialog::follow);
  connect(&m_call, &VerbCall::finished, this, &VectorsDialog::finish);
  connect(&m_call, &VerbCall::failed, this, [this](const QString& sentence) {
    setRunning(false);
    m_state->setText(sentence);
  });
  connect(&m_call, &VerbCall::stopped, this, [this] {
    setRunning(false);
    m_state->setText(tr("Cancelled; nothing was written."));
  });
  showSource();
}

void VectorsDialog::makeForm() {
  m_choices = new QWidget(this);
  auto* column = new QVBoxLayout(m_choices);
  column->setContentsMargins(0, 0, 0, 0);
  m_source = new QComboBox(m_choices);
  m_source->setAccessibleName(tr("Where vectors come from"));
  for (const auto& source : embed::vectorSources()) m_source->addItem(QString::fromStdString(source.title));
  column->addWidget(m_source);
  column->addWidget(m_about = wrapped(m_choices));
  m_folderRow = new QWidget(m_choices);
  auto* row = new QHBoxLayout(m_folderRow);
  row->setContentsMargins(0, 0, 0, 0);
  m_folder = new QComboBox(m_folderRow);
  m_folder->setEditable(true);
  m_folder->setInsertPolicy(QComboBox::NoInsert);
  m_folder->addItems(fetchedEncoders());
  m_folder->lineEdit()->setPlaceholderText(tr("Folder with config.json, tokenizer and model.safetensors"));
  m_folder->setAccessibleName(tr("Folder of the model"));
  row->addWidget(m_folder, 1);
  row->addWidget(makeButton(tr("Folder…"), tr("Choose the folder of the model"), m_folderRow, [this] { browse(); }));
  column->addWidget(m_folderRow);
  m_runRow = new QWidget(m_choices);
  auto* runs = new QVBoxLayout(m_runRow);
  runs->setContentsMargins(0, 0, 0, 0);
  m_run = new QComboBox(m_runRow);
  m_run->setAccessibleName(tr("Run that learned item vectors"));
  for (const auto& each : m_desk.runs.rows())
    if (each.recipe == "sasrec" && each.state == run::State::Finished) m_run->addItem(runTitle(each), QString::fromStdString(each.name));
  runs->addWidget(m_run);
  auto* none = new QHBoxLayout;
  m_noRun = wrapped(m_runRow);
  m_noRun->setText(tr("This project has no finished run of SASRec yet."));
  none->addWidget(m_noRun, 1);
  auto* toTrain = makeButton(tr("Go to Train"), tr("Close this and train one on the page Train"), m_runRow, [this] {
    reject();
    emit m_desk.pageWanted(QStringLiteral("train"));
  });
  none->addWidget(toTrain);
  runs->addLayout(none);
  for (QWidget* each : {static_cast<QWidget*>(m_noRun), static_cast<QWidget*>(toTrain)}) each->setVisible(m_run->count() == 0);
  m_run->setVisible(m_run->count() > 0);
  column->addWidget(m_runRow);
  m_form = new ParamForm(m_choices);
  m_form->showHelp(true);
  column->addWidget(m_form, 1);
}

void VectorsDialog::showSource() {
  const VectorSource& source = sourceAt(m_source->currentIndex());
  const auto book = m_desk.book.data();
  const bool textless = book && book->dataSet.catalog.titles.empty() && source.reads != VectorSource::Reads::Run;
  m_about->setText(QString::fromStdString(source.description) + (textless ? QLatin1Char('\n') + tr("The items of this project have no texts, so there is nothing to read here; train SASRec and take its vectors, or attach a file you have.") : QString()));
  m_folderRow->setVisible(source.reads == VectorSource::Reads::Folder);
  m_runRow->setVisible(source.reads == VectorSource::Reads::Run);
  m_desk.attempt([&] { m_form->setSpecs(embed::parametersOf(source)); });
  m_make->setEnabled(source.reads != VectorSource::Reads::Run || m_run->count() > 0);
  m_state->clear();
}

void VectorsDialog::browse() {
  auto* chooser = new QFileDialog(this, tr("Folder of the Model"));
  chooser->setAttribute(Qt::WA_DeleteOnClose);
  chooser->setFileMode(QFileDialog::Directory);
  chooser->setOption(QFileDialog::ShowDirsOnly);
  connect(chooser, &QFileDialog::fileSelected, m_folder, &QComboBox::setEditText);
  chooser->open();
}

QStringList VectorsDialog::words() const {
  const VectorSource& source = sourceAt(m_source->currentIndex());
  QString encoder = QString::fromStdString(source.id);
  if (source.reads == VectorSource::Reads::Folder) encoder = m_folder->currentText().trimmed();
  if (source.reads == VectorSource::Reads::Run) encoder = m_run->count() == 0 ? QString() : m_project + QStringLiteral("/runs/") + m_run->currentData().toString();
  if (encoder.isEmpty()) throw usageError("vectors", source.reads == VectorSource::Reads::Run ? "choose a finished run" : "choose the folder of the model first");
  QStringList words{QStringLiteral("embed"), m_project, QStringLiteral("--encoder"), encoder, QStringLiteral("--attach")};
  const OrderedJson values = m_form->values();
  for (const auto& [key, value] : values.items()) words += {QStringLiteral("-o"), QString::fromStdString(key) + '=' + jsonText(value)};
  return words;
}

void VectorsDialog::copyCommand() {
  m_desk.attempt([&] {
    std::vector<std::string> argv{"ghost"};
    for (const QString& word : words()) argv.push_back(word.toStdString());
    emit m_desk.commandWanted(QString::fromStdString(commandText(argv)));
  });
}

void VectorsDialog::make() {
  if (m_call.isRunning()) return;
  try {
    const QStringList wanted = words() + QStringList{QStringLiteral("--events")};
    m_warnings->clear();
    m_warnings->hide();
    setRunning(true);
    m_state->setText(tr("Reading the data …"));
    m_call.start(wanted);
  } catch (const Error& error) {
    m_state->setText(QString::fromUtf8(error.what()));
  }
}

void VectorsDialog::setRunning(bool running) {
  m_choices->setEnabled(!running);
  m_make->setEnabled(!running);
  m_bar->setVisible(running);
  m_bar->setRange(0, 0);
  m_close->setText(running ? tr("Cancel") : tr("Close"));
  m_close->setEnabled(true);
  setPlainTip(m_close, running ? tr("Stop; nothing of it stays") : tr("Close; nothing has been changed"));
}

void VectorsDialog::follow(const ghost::wire::Event& event) {
  if (event.kind == "note" && event.body.value("level", "") == "warning") {
    m_warnings->setText((m_warnings->text() + QLatin1Char('\n') + inWindowWords(QString::fromStdString(event.body.value("text", "")))).trimmed());
    m_warnings->show();
  }
  if (event.kind != "progress" || !m_close->isEnabled()) return;
  const auto number = [&](const char* key) {
    const auto it = event.body.find(key);
    return it != event.body.end() && it->is_number() ? it->get<double>() : 0.0;
  };
  constexpr int steps = 1000;
  const double done = number("done"), total = number("total"), left = number("eta");
  m_bar->setRange(0, total > 0 ? steps : 0);
  if (total > 0) m_bar->setValue(static_cast<int>(done / total * steps));
  QString text = total > 0 ? tr("%1 of %2 %3").arg(countText(static_cast<qint64>(done)), countText(static_cast<qint64>(total)), QString::fromStdString(event.body.value("unit", ""))) : tr("Working …");
  if (left > 0) text += tr(" · %1 left").arg(durationText(left));
  m_state->setText(text);
}

void VectorsDialog::finish(const OrderedJson& report) {
  setRunning(false);
  const QString told = tr("The project has item vectors now: %1 items, %2 numbers each, in %3.").arg(countText(report.value("rows", 0))).arg(report.value("dim", 0)).arg(QString::fromStdString(report.value("vectors", "")));
  m_desk.attempt([&] { m_desk.book.readAgain(); });
  emit m_desk.told(told, false);
  if (m_warnings->text().isEmpty()) return accept();
  // What was warned of stays to be read.
  m_state->setText(told);
  setPlainTip(m_close, tr("Close; the vectors are attached"));
}

QString VectorsDialog::state() const { return m_state->text(); }

void VectorsDialog::reject() {
  if (!m_call.isRunning()) return Dialog::reject();
  m_close->setEnabled(false);
  m_bar->setRange(0, 0);
  m_state->setText(tr("Stopping …"));
  m_call.askToStop();
}

}  // namespace ghost::workbench
