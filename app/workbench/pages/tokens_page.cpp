#include "pages/tokens_page.h"

#include <algorithm>

#include <array>

#include <QButtonGroup>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include "jobs/window_words.h"
#include "models/item_model.h"
#include "pages/item_card.h"
#include "pages/token_figures.h"
#include "sid/collapse.h"
#include "shell/plain_text.h"

namespace ghost::workbench {

using figure::Panel;

TokensPage::TokensPage(Desk& desk) : Page(desk, QStringLiteral("tokens"), tr("Tokens"), tr("How are items named, and what do tails inherit?")), m_layout(this), m_figures(this) {
  m_viewButtons = new QButtonGroup(this);
  const std::pair<QString, QString> views[] = {{tr("One Set"), tr("The tree of one token set")}, {tr("Side by Side"), tr("Several token sets in the same figures")}};
  for (int i = 0; i < 2; ++i) {
    auto* button = new QToolButton(this);
    button->setText(views[i].first);
    setPlainTip(button, views[i].second);
    button->setCheckable(true);
    m_viewButtons->addButton(button, i);
    tools()->addWidget(button);
  }
  m_viewButtons->button(0)->setChecked(true);
  m_choice = new QComboBox(this);
  m_choice->setMinimumContentsLength(26);
  m_choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  m_choice->setAccessibleName(tr("Tokenization"));
  setPlainTip(m_choice, tr("Tokenizations of the project: those of its runs, those built here, published indices in its data folder"));
  tools()->addWidget(m_choice);
  tools()->addWidget(makeButton(tr("Build Tokens…"), tr("Build a tokenization of the project's items"), this, [this] { emit buildWanted(); }));
  m_one = new QWidget(this);
  auto* one = new QVBoxLayout(m_one);
  one->setContentsMargins(0, 0, 0, 0);
  m_numbers = new NumberRow(m_one);
  one->addWidget(m_numbers);
  m_warnings = plainLabel({}, m_one, 9.5);
  m_warnings->setWordWrap(true);
  m_warnings->setObjectName(QStringLiteral("tokens-warnings"));
  m_warnings->hide();
  one->addWidget(m_warnings);

  auto* treeCard = new Card(tr("Skeleton tree"), this);
  m_search = new QLineEdit(treeCard);
  m_search->setPlaceholderText(tr("Go to item id, title or token"));
  m_search->setClearButtonEnabled(true);
  m_search->setMinimumWidth(220);
  m_search->setAccessibleName(tr("Go to item or token"));
  treeCard->addTool(m_search);
  m_shapes = new QButtonGroup(this);
  const std::pair<QString, QString> shapes[] = {{tr("Radial"), tr("Overview: depth outwards, one sector a subtree")}, {tr("Icicle"), tr("For reading: width = items below")}, {tr("Cone"), tr("Three-dimensional; drag to turn")}};
  for (int i = 0; i < 3; ++i) {
    auto* button = new QToolButton(treeCard);
    button->setText(shapes[i].first);
    setPlainTip(button, shapes[i].second);
    button->setCheckable(true);
    button->setAutoRaise(true);
    m_shapes->addButton(button, i);
    treeCard->addTool(button);
  }
  m_shapes->button(0)->setChecked(true);
  m_colour = new QComboBox(treeCard);
  m_colour->setAccessibleName(tr("Colour of the tree"));
  setPlainTip(m_colour, tr("What colours say: head or tail, depth, training events an item, places in the lists of the run an item, tails a head"));
  for (const QString& title : {tr("Head and tail"), tr("Depth"), tr("Popularity"), tr("Exposure"), tr("Tails a head")}) m_colour->addItem(title);
  treeCard->addTool(m_colour);
  auto* whole = new QToolButton(treeCard);
  whole->setText(tr("Show All"));
  whole->setAutoRaise(true);
  setPlainTip(whole, tr("Show the whole tree (double click on the ground, or F)"));
  treeCard->addTool(whole);
  m_tree = new space::TreeView(treeCard);
  m_tree->setMode(desk.mode());
  m_tree->setDescription([this](std::int32_t node) { return describe(node); });
  treeCard->body()->addWidget(m_tree, 1);

  m_inheritance = new FigureCard(desk, {}, this);
  m_codes = new FigureCard(desk, {}, this);
  m_branching = new FigureCard(desk, {}, this);
  m_tabs = new QTabWidget(this);
  m_tabs->setDocumentMode(true);
  m_tabs->addTab(m_inheritance, tr("Inheritance"));
  m_tabs->addTab(m_codes, tr("Codes"));
  m_tabs->addTab(m_branching, tr("Branching"));
  auto* side = new QSplitter(Qt::Vertical, this);
  side->addWidget(new ItemCard(desk, this));
  side->addWidget(m_tabs);
  side->setStretchFactor(0, 1);
  side->setStretchFactor(1, 1);
  side->setSizes({330, 400});
  side->setChildrenCollapsible(false);
  auto* all = new QSplitter(Qt::Horizontal, this);
  all->addWidget(treeCard);
  all->addWidget(side);
  all->setStretchFactor(0, 5);
  all->setStretchFactor(1, 4);
  all->setSizes({800, 460});
  all->setChildrenCollapsible(false);
  one->addWidget(all, 1);
  m_compare = new TokenCompare(desk, this);
  m_views = new QStackedWidget(this);
  m_views->addWidget(m_one);
  m_views->addWidget(m_compare);
  content()->addWidget(m_views, 1);

  connect(m_viewButtons, &QButtonGroup::idClicked, this, [this](int id) { showCompare(id == 1); });
  connect(m_compare, &TokenCompare::treeWanted, this, [this] { showCompare(false); });
  connect(m_choice, &QComboBox::activated, this, [this](int index) {
    const QString key = m_choice->itemData(index).toString();
    this->desk().selection.setTokens(key);
    if (key.startsWith(QLatin1String("run:"))) this->desk().selection.setRun(key.mid(4));
  });
  connect(m_search, &QLineEdit::returnPressed, this, [this] { goTo(m_search->text()); });
  connect(m_shapes, &QButtonGroup::idClicked, this, [this](int id) { setShape(static_cast<Panel::TreeShape>(id)); });
  connect(m_colour, &QComboBox::activated, this, &TokensPage::drawTree);
  connect(whole, &QToolButton::clicked, m_tree, &space::TreeView::showAll);
  connect(m_tree, &space::TreeView::nodeClicked, this, [this](std::int32_t node) {
    this->desk().selection.setNode(node);
    const auto tokens = this->desk().tokens.book();
    if (tokens && tokens->trie.isTerminal(node)) this->desk().selection.setItem(tokens->trie.itemsAt(node).front());
  });
  connect(&desk.tokens, &TokenShelf::entriesChanged, this, &TokensPage::fillChoices);
  connect(&desk.tokens, &TokenShelf::bookChanged, this, &TokensPage::touch);
  connect(&desk.book, &ProjectBook::dataChanged, this, &TokensPage::touch);
  connect(&desk.book, &ProjectBook::projectChanged, this, &TokensPage::touch);
  connect(&desk.selection, &Selection::itemChanged, this, &TokensPage::follow);
  connect(&desk.selection, &Selection::nodeChanged, this, [this] { m_tree->setSelectedNode(this->desk().selection.node()); });
  connect(&desk.selection, &Selection::runChanged, this, [this] {
    // The tokens of the run looked at, where it has some.
    const QString key = QStringLiteral("run:") + this->desk().selection.run();
    for (const auto& entry : this->desk().tokens.entries())
      if (entry.key == key) this->desk().selection.setTokens(key);
  });
  connect(&desk, &Desk::modeChanged, m_tree, &space::TreeView::setMode);
  fillChoices();
  refresh();
}

void TokensPage::showCompare(bool compare) {
  m_viewButtons->button(compare ? 1 : 0)->setChecked(true);
  m_views->setCurrentWidget(compare ? static_cast<QWidget*>(m_compare) : m_one);
  refresh();
  m_choice->setVisible(!compare && m_choice->count() > 0);
}

bool TokensPage::find() {
  showCompare(false);
  m_search->setFocus(Qt::ShortcutFocusReason);
  m_search->selectAll();
  return true;
}

bool TokensPage::isBusy() const { return desk().book.isReading() || desk().tokens.isLoading() || m_layout.isBusy() || m_figures.isBusy() || m_compare->isBusy(); }

void TokensPage::pose() {
  const auto tokens = desk().tokens.book();
  const auto book = desk().book.data();
  if (!tokens || !book || !tokens->tokens.skeleton) return;
  // A tail with its anchor says most.
  const auto& anchors = tokens->tokens.skeleton->anchor;
  int best = -1;
  for (int item = 0; item < static_cast<int>(anchors.size()); ++item)
    if (anchors[static_cast<std::size_t>(item)] >= 0 && (best < 0 || book->rank[static_cast<std::size_t>(item)] < book->rank[static_cast<std::size_t>(best)])) best = item;
  if (best >= 0) desk().selection.setItem(best);
}

void TokensPage::setShape(Panel::TreeShape shape) {
  m_shape = shape;
  m_shapes->button(static_cast<int>(shape))->setChecked(true);
  drawTree();
}

void TokensPage::setColour(figure::TreeColour colour) {
  m_colour->setCurrentIndex(static_cast<int>(colour));
  drawTree();
}

void TokensPage::fillChoices() {
  const QSignalBlocker blocker(m_choice);
  m_choice->clear();
  for (const auto& entry : desk().tokens.entries()) m_choice->addItem(entry.title, entry.key);
  m_choice->setCurrentIndex(m_choice->findData(desk().tokens.chosen()));
  m_choice->setVisible(m_choice->count() > 0 && m_views->currentWidget() == m_one);
  touch();
}

void TokensPage::refresh() {
  const auto& shelf = desk().tokens;
  m_choice->setCurrentIndex(m_choice->findData(shelf.chosen()));
  if (!desk().book.project()) return showEmpty(tr("Open a project to see how its items are named."));
  if (!desk().book.data() && desk().book.isReading()) return showEmpty(tr("Reading the data …"));
  if (!desk().book.data()) return showEmpty(desk().book.dataProblem(), tr("Go to Data"), [this] { emit desk().pageWanted(QStringLiteral("data")); });
  if (shelf.entries().empty() && !desk().book.data()->vectors) {
    const std::string& problem = desk().book.data()->vectorsProblem;
    return showEmpty(problem.empty() ? tr("No tokens yet, and no item vectors to build them from: make some, or name a file of them.") : tr("No tokens yet, and the item vectors to build them from can't be read: %1").arg(QString::fromStdString(problem)), tr("Make Vectors…"),
                     [this] { emit desk().makeVectorsWanted(); }, {tr("Attach Vectors…"), [this] { emit desk().attachVectorsWanted(); }});
  }
  if (shelf.entries().empty()) {
    return showEmpty(tr("No tokens yet: build some, or start a run, whose first stage makes them."), tr("Build Tokens…"), [this] { emit buildWanted(); });
  }
  // Several sets can be looked at while the chosen one is still read or can't be.
  const bool compares = m_views->currentWidget() == m_compare;
  if (!shelf.book() && !compares) return showEmpty(shelf.isLoading() ? tr("Reading the tokens …") : shelf.problem());
  showContent();
  if (!shelf.book()) return;
  showReport(*shelf.book());
  drawTree();
  drawFigures();
}

void TokensPage::drawFigures() {
  using Three = std::array<figure::FigureData, 3>;
  m_figures.start<Three>([tokens = desk().tokens.book(), book = desk().book.data()] { return Three{inheritanceFigure(*tokens), codesFigure(*tokens, book), branchingFigure(*tokens, book)}; },
                         [this](Three made) {
                           m_inheritance->show(made[0]);
                           m_codes->show(made[1]);
                           m_branching->show(made[2]);
                         },
                         [this](const QString& sentence) {
                           for (FigureCard* card : {m_inheritance, m_codes, m_branching}) card->showSentence(sentence);
                         });
}

void TokensPage::showReport(const TokenBook& tokens) {
  const OrderedJson& report = tokens.report;
  const auto count = [&](auto... keys) { return countText(static_cast<qint64>(numberAt(at(report, keys...)))); };
  QStringList lengths;
  if (const OrderedJson* all = at(report, "lengths"))
    for (const auto& [length, items] : all->items()) lengths += QString::fromStdString(length);
  QList<NumberRow::Entry> entries{
      {QString::fromStdString(tokens.tokens.tokenizer), tr("tokenizer"), {}},
      {count("tokens"), tr("distinct tokens"), {}},
      {lengths.join(QStringLiteral(", ")), tr("tokens an item"), tr("Suffix tokens counted, end of sequence not")},
      {count("collisions_before_dedup"), tr("collisions before suffixes"), tr("Items minus distinct code lists; the largest group has %1").arg(count("max_group"))},
      {numberText(numberAt(at(report, "z_any_head", "mean"))), tr("mean z against any head"), tr("Steps at which at least one head shares the tail's prefix and goes on otherwise")},
  };
  if (tokens.tokens.skeleton) {
    entries += {QStringLiteral("%1 / %2").arg(tokens.tokens.skeleton->headLevels).arg(tokens.tokens.skeleton->tailLevels), tr("head / tail levels"), {}};
    entries += {numberText(numberAt(at(report, "tails_per_head", "median"))), tr("median tails a head"), tr("mean %1, at most %2").arg(numberText(numberAt(at(report, "tails_per_head", "mean")))).arg(count("tails_per_head", "max"))};
    entries += {numberText(numberAt(at(report, "anchor_cosine", "median"))), tr("median cosine to anchor"), {}};
  }
  m_numbers->setEntries(entries);
  QStringList warnings;
  for (const std::string& warning : sid::warningsOf(report)) warnings += QString::fromStdString(warning);
  m_warnings->setText(inWindowWords(warnings.join(QLatin1Char('\n'))));
  m_warnings->setVisible(!warnings.isEmpty());
}

void TokensPage::drawTree() {
  const auto tokens = desk().tokens.book();
  const auto book = desk().book.data();
  if (!tokens || !book) return;
  const auto colour = static_cast<figure::TreeColour>(std::max(0, m_colour->currentIndex()));
  std::filesystem::path lists;  // of the run that the tokens are of, else of the one looked at
  const QString run = tokens->entry.run.isEmpty() ? desk().selection.run() : tokens->entry.run;
  if (const auto* project = desk().book.project(); project && !run.isEmpty()) lists = project->runs() / run.toStdString() / "lists" / "test.jsonl.zst";
  if (colour == figure::TreeColour::Exposure && (lists.empty() || !std::filesystem::exists(lists))) emit desk().told(tr("Exposure is counted in the lists of a run, and these tokens have none yet; finish a run on them first."), false);
  m_layout.start<figure::FigureData>([tokens, book, shape = m_shape, colour, lists] { return treeFigure(*tokens, *book, shape, colour, lists); },
                                     [this](figure::FigureData figure) {
                                       m_tree->setPanel(figure.panels.front());
                                       if (desk().selection.node() < 0) follow();
                                       m_tree->setSelectedNode(desk().selection.node());
                                     },
                                     [this](const QString& sentence) { emit desk().told(sentence, true); });
}

void TokensPage::follow() {
  const auto tokens = desk().tokens.book();
  const int item = desk().selection.item();
  if (!tokens || item < 0 || item >= tokens->tokens.table.items()) return;
  const auto node = tokens->trie.find(tokens->tokens.table.sid(item));
  desk().selection.setNode(node);
}

void TokensPage::goTo(const QString& text) {
  const auto book = desk().book.data();
  if (!book) return;
  const int item = findItem(text, *book, desk().tokens.book().get());
  if (item < 0) emit desk().told(tr("Nothing here is called \"%1\"; try an item's number, its id in the source, a title or a token such as <a_12>.").arg(text), true);
  else desk().selection.setItem(item);
}

QStringList TokensPage::describe(std::int32_t node) const {
  const auto tokens = desk().tokens.book();
  const auto book = desk().book.data();
  if (!tokens || !book || node < 0 || node >= tokens->trie.nodes()) return {};
  const auto& trie = tokens->trie;
  QString path;
  for (auto n = node; n > 0; n = trie.parent(n)) path.prepend(QString::fromStdString(tokens->tokens.table.tokenName(trie.token(n))));
  QStringList lines{path.isEmpty() ? tr("all items") : path};
  if (trie.isTerminal(node)) {
    const int item = trie.itemsAt(node).front();
    lines += itemLine(*book, item);
    lines += tr("%1 · %2 training events").arg(book->popularity.isHead(item) ? tr("head") : tr("tail"), countText(book->popularity.count[static_cast<std::size_t>(item)]));
    const auto& skeleton = tokens->tokens.skeleton;
    if (skeleton && skeleton->anchor[static_cast<std::size_t>(item)] >= 0)
      lines += tr("anchor %1, cosine %2").arg(itemLine(*book, skeleton->anchor[static_cast<std::size_t>(item)])).arg(skeleton->anchorCosine[static_cast<std::size_t>(item)], 0, 'f', 3);
  }
  const auto below = trie.itemsBelow(node);
  if (below.size() > 1 || !trie.isTerminal(node)) {
    const auto heads = std::count_if(below.begin(), below.end(), [&](int item) { return book->popularity.isHead(item); });
    lines += tr("%1 items below: %2 head, %3 tail").arg(countText(static_cast<qint64>(below.size())), countText(heads), countText(static_cast<qint64>(below.size()) - heads));
  }
  return lines;
}

}  // namespace ghost::workbench
