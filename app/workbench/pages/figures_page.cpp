#include "pages/figures_page.h"

#include <algorithm>
#include <set>

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

#include "base/error.h"
#include "figure/figures.h"
#include "jobs/launcher.h"
#include "models/run_facts.h"
#include "pages/figure_files.h"
#include "pages/figure_words.h"
#include "shell/plain_text.h"
#include "views/paper/saved_figure.h"

namespace ghost::workbench {

FiguresPage::FiguresPage(Desk& desk) : Page(desk, QStringLiteral("figures"), tr("Figures"), tr("The paper: exactly what will be printed.")), m_making(this) {
  tools()->addWidget(makeButton(tr("Open Figure…"), tr("Show an exported figure again, from the JSON beside it"), this, [this] { askForSaved(); }));
  tools()->addWidget(makeButton(tr("Copy Command"), tr("The same export as a command line"), this, [this] {
    if (this->desk().book.project()) emit this->desk().commandWanted(QString::fromStdString(commandText(command())));
  }));
  auto* exportButton = makeButton(tr("Export"), tr("Write the figure in the checked formats"), this, [this] { exportNow(); });
  exportButton->setProperty("primary", true);
  tools()->addWidget(exportButton);
  auto* all = new QSplitter(Qt::Horizontal, this);
  all->addWidget(makeChoice());
  all->addWidget(makePaper());
  all->setStretchFactor(0, 2);
  all->setStretchFactor(1, 5);
  all->setChildrenCollapsible(false);
  all->setSizes({380, 900});
  content()->addWidget(all, 1);
  connect(&desk.book, &ProjectBook::projectChanged, this, &FiguresPage::touch);
  connect(&desk.book, &ProjectBook::dataChanged, this, &FiguresPage::touch);
  connect(&desk.runs, &RunLibrary::changed, this, &FiguresPage::touch);
  m_kinds->setCurrentRow(0);
  refresh();
}

Card* FiguresPage::makeChoice() {
  auto* card = new Card(tr("Figure"), this);
  m_kinds = new QListWidget(card);
  m_kinds->setAccessibleName(tr("Kinds of figures"));
  for (const auto& kind : figure::figureKinds()) {
    auto* item = new QListWidgetItem(QString::fromStdString(kind.title), m_kinds);
    item->setData(Qt::UserRole, QString::fromStdString(kind.id));
  }
  m_kinds->setMaximumHeight(static_cast<int>(figure::figureKinds().size()) * 24 + 8);
  card->body()->addWidget(m_kinds);
  m_about = plainLabel({}, card, 9.5);
  m_about->setWordWrap(true);
  m_about->setEnabled(false);
  card->body()->addWidget(m_about);
  m_form = new ParamForm(card);
  card->body()->addWidget(m_form, 2);
  auto* runs = plainLabel(tr("Runs (none checked: the figure's own choice)"), card, 9.5, true);
  runs->setWordWrap(true);
  card->body()->addWidget(runs);
  m_runs = new RunModel(this, true);
  m_table = makeTable(m_runs, &m_sorted, RunModel::sortRole, tr("Runs of the figure"), card);
  for (int column = RunModel::State; column < RunModel::Columns; ++column) m_table->setColumnHidden(column, true);
  m_table->horizontalHeader()->hide();
  card->body()->addWidget(m_table, 2);
  connect(m_kinds, &QListWidget::currentRowChanged, this, &FiguresPage::showKind);
  connect(m_runs, &RunModel::checkedChanged, this, &FiguresPage::draw);
  return card;
}

Card* FiguresPage::makePaper() {
  auto* card = new Card(tr("Sheet"), this);
  m_width = new QComboBox(card);
  m_width->setAccessibleName(tr("Width"));
  m_width->addItem(tr("one column, 84 mm"), 84.0);
  m_width->addItem(tr("two columns, 174 mm"), 174.0);
  m_width->addItem(tr("slide, 240 mm"), 240.0);
  m_widthMm = new QDoubleSpinBox(card);
  m_widthMm->setAccessibleName(tr("Width in millimetres"));
  m_widthMm->setRange(20, 1000);
  m_widthMm->setDecimals(1);
  m_widthMm->setSuffix(tr(" mm"));
  m_widthMm->setValue(84);
  m_style = new QComboBox(card);
  m_style->setAccessibleName(tr("Style"));
  for (const auto& style : paper::styles()) m_style->addItem(QString::fromStdString(style.id));
  m_heightMm = new QDoubleSpinBox(card);
  m_heightMm->setAccessibleName(tr("Height in millimetres; 0 is as high as suits the width"));
  setPlainTip(m_heightMm, m_heightMm->accessibleName());
  m_heightMm->setRange(0, 1000);
  m_heightMm->setDecimals(1);
  m_heightMm->setSuffix(tr(" mm"));
  m_heightMm->setSpecialValueText(tr("any height"));
  m_words = makeButton(tr("Words…"), tr("Titles, labels, names in the legend and footnotes, to be written over"), card, [this] { editWords(); });
  for (QWidget* tool : {static_cast<QWidget*>(m_width), static_cast<QWidget*>(m_widthMm), static_cast<QWidget*>(m_heightMm), static_cast<QWidget*>(m_style), static_cast<QWidget*>(m_words)}) card->addTool(tool);
  m_preview = new PaperPreview(card);
  card->body()->addWidget(m_preview, 1);
  auto* formats = new QHBoxLayout;
  for (const auto& format : paper::paperFormats()) {
    auto* box = new QCheckBox(QString::fromStdString(format).toUpper(), card);
    box->setChecked(format != "tex");
    formats->addWidget(box);
    m_formats += box;
  }
  formats->addStretch(1);
  card->body()->addLayout(formats);
  card->body()->addWidget(makePlace(card));
  m_written = plainLabel({}, card, 9.5);
  m_written->setWordWrap(true);
  card->body()->addWidget(m_written);
  connect(m_width, &QComboBox::activated, this, [this] { m_widthMm->setValue(m_width->currentData().toDouble()); });
  connect(m_widthMm, &QDoubleSpinBox::valueChanged, this, &FiguresPage::showSheet);
  connect(m_style, &QComboBox::currentIndexChanged, this, &FiguresPage::showSheet);
  connect(m_heightMm, &QDoubleSpinBox::valueChanged, this, [this] {
    m_edits.heightMm = m_heightMm->value() > 0 ? std::optional(m_heightMm->value()) : std::nullopt;
    keepEdits(desk(), nameField()->text().toStdString(), m_edits);
    showSheet();
  });
  return card;
}

QWidget* FiguresPage::makePlace(QWidget* parent) {
  auto* row = new QWidget(parent);
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  m_name = new QLineEdit(row);
  m_name->setAccessibleName(tr("Name of the files"));
  m_folder = new QLineEdit(row);
  m_folder->setAccessibleName(tr("Folder of the files"));
  layout->addWidget(plainLabel(tr("Name"), row));
  layout->addWidget(m_name, 1);
  layout->addWidget(plainLabel(tr("in"), row));
  layout->addWidget(m_folder, 2);
  layout->addWidget(makeButton(tr("Choose…"), tr("Choose the folder that the files go to"), row, [this] { chooseFolder(); }));
  // A figure of another name may have words of its own already.
  connect(m_name, &QLineEdit::editingFinished, this, [this] {
    if (const auto kept = keptEdits(desk(), m_name->text().toStdString()); !kept.isEmpty()) setEdits(kept);
    else keepEdits(desk(), m_name->text().toStdString(), m_edits);
  });
  return row;
}

void FiguresPage::chooseFolder() {
  auto* chooser = new QFileDialog(this, tr("Folder for the Files"), m_folder->text());
  chooser->setAttribute(Qt::WA_DeleteOnClose);
  chooser->setFileMode(QFileDialog::Directory);
  connect(chooser, &QFileDialog::fileSelected, m_folder, &QLineEdit::setText);
  chooser->open();
}

void FiguresPage::showSheet() { m_preview->setSheet(figure::edited(m_figure, m_edits), m_widthMm->value(), m_edits.heightMm.value_or(0), m_style->currentText().toStdString()); }

void FiguresPage::setEdits(figure::FigureEdits edits) {
  m_edits = std::move(edits);
  const QSignalBlocker blocker(m_heightMm);
  m_heightMm->setValue(m_edits.heightMm.value_or(0));
  showSheet();
}

void FiguresPage::editWords() {
  if (m_figure.panels.empty()) return emit desk().told(tr("There is nothing to write over yet: %1").arg(QString::fromStdString(m_figure.emptyReason)), false);
  auto* dialog = new FigureWordsDialog(m_figure, m_edits, this);
  connect(dialog, &QDialog::accepted, this, [this, dialog] {
    setEdits(dialog->edits());
    keepEdits(desk(), m_name->text().toStdString(), m_edits);
  });
  dialog->open();
}

bool FiguresPage::isBusy() const { return m_making.isBusy() || desk().book.isReading(); }
void FiguresPage::pose() {
  m_widthMm->setValue(174);
  m_width->setCurrentIndex(1);
  chooseKind(QStringLiteral("list-composition"));
}

void FiguresPage::chooseKind(const QString& kind) {
  for (int row = 0; row < m_kinds->count(); ++row)
    if (m_kinds->item(row)->data(Qt::UserRole).toString() == kind) m_kinds->setCurrentRow(row);
}

void FiguresPage::refresh() {
  if (!desk().book.project()) return showEmpty(tr("Open a project to make figures of it."));
  if (!desk().book.data() && desk().book.isReading()) return showEmpty(tr("Reading the data …"));
  if (!desk().book.data()) return showEmpty(desk().book.dataProblem(), tr("Go to Data"), [this] { emit desk().pageWanted(QStringLiteral("data")); });
  showContent();
  m_runs->setRuns(desk().runs.rows());
  // The project's own figures folder until another one is chosen.
  if (const std::string& now = desk().book.project()->folder.string(); now != m_folderOf) {
    m_folderOf = now;
    m_folder->setText(QString::fromStdString(desk().book.project()->figures().string()));
    m_written->clear();
    setEdits(keptEdits(desk(), m_name->text().toStdString()));
  }
  const QString stamp = QString::fromStdString(desk().book.project()->folder.string()) + stampOf(desk().runs.rows());
  if (std::exchange(m_stamp, stamp) != stamp) draw();
}

void FiguresPage::showKind() {
  const auto* item = m_kinds->currentItem();
  if (!item) return;
  desk().attempt([&] {
    const auto& kind = figure::figureKind(item->data(Qt::UserRole).toString().toStdString());
    m_about->setText(QString::fromStdString(kind.description));
    m_form->setSpecs(kind.params);
    m_name->setText(QString::fromStdString(kind.id));
    setEdits(keptEdits(desk(), kind.id));
    connect(m_form, &ParamForm::changed, this, &FiguresPage::draw, Qt::UniqueConnection);
  });
  draw();
}

FigureWish FiguresPage::wish() const {
  FigureWish wish;
  if (const auto* item = m_kinds->currentItem()) wish.kind = item->data(Qt::UserRole).toString();
  const OrderedJson formValues = m_form->values();  // items() refers to it
  for (const auto& [key, value] : formValues.items()) wish.values[key] = jsonText(value).toStdString();
  for (const auto& row : desk().runs.rows())
    if (m_runs->checked().count(QString::fromStdString(row.name))) wish.runs.push_back(row.name);
  return wish;
}

void FiguresPage::draw() {
  const run::Project* project = desk().book.project();
  if (!project || !desk().book.data() || !m_kinds->currentItem()) return;
  FigureWish wanted;
  if (!desk().attempt([&] { wanted = wish(); })) return;
  const auto show = [this](figure::FigureData figure) {
    m_figure = std::move(figure);
    showSheet();
  };
  m_making.start<figure::FigureData>([project = *project, wanted] { return makeFigure(project, wanted); }, show, [show](const QString& sentence) {
    figure::FigureData nothing;
    nothing.emptyReason = sentence.toStdString();
    show(nothing);
  });
}

std::filesystem::path FiguresPage::folder() const {
  const QString typed = m_folder->text().trimmed();
  return typed.isEmpty() ? desk().book.project()->figures() : std::filesystem::path(typed.toStdString());
}

std::vector<std::string> FiguresPage::formats() const {
  std::vector<std::string> chosen;
  for (const auto* box : m_formats)
    if (box->isChecked()) chosen.push_back(box->text().toLower().toStdString());
  return chosen;
}

std::map<std::string, std::string> FiguresPage::parameters() const { return m_form->texts(); }

paper::PaperOptions FiguresPage::paperOptions() const {
  paper::PaperOptions options;
  options.folder = folder();
  options.name = m_name->text().trimmed().toStdString();
  options.widthMm = m_widthMm->value();
  options.style = m_style->currentText().toStdString();
  options.formats = formats();
  options.edits = m_edits;
  return options;
}

QStringList FiguresPage::exportNow() {
  QStringList written;
  desk().attempt([&] {
    if (!desk().book.project()) throw usageError("figure", "open a project first");
    paper::PaperOptions options = paperOptions();
    if (options.formats.empty()) throw usageError("figure", "check at least one format");
    // Made anew from what is on disk now, so that the files are those of the command.
    const FigureWish wanted = wish();
    const figure::FigureData figure = makeFigure(*desk().book.project(), wanted);
    options.request = paper::requestOf(figure, parameters(), wanted.runs);
    written = exportAsking(desk(), this, figure, options, [this](const QStringList& files) { m_written->setText(tr("Written: %1").arg(files.join(QStringLiteral(", ")))); });
  });
  return written;
}

void FiguresPage::askForSaved() {
  auto* chooser = new QFileDialog(this, tr("Open Figure"), desk().book.project() ? QString::fromStdString(desk().book.project()->figures().string()) : QString(), tr("Exported figures (*.json)"));
  chooser->setAttribute(Qt::WA_DeleteOnClose);
  chooser->setFileMode(QFileDialog::ExistingFile);
  connect(chooser, &QFileDialog::fileSelected, this, &FiguresPage::openSaved);
  chooser->open();
}

bool FiguresPage::openSaved(const QString& file) {
  return desk().attempt([&] {
    if (!desk().book.project()) throw usageError("figure", "open the project that the figure was made of first");
    const paper::SavedFigure saved = paper::readSavedFigure(file.toStdString());
    const auto& kind = figure::figureKind(saved.kind);
    ParamValues known(kind.params);
    for (const auto& [key, text] : saved.parameters) known.set(key, text);  // before anything on the page changes
    chooseKind(QString::fromStdString(saved.kind));
    m_form->reset();
    for (const auto& [key, text] : saved.parameters) m_form->setText(key, QString::fromStdString(text));
    std::set<QString> checked;
    QStringList missing;
    for (const auto& run : saved.runs) {
      if (desk().runs.row(QString::fromStdString(run))) checked.insert(QString::fromStdString(run));
      else missing += QString::fromStdString(run);
    }
    m_runs->setChecked(std::move(checked));
    m_widthMm->setValue(saved.paper.widthMm);
    m_style->setCurrentText(QString::fromStdString(saved.paper.style));
    for (auto* box : m_formats) box->setChecked(std::find(saved.paper.formats.begin(), saved.paper.formats.end(), box->text().toLower().toStdString()) != saved.paper.formats.end());
    m_name->setText(QString::fromStdString(saved.paper.name));
    m_folder->setText(QFileInfo(file).absolutePath());
    setEdits(saved.paper.edits);
    draw();
    if (!missing.isEmpty()) emit desk().told(tr("The figure was made of runs that this project doesn't have: %1.").arg(missing.join(QStringLiteral(", "))), true);
  });
}

std::vector<std::string> FiguresPage::command() const {
  const FigureWish wanted = wish();
  std::vector<std::string> argv{"ghost", "figure", "export", wanted.kind.toStdString(), "--project", desk().book.project()->folder.string()};
  for (const auto& run : wanted.runs) argv.insert(argv.end(), {"--run", run});
  for (const auto& [key, value] : wanted.values) argv.insert(argv.end(), {"-o", key + "=" + value});
  std::string list;
  for (const auto& format : formats()) list += (list.empty() ? "" : ",") + format;
  argv.insert(argv.end(), {"--out", folder().string(), "--width", QString::number(m_widthMm->value()).toStdString() + "mm", "--style", m_style->currentText().toStdString(), "--format", list});
  const std::string name = m_name->text().trimmed().toStdString();
  if (name != wanted.kind.toStdString()) argv.insert(argv.end(), {"--name", name});
  if (!m_edits.isEmpty()) argv.insert(argv.end(), {"--edit", editsFile(*desk().book.project(), name).string()});
  return argv;
}

}  // namespace ghost::workbench
