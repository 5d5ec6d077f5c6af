#include "pages/item_card.h"

#include <algorithm>

#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include "models/item_model.h"
#include "shell/plain_text.h"

namespace ghost::workbench {

namespace {
constexpr int shownNeighbours = 8;
}

ItemCard::ItemCard(Desk& desk, QWidget* parent) : Card(tr("Item"), parent), m_desk(desk) {
  m_hint = plainLabel(tr("Select an item in the list or a node of the tree."), this);
  m_hint->setEnabled(false);
  m_hint->setWordWrap(true);
  m_name = new ElidedLabel(this, 12, true, 3);
  m_facts = plainLabel({}, this, 9.5);
  m_facts->setWordWrap(true);
  m_text = new ElidedLabel(this, 9.5, false, 4);
  m_text->setEnabled(false);
  m_sid = new SidStrip(this);
  m_sid->setMode(desk.mode());
  m_relation = plainLabel({}, this, 9.5);
  m_relation->setWordWrap(true);
  m_anchor = makeButton({}, tr("Go to the anchor: the head whose codes this tail inherits"), this, [this] { m_desk.selection.setItem(m_anchorItem); });
  m_anchor->setFlat(true);
  m_anchor->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
  m_anchor->setStyleSheet(QStringLiteral("text-align: left; padding: 2px 0; text-decoration: underline;"));
  m_neighbours = new GridModel(this);
  m_tableTitle = plainLabel(tr("Nearest items by vector"), this, 9.5, true);
  m_table = makeTable(m_neighbours, nullptr, GridModel::sortRole, tr("Nearest items by vector"), this);
  m_table->setMinimumHeight(80);
  for (QWidget* part : {static_cast<QWidget*>(m_hint), static_cast<QWidget*>(m_name), static_cast<QWidget*>(m_facts), static_cast<QWidget*>(m_sid), static_cast<QWidget*>(m_relation), static_cast<QWidget*>(m_anchor),
                        static_cast<QWidget*>(m_text), static_cast<QWidget*>(m_tableTitle)})
    body()->addWidget(part);
  body()->addWidget(m_table, 1);
  body()->addStretch(0);
  connect(m_table, &QTableView::clicked, this, [this](const QModelIndex& index) { m_desk.selection.setItem(index.siblingAtColumn(0).data(GridModel::sortRole).toInt()); });
  connect(&desk.selection, &Selection::itemChanged, this, &ItemCard::refresh);
  connect(&desk.tokens, &TokenShelf::bookChanged, this, &ItemCard::refresh);
  connect(&desk.book, &ProjectBook::dataChanged, this, &ItemCard::refresh);
  connect(&desk, &Desk::modeChanged, m_sid, &SidStrip::setMode);
  refresh();
}

void ItemCard::refresh() {
  const auto book = m_desk.book.data();
  const auto tokens = m_desk.tokens.book();
  const int item = m_desk.selection.item();
  const bool has = book && item >= 0 && item < book->dataSet.items();
  m_hint->setVisible(!has);
  for (QWidget* part : {static_cast<QWidget*>(m_name), static_cast<QWidget*>(m_facts), static_cast<QWidget*>(m_sid), static_cast<QWidget*>(m_relation), static_cast<QWidget*>(m_text)}) part->setVisible(has);
  m_anchor->hide();
  m_table->hide();
  m_tableTitle->hide();
  if (!has) return;
  const auto place = static_cast<std::size_t>(item);
  const bool head = book->popularity.isHead(item);
  setTitle(head ? tr("Item %1 · head").arg(item) : tr("Item %1 · tail").arg(item));
  m_name->setText(itemTitle(*book, item));
  m_name->setVisible(book->dataSet.catalog.named());
  const auto count = book->popularity.count[place];
  const QString rawId = rawIdOf(*book, item);
  m_facts->setText((rawId.isEmpty() || rawId == itemTitle(*book, item) ? QString() : rawId + QStringLiteral(" · ")) + tr("%1 training event%2 · rank %3 of %4 · popularity fifth %5")
                       .arg(countText(count), count == 1 ? QString() : QStringLiteral("s"), countText(book->rank[place]), countText(book->dataSet.items()))
                       .arg(book->fifths[place] + 1));
  const auto& descriptions = book->dataSet.catalog.descriptions;
  const QString description = place < descriptions.size() ? QString::fromStdString(descriptions[place]).simplified() : QString();
  m_text->setText(description);
  m_text->setVisible(!description.isEmpty());
  const bool fits = tokens && tokens->tokens.table.items() == book->dataSet.items();
  m_sid->setItem(fits ? tokens : nullptr, item);
  m_sid->setVisible(fits);
  showRelations(item, *book, fits ? tokens.get() : nullptr);
  showNeighbours(item, *book);
}

void ItemCard::showRelations(int item, const DataBook& book, const TokenBook* tokens) {
  m_relation->setVisible(tokens != nullptr);
  if (!tokens) return;
  const auto place = static_cast<std::size_t>(item);
  QStringList facts;
  const auto node = tokens->trie.find(tokens->tokens.table.sid(item));
  const auto sharing = node < 0 ? std::size_t{0} : tokens->trie.itemsAt(node).size();
  if (sharing > 1) facts += tr("%1 items share this semantic ID").arg(sharing);
  const auto& skeleton = tokens->tokens.skeleton;
  if (skeleton && skeleton->anchor[place] >= 0) {
    m_anchorItem = skeleton->anchor[place];
    facts += (skeleton->headLevels == 1 ? tr("inherits the head code of its anchor, cosine %1") : tr("inherits the %1 head codes of its anchor, cosine %2").arg(skeleton->headLevels)).arg(skeleton->anchorCosine[place], 0, 'f', 3);
    m_anchor->setText(tr("Anchor: %1").arg(itemLine(book, m_anchorItem)).replace('&', QStringLiteral("&&")));
    m_anchor->show();
  } else if (skeleton && place < tokens->tailsOf.size()) {
    facts += tokens->tailsOf[place] == 0 ? tr("no tail inherits from it") : tokens->tailsOf[place] == 1 ? tr("one tail inherits its codes") : tr("%1 tails inherit its codes").arg(countText(tokens->tailsOf[place]));
  }
  m_relation->setText(facts.join(QStringLiteral(" · ")));
  m_relation->setVisible(!facts.isEmpty());
}

void ItemCard::showNeighbours(int item, const DataBook& book) {
  if (!book.vectors) return;
  const auto own = book.vectors->row(item);
  std::vector<std::pair<float, int>> near;
  near.reserve(static_cast<std::size_t>(book.vectors->rows));
  for (std::int64_t other = 0; other < book.vectors->rows; ++other) {
    if (other == item) continue;
    const auto row = book.vectors->row(other);
    float dot = 0;
    for (std::size_t i = 0; i < row.size(); ++i) dot += own[i] * row[i];
    near.emplace_back(-dot, static_cast<int>(other));
  }
  const auto shown = std::min<std::size_t>(shownNeighbours, near.size());
  std::partial_sort(near.begin(), near.begin() + static_cast<std::ptrdiff_t>(shown), near.end());
  GridModel::Grid grid;
  const bool titles = book.dataSet.catalog.named();
  grid.header = titles ? QStringList{tr("Item"), book.dataSet.catalog.titles.empty() ? tr("Id in the source") : tr("Title"), tr("Cosine"), tr("Group")} : QStringList{tr("Item"), tr("Cosine"), tr("Group"), tr("Training events")};
  for (std::size_t i = 0; i < shown; ++i) {
    const int id = near[i].second;
    const QString group = book.popularity.isHead(id) ? tr("head") : tr("tail");
    const double cosine = std::round(-near[i].first * 1e4) / 1e4;
    if (titles) grid.rows += {id, itemTitle(book, id), cosine, group};
    else grid.rows += {id, cosine, group, qlonglong(book.popularity.count[static_cast<std::size_t>(id)])};
  }
  m_neighbours->setGrid(grid);
  auto* header = m_table->horizontalHeader();
  header->setStretchLastSection(!titles);
  header->setSectionResizeMode(QHeaderView::ResizeToContents);
  if (titles) header->setSectionResizeMode(1, QHeaderView::Stretch);
  m_table->setVisible(shown > 0);
  m_tableTitle->setVisible(shown > 0);
}

}  // namespace ghost::workbench
