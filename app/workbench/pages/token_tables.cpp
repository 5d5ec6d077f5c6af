#include "pages/token_tables.h"

#include <algorithm>

#include "figure/token_figures.h"
#include "models/item_model.h"
#include "shell/plain_text.h"
#include "sid/collisions.h"

namespace ghost::workbench {

namespace {

QString text(const std::string& value) { return QString::fromStdString(value); }

template <class Numbers>
QString listed(const Numbers& numbers) {
  QStringList words;
  for (const auto number : numbers) words += QString::number(number);
  return words.join(QStringLiteral(", "));
}

QString sharesText(const std::vector<std::pair<int, double>>& shares) {
  QStringList words;
  for (const auto& [step, share] : shares) words += QStringLiteral("%1: %2 %").arg(step).arg(100 * share, 0, 'f', share < 0.01 && share > 0 ? 1 : 0);
  return words.join(QStringLiteral(" · "));
}

QVariant orNothing(const std::optional<double>& value) { return value ? QVariant(*value) : QVariant(); }
QColor colourOf(std::size_t set, theme::Mode mode) { return theme::roleColour(figure::Role::Series, static_cast<int>(set), mode); }

QVariantList rowOf(const ComparedBook& book, std::size_t i) {
  const figure::ComparedSet& compared = book.comparison.sets[i];
  const figure::TokenSet& set = *compared.set;
  const figure::TokenSummary& summary = book.summaries[i];
  QStringList remarks;
  if (!compared.errors.reason.empty()) remarks += text(compared.errors.reason);
  if (!compared.vectorsProblem.empty() && compared.vectorsProblem != compared.errors.reason) remarks += text(compared.vectorsProblem);
  if (!compared.vectorsRemark.empty()) remarks += text(compared.vectorsRemark);
  const QVariant error = compared.errors.all.empty() || compared.errors.all.front() <= 0 ? QVariant() : QVariant(compared.errors.all.back() / compared.errors.all.front());
  return {text(compared.label), text(set.tokens.tokenizer), error, qlonglong(summary.collisionsBefore), qlonglong(summary.collisionsAfter), qlonglong(summary.largestGroup), orNothing(summary.meanZ),
          orNothing(summary.maxZ), sharesText(summary.exitShares), orNothing(summary.anchorMedian), orNothing(summary.anchorLow), text(book.parameters[i]), listed(summary.lengths),
          qlonglong(summary.codesUsed.size()), listed(summary.codesUsed), qlonglong(set.tokens.table.items()), set.seconds ? QVariant(*set.seconds) : QVariant(), remarks.join(QStringLiteral("; "))};
}

}  // namespace

GridModel::Grid summaryGrid(const ComparedBook& book, const std::vector<TokenEntry>& entries, const QStringList& chosen, theme::Mode mode) {
  GridModel::Grid grid;
  grid.header = {QObject::tr("Set"), QObject::tr("Tokenizer"), QObject::tr("Error left"), QObject::tr("Collisions"), QObject::tr("After suffixes"), QObject::tr("Largest"), QObject::tr("Mean z"),
                 QObject::tr("Max z"), QObject::tr("Exit step of tails"), QObject::tr("Anchor median"), QObject::tr("Anchor 5 %"), QObject::tr("Differs in"), QObject::tr("Lengths"), QObject::tr("Levels"),
                 QObject::tr("Codes used"), QObject::tr("Items"), QObject::tr("Build s"), QObject::tr("Remark")};
  grid.headerTips = {QString(), QString(),
                     QObject::tr("Mean squared residual after the last code, as a share of the mean squared length of the item vectors"),
                     QObject::tr("Items minus distinct code lists, before suffix tokens"),
                     QObject::tr("Items minus distinct SIDs, suffix tokens counted"),
                     QObject::tr("Items in the largest group with equal codes"),
                     QObject::tr("Branching count z: steps at which at least one head shares a tail's prefix and goes on otherwise; mean over tails"),
                     QObject::tr("Largest branching count z of a tail, in steps"),
                     QObject::tr("Share of tails by the step at which the last head has left their prefix"),
                     QObject::tr("Median cosine of tails to their anchors"),
                     QObject::tr("5 % of tails are at or below this cosine to their anchors"),
                     QObject::tr("Parameters of the tokenizer that tell this set from the others"),
                     QObject::tr("Tokens an item, suffix tokens counted, end of sequence not"),
                     QObject::tr("Levels with at least one code in use"),
                     QObject::tr("Codes in use at each level"),
                     QObject::tr("Items that have a SID"),
                     QObject::tr("Seconds that the build took; empty for what was imported"),
                     QString()};
  for (std::size_t i = 0; i < book.comparison.sets.size(); ++i) {
    grid.rows += rowOf(book, i);
    grid.marks += colourOf(i, mode);
    grid.tips += grid.rows.back().back().toString();
  }
  for (const TokenEntry& entry : entries) {
    const auto problem = book.problems.find(entry.key);
    if (!chosen.contains(entry.key) || problem == book.problems.end()) continue;
    QVariantList row{entry.name};
    row.resize(grid.header.size());
    row.back() = problem->second;
    grid.rows += row;
    grid.marks += QColor(Qt::transparent);
    grid.tips += problem->second;
  }
  return grid;
}

GridModel::Grid collidingItems(const ComparedBook& book, const DataBook& data, int most, theme::Mode mode) {
  GridModel::Grid grid;
  grid.header = {QObject::tr("Set"), QObject::tr("Codes"), QObject::tr("Group"), QObject::tr("Item"), QObject::tr("Title"), QObject::tr("Kind"), QObject::tr("SID")};
  for (std::size_t i = 0; i < book.comparison.sets.size(); ++i) {
    const auto& table = book.comparison.sets[i].set->tokens.table;
    const std::vector<bool> sharesSid = sid::sharedSids(table);
    int rows = 0;
    for (const sid::CollisionGroup& group : sid::collisionGroups(table)) {
      QString codes;
      for (const auto token : table.codes(group.items.front())) codes += text(table.tokenName(token));
      for (const auto item : group.items) {
        if (rows++ >= most) {
          grid.cut = true;
          break;
        }
        const bool shared = sharesSid[static_cast<std::size_t>(item)];
        grid.rows += {text(book.comparison.sets[i].label), codes, qlonglong(group.items.size()), qlonglong(item), itemTitle(data, item), data.popularity.isHead(item) ? QObject::tr("head") : QObject::tr("tail"),
                      shared ? QObject::tr("shared") : QObject::tr("own, by suffix")};
        grid.items += item;
        grid.marks += colourOf(i, mode);
      }
    }
  }
  return grid;
}

GridModel::Grid weakAnchorItems(const ComparedBook& book, const DataBook& data, int most, theme::Mode mode) {
  GridModel::Grid grid;
  grid.header = {QObject::tr("Set"), QObject::tr("Cosine"), QObject::tr("Item"), QObject::tr("Title"), QObject::tr("Events"), QObject::tr("Anchor"), QObject::tr("Anchor's title")};
  for (const figure::WeakAnchor& weak : figure::weakAnchors(book.comparison, static_cast<std::size_t>(most))) {
    grid.rows += {text(book.comparison.sets[weak.set].label), double(weak.cosine), qlonglong(weak.item), itemTitle(data, weak.item), qlonglong(data.popularity.count[static_cast<std::size_t>(weak.item)]), qlonglong(weak.anchor),
                  itemTitle(data, weak.anchor)};
    grid.items += weak.item;
    grid.marks += colourOf(weak.set, mode);
  }
  return grid;
}

QStringList describeItem(const ComparedBook& book, const DataBook& data, int item) {
  if (item < 0 || item >= data.dataSet.items()) return {};
  QStringList lines{itemLine(data, item)};
  lines += QObject::tr("%1 · %2 training events").arg(data.popularity.isHead(item) ? QObject::tr("head") : QObject::tr("tail"), countText(data.popularity.count[static_cast<std::size_t>(item)]));
  for (const auto& compared : book.comparison.sets) lines += text(compared.label) + QStringLiteral(": ") + text(compared.set->tokens.table.text(item));
  return lines;
}

}  // namespace ghost::workbench
