#include "pages/token_compare.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHeaderView>
#include <QListWidget>
#include <QPushButton>
#include <QSpinBox>
#include <QSplitter>
#include <QTabWidget>
#include <QTableView>
#include <QTimer>
#include <QVBoxLayout>

#include "figure/token_figures.h"
#include "jobs/launcher.h"
#include "pages/figure_files.h"
#include "pages/item_card.h"
#include "pages/token_tables.h"
#include "shell/plain_text.h"
#include "views/paper/saved_figure.h"
#include "views/table/panel_table.h"

namespace ghost::workbench {

namespace {

constexpr int mostColliding = 2000, mostWeak = 50;   // rows a set; a table of more is not read
constexpr const char* shownPoints = "30000";
constexpr const char* kinds[] = {"codebook-use", "quantisation-error", "collisions", "anchor-quality", "branching", "item-projection"};
using Make = figure::FigureData (*)(const figure::TokenComparison&, const ParamValues&);
constexpr Make makers[] = {figure::codebookUse, figure::quantisationError, figure::collisions, figure::anchorQuality, figure::branching, figure::itemProjection};

struct Made {
  figure::FigureData figure;
  GridModel::Grid grid;
};

QPixmap swatch(const QColor& colour) {
  QPixmap pixmap(12, 12);
  pixmap.fill(colour);
  return pixmap;
}

}  // namespace

TokenCompare::TokenCompare(Desk& desk, QWidget* parent) : QWidget(parent), m_desk(desk), m_making(this), m_exporting(this) {
  auto* side = new QSplitter(Qt::Vertical, this);
  side->addWidget(makeList());
  side->addWidget(new ItemCard(desk, this));
  side->setSizes({180, 550});
  side->setChildrenCollapsible(false);
  m_tabs = new QTabWidget(this);
  m_tabs->setDocumentMode(true);
  addParts();
  auto* corner = new QWidget(m_tabs);
  auto* buttons = new QHBoxLayout(corner);
  buttons->setContentsMargins(0, 0, 0, 3);
  buttons->addWidget(makeButton(tr("Copy Command"), tr("The export of the figure in sight as a command line"), corner, [this] {
    if (m_desk.book.project()) emit m_desk.commandWanted(QString::fromStdString(commandText(command())));
  }));
  buttons->addWidget(makeButton(tr("Export Figure"), tr("Write the figure in sight as PDF, SVG, PNG and CSV into the project's figures"), corner, [this] { exportNow(); }));
  m_tabs->setCornerWidget(corner);
  auto* main = new QSplitter(Qt::Vertical, this);
  main->addWidget(m_tabs);
  main->addWidget(makeSummary());
  main->setStretchFactor(0, 3);
  main->setStretchFactor(1, 1);
  main->setSizes({520, 210});
  main->setChildrenCollapsible(false);
  auto* all = new QSplitter(Qt::Horizontal, this);
  all->addWidget(side);
  all->addWidget(main);
  all->setStretchFactor(1, 1);
  all->setSizes({370, 900});
  all->setChildrenCollapsible(false);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(all);

  connect(m_tabs, &QTabWidget::currentChanged, this, &TokenCompare::draw);
  connect(&m_compared, &ComparedTokens::chosenChanged, this, &TokenCompare::fillList);
  connect(&m_compared, &ComparedTokens::bookChanged, this, &TokenCompare::refresh);
  connect(&desk.book, &ProjectBook::projectChanged, this, &TokenCompare::takeData);
  connect(&desk.book, &ProjectBook::dataChanged, this, &TokenCompare::takeData);
  connect(&desk.tokens, &TokenShelf::entriesChanged, this, [this] { m_compared.setEntries(m_desk.tokens.entries(), m_desk.runs.isReady()); });
  connect(&desk.selection, &Selection::itemChanged, this, [this] { m_cards[Projection]->view()->setSelectedItem(m_desk.selection.item()); });
  connect(&desk, &Desk::modeChanged, this, [this] {
    fillList();
    refresh();
  });
  takeData();
  m_compared.setEntries(desk.tokens.entries(), desk.runs.isReady());
}

QWidget* TokenCompare::makeList() {
  auto* card = new Card(tr("Token sets"), this);
  m_list = new QListWidget(card);
  m_list->setAccessibleName(tr("Token sets to compare"));
  setPlainTip(m_list, tr("Check up to six; each keeps its colour in every figure"));
  m_list->setTextElideMode(Qt::ElideMiddle);
  m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  card->body()->addWidget(m_list, 1);
  connect(m_list, &QListWidget::itemChanged, this, [this](QListWidgetItem* item) {
    const QString key = item->data(Qt::UserRole).toString();
    if (m_compared.setChosen(key, item->checkState() == Qt::Checked)) return;
    fillList();
    emit m_desk.told(tr("At most %1 token sets can be told apart side by side; uncheck one first.").arg(figure::mostComparedSets), true);
  });
  return card;
}

QWidget* TokenCompare::makeSummary() {
  auto* card = new Card(tr("Numbers"), this);
  m_numbers = new GridModel(this);
  m_summary = makeTable(m_numbers, nullptr, GridModel::sortRole, tr("Numbers of the token sets"), card);
  setPlainTip(m_summary, tr("Double click: the tree of this set"));
  card->addTool(makeButton(tr("Copy Table"), tr("Copy all rows, as they are sorted"), card, [this] { copyTable(); }));
  card->body()->addWidget(m_summary, 1);
  connect(m_summary, &QTableView::doubleClicked, this, [this](const QModelIndex& index) {
    const QString label = index.siblingAtColumn(0).data().toString();
    const auto book = m_compared.book();
    if (!book) return;
    for (const auto& compared : book->comparison.sets) {
      if (QString::fromStdString(compared.label) != label) continue;
      m_desk.selection.setTokens(QString::fromStdString(compared.set->place.key));
      emit treeWanted();
    }
  });
  return card;
}

QWidget* TokenCompare::beside(FigureCard* card, QTableView* table) {
  auto* both = new QSplitter(Qt::Vertical, this);
  both->addWidget(card);
  both->addWidget(table);
  both->setStretchFactor(0, 1);
  both->setSizes({330, 180});
  both->setChildrenCollapsible(false);
  connect(table, &QTableView::clicked, this, [this](const QModelIndex& index) {
    if (const int item = index.data(GridModel::itemRole).toInt(); item >= 0) m_desk.selection.setItem(item);
  });
  connect(table, &QTableView::activated, this, [this](const QModelIndex& index) {
    if (const int item = index.data(GridModel::itemRole).toInt(); item >= 0) m_desk.selection.setItem(item);
  });
  return both;
}

void TokenCompare::addParts() {
  constexpr int legible = 185;  // pixels: a legend above, an axis below, and something between
  for (FigureCard*& card : m_cards) {
    card = new FigureCard(m_desk, {}, this);
    card->view()->setPanelHeight(legible);
  }
  const auto redraw = [this](Part part) {
    m_fresh[part] = false;
    draw();
  };
  m_group = new QComboBox(m_cards[Codebooks]);
  m_group->setAccessibleName(tr("Items that count"));
  for (const auto& [name, value] : {std::pair(tr("All items"), "all"), {tr("Head items"), "head"}, {tr("Tail items"), "tail"}}) m_group->addItem(name, QString::fromLatin1(value));
  m_cards[Codebooks]->addTool(m_group);
  m_scale = new QComboBox(m_cards[Error]);
  m_scale->setAccessibleName(tr("Scale of the error"));
  m_scale->addItem(tr("Share of the vectors"), QStringLiteral("share"));
  m_scale->addItem(tr("Absolute"), QStringLiteral("absolute"));
  m_cards[Error]->addTool(m_scale);
  m_level = new QSpinBox(m_cards[Projection]);
  m_level->setAccessibleName(tr("Level that gives the colour"));
  m_level->setPrefix(tr("Colour by level "));
  m_level->setRange(1, 1);
  m_cards[Projection]->addTool(m_level);
  m_colliding = new GridModel(this);
  m_weak = new GridModel(this);
  m_collidingView = makeTable(m_colliding, nullptr, GridModel::sortRole, tr("Items with equal codes"), this);
  m_weakView = makeTable(m_weak, nullptr, GridModel::sortRole, tr("Tails far from their anchors"), this);
  m_tabs->addTab(m_cards[Codebooks], tr("Codebooks"));
  m_tabs->addTab(m_cards[Error], tr("Error"));
  m_tabs->addTab(beside(m_cards[Collisions], m_collidingView), tr("Collisions"));
  m_tabs->addTab(beside(m_cards[Anchors], m_weakView), tr("Anchors"));
  m_tabs->addTab(m_cards[Branching], tr("Branching"));
  m_tabs->addTab(m_cards[Projection], tr("Items by code"));
  connect(m_group, &QComboBox::currentIndexChanged, this, [redraw] { redraw(Codebooks); });
  connect(m_scale, &QComboBox::currentIndexChanged, this, [redraw] { redraw(Error); });
  connect(m_level, &QSpinBox::valueChanged, this, [redraw] { redraw(Projection); });
  auto* view = m_cards[Projection]->view();
  connect(view, &views::FigureView::itemClicked, this, [this](std::int32_t item) { m_desk.selection.setItem(item); });
  view->setItemDescription([this](std::int32_t item) {
    const auto book = m_compared.book();
    const auto known = m_desk.book.data();
    return book && known ? describeItem(*book, *known, item) : QStringList();
  });
}

void TokenCompare::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  m_compared.setSeen(true);
}

void TokenCompare::hideEvent(QHideEvent* event) {
  QWidget::hideEvent(event);
  m_compared.setSeen(false);
}

void TokenCompare::takeData() { m_compared.setData(m_desk.book.project(), m_desk.book.data()); }

void TokenCompare::fillList() {
  const QSignalBlocker blocker(m_list);
  const QListWidgetItem* before = m_list->currentItem();
  const QString current = before ? before->data(Qt::UserRole).toString() : QString();
  m_list->clear();
  const auto book = m_compared.book();
  for (const TokenEntry& entry : m_desk.tokens.entries()) {
    auto* item = new QListWidgetItem(entry.title, m_list);
    item->setData(Qt::UserRole, entry.key);
    item->setData(Qt::AccessibleTextRole, entry.title);
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
    item->setCheckState(m_compared.isChosen(entry.key) ? Qt::Checked : Qt::Unchecked);
    const int colour = m_compared.isChosen(entry.key) ? m_compared.colourOf(entry.key) : -1;
    item->setIcon(swatch(colour < 0 ? QColor(Qt::transparent) : theme::roleColour(figure::Role::Series, colour, m_desk.mode())));
    if (book && m_compared.isChosen(entry.key) && book->problems.count(entry.key)) item->setText(tr("%1 (can't be shown)").arg(entry.title));
    if (entry.key == current) m_list->setCurrentItem(item);  // so that the keyboard goes on where it was
  }
}

void TokenCompare::refresh() {
  fillList();
  std::fill(std::begin(m_fresh), std::end(m_fresh), false);
  const auto book = m_compared.book();
  m_numbers->setGrid(book ? summaryGrid(*book, m_desk.tokens.entries(), m_compared.chosen(), m_desk.mode()) : GridModel::Grid());
  fitColumns(*m_summary);
  int levels = 1;
  if (book)
    for (const auto& summary : book->summaries) levels = std::max(levels, static_cast<int>(summary.codesUsed.size()));
  const QSignalBlocker blocker(m_level);
  m_level->setMaximum(levels);
  m_level->setSuffix(tr(" of %1").arg(levels));
  draw();
}

TokenCompare::Part TokenCompare::part() const { return static_cast<Part>(std::max(0, m_tabs->currentIndex())); }
void TokenCompare::showPart(Part part) { m_tabs->setCurrentIndex(part); }

void TokenCompare::draw() {
  const Part now = part();
  const auto book = m_compared.book();
  const auto known = m_desk.book.data();
  if (!book || !known || book->comparison.sets.empty()) {
    m_making.forget();
    const QString sentence = m_compared.isLoading() ? tr("Reading the token sets …") : book && !book->problems.empty() ? book->problems.begin()->second : tr("Check one or more token sets at the left.");
    for (FigureCard* card : m_cards) card->showSentence(sentence);
    for (const Part each : {Collisions, Anchors}) showItems(each, {});
    return;
  }
  if (m_fresh[now]) return;
  const FigureWish wanted = wish();
  m_making.start<Made>(
      [book, known, now, wanted, mode = m_desk.mode()] {
        ParamValues values(figure::figureKind(kinds[now]).params);
        for (const auto& [key, value] : wanted.values) values.set(key, value);
        if (now == Projection) values.set("points", shownPoints);  // a screen shows more than a printed column
        Made made{makers[now](book->comparison, values), {}};
        if (now == Collisions) {
          made.grid = collidingItems(*book, *known, mostColliding, mode);
          if (made.grid.cut && !made.figure.panels.empty()) made.figure.panels.front().remarks.push_back("the list below names at most " + std::to_string(mostColliding) + " items a set");
        }
        if (now == Anchors) made.grid = weakAnchorItems(*book, *known, mostWeak, mode);
        return made;
      },
      [this, now](Made made) { showMade(now, std::move(made.figure), std::move(made.grid)); }, [this, now](const QString& sentence) { m_cards[now]->showSentence(sentence); });
}

void TokenCompare::showMade(Part part, figure::FigureData figure, GridModel::Grid grid) {
  m_fresh[part] = true;
  m_cards[part]->show(figure);
  QTimer::singleShot(0, m_tabs, [this] { m_tabs->updateGeometry(); });  // tabs don't hand on that what is in them needs more room now
  if (part == Collisions || part == Anchors) showItems(part, std::move(grid));
}

void TokenCompare::showItems(Part part, GridModel::Grid grid) {
  QTableView* view = items(part);
  view->setVisible(!grid.rows.isEmpty());  // a heading over nothing says nothing
  (part == Collisions ? m_colliding : m_weak)->setGrid(std::move(grid));
  fitColumns(*view);
}

FigureWish TokenCompare::wish() const {
  FigureWish wish;
  const Part now = part();
  wish.kind = QString::fromLatin1(kinds[now]);
  QStringList keys;
  if (const auto book = m_compared.book())
    for (const auto& compared : book->comparison.sets) keys += QString::fromStdString(compared.set->place.key);
  wish.values["tokens"] = keys.join(',').toStdString();
  if (now == Codebooks) wish.values["items"] = m_group->currentData().toString().toStdString();
  if (now == Error) wish.values["scale"] = m_scale->currentData().toString().toStdString();
  if (now == Projection) wish.values["level"] = std::to_string(m_level->value() - 1);
  return wish;
}

void TokenCompare::copyTable() { QGuiApplication::clipboard()->setText(table::clipboardText(*m_summary->model())); }

std::vector<std::string> TokenCompare::command() const {
  const FigureWish wanted = wish();
  std::vector<std::string> argv{"ghost", "figure", "export", wanted.kind.toStdString(), "--project", m_desk.book.project()->folder.string()};
  for (const auto& [key, value] : wanted.values) argv.insert(argv.end(), {"-o", key + "=" + value});
  argv.insert(argv.end(), {"--out", m_desk.book.project()->figures().string(), "--width", "174mm", "--format", "pdf,svg,png,csv,json"});
  return argv;
}

void TokenCompare::exportNow() {
  const run::Project* project = m_desk.book.project();
  if (!project) return;
  // Made anew from what is on disk now, so that the files are those of the command.
  m_exporting.start<figure::FigureData>([project = *project, wanted = wish()] { return makeFigure(project, wanted); },
                                        [this, wanted = wish(), folder = project->figures()](const figure::FigureData& figure) {
                                          paper::PaperOptions options;
                                          options.folder = folder;
                                          options.widthMm = 174;
                                          options.formats = {"pdf", "svg", "png", "csv", "json"};
                                          options.request = paper::requestOf(figure, wanted.values, wanted.runs);
                                          exportAsking(m_desk, this, figure, options, {});
                                        },
                                        [this](const QString& sentence) { emit m_desk.told(sentence, true); });
}

}  // namespace ghost::workbench
