#include "pages/figures_page.h"

#include <algorithm>

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHeaderView>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

#include "base/error.h"
#include "figure/figures.h"
#include "jobs/launcher.h"
#include "models/run_facts.h"
#include "shell/plain_text.h"
#include "views/paper/paper.h"

namespace ghost::workbench {

FiguresPage::FiguresPage(Desk& desk) : Page(desk, QStringLiteral("figures"), tr("Figures"), tr("The paper: exactly what will be printed.")), m_making(this) {
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
  card->body()->addWidget(plainLabel(tr("Runs (none checked: the figure's own choice)"), card, 9.5, true));
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
  for (QWidget* tool : {static_cast<QWidget*>(m_width), static_cast<QWidget*>(m_widthMm), static_cast<QWidget*>(m_style)}) card->addTool(tool);
  m_preview = new PaperPreview(card);
  card->body()->addWidget(m_preview, 1);
  auto* formats = new QHBoxLayout;
  for (const auto& format : paper::paperFormats()) {
    auto* box = new QCheckBox(QString::fromStdString(format).toUpper(), card);
    box->setChecked(format == "pdf" || format == "svg" || format == "png" || format == "csv");
    formats->addWidget(box);
    m_formats += box;
  }
  formats->addStretch(1);
  card->body()->addLayout(formats);
  m_written = plainLabel({}, card, 9.5);
  m_written->setWordWrap(true);
  card->body()->addWidget(m_written);
  connect(m_width, &QComboBox::activated, this, [this] { m_widthMm->setValue(m_width->currentData().toDouble()); });
  connect(m_widthMm, &QDoubleSpinBox::valueChanged, this, [this] { m_preview->setSheet(m_figure, m_widthMm->value(), 0, m_style->currentText().toStdString()); });
  connect(m_style, &QComboBox::currentIndexChanged, this, [this] { m_preview->setSheet(m_figure, m_widthMm->value(), 0, m_style->currentText().toStdString()); });
  return card;
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
  if (!desk().book.data()) return showEmpty(desk().book.isReading() ? tr("Reading the data …") : desk().book.dataProblem());
  showContent();
  m_runs->setRuns(desk().runs.rows());
  m_written->setText(m_written->text().isEmpty() ? tr("Files go to %1.").arg(QString::fromStdString(folder().string())) : m_written->text());
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
    m_preview->setSheet(m_figure, m_widthMm->value(), 0, m_style->currentText().toStdString());
  };
  m_making.start<figure::FigureData>([project = *project, wanted] { return makeFigure(project, wanted); }, show, [show](const QString& sentence) {
    figure::FigureData nothing;
    nothing.emptyReason = sentence.toStdString();
    show(nothing);
  });
}

std::filesystem::path FiguresPage::folder() const { return desk().book.project()->figures(); }

std::vector<std::string> FiguresPage::formats() const {
  std::vector<std::string> chosen;
  for (const auto* box : m_formats)
    if (box->isChecked()) chosen.push_back(box->text().toLower().toStdString());
  return chosen;
}

QStringList FiguresPage::exportNow() {
  QStringList written;
  desk().attempt([&] {
    if (!desk().book.project()) throw usageError("figure", "open a project first");
    paper::PaperOptions options;
    options.folder = folder();
    options.widthMm = m_widthMm->value();
    options.style = m_style->currentText().toStdString();
    options.formats = formats();
    if (options.formats.empty()) throw usageError("figure", "check at least one format");
    // Made anew from what is on disk now, so that the files are those of the command.
    for (const auto& file : paper::exportFigure(makeFigure(*desk().book.project(), wish()), options)) written += QString::fromStdString(file.string());
    m_written->setText(tr("Written: %1").arg(written.join(QStringLiteral(", "))));
    emit desk().told(tr("%1 files written to %2.").arg(written.size()).arg(QString::fromStdString(folder().string())), false);
  });
  return written;
}

std::vector<std::string> FiguresPage::command() const {
  const FigureWish wanted = wish();
  std::vector<std::string> argv{"ghost", "figure", "export", wanted.kind.toStdString(), "--project", desk().book.project()->folder.string()};
  for (const auto& run : wanted.runs) argv.insert(argv.end(), {"--run", run});
  for (const auto& [key, value] : wanted.values) argv.insert(argv.end(), {"-o", key + "=" + value});
  std::string list;
  for (const auto& format : formats()) list += (list.empty() ? "" : ",") + format;
  argv.insert(argv.end(), {"--out", folder().string(), "--width", QString::number(m_widthMm->value()).toStdString() + "mm", "--style", m_style->currentText().toStdString(), "--format", list});
  return argv;
}

}  // namespace ghost::workbench
