#include "sid/report.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include <fmt/format.h>

#include "base/error.h"
#include "sid/collapse.h"
#include "sid/sid_trie.h"

namespace ghost::sid {
namespace {

/// How many head items lie at and below each node of a trie, in constant time.
class HeadCounts {
 public:
  HeadCounts(const SidTrie& trie, const data::Popularity& popularity) : m_trie(trie), m_first(trie.itemsBelow(trie.root()).data()), m_before{0} {
    for (const ItemId item : trie.itemsBelow(trie.root())) m_before.push_back(m_before.back() + popularity.isHead(item));
  }
  std::int32_t below(SidTrie::Node node) const { return count(m_trie.itemsBelow(node)); }
  std::int32_t at(SidTrie::Node node) const { return count(m_trie.itemsAt(node)); }

 private:
  std::int32_t count(std::span<const ItemId> items) const {
    const auto begin = static_cast<std::size_t>(items.data() - m_first);
    return m_before[begin + items.size()] - m_before[begin];
  }
  const SidTrie& m_trie;
  const ItemId* m_first;
  std::vector<std::int32_t> m_before;  ///< heads among the first i items of the trie's order
};

void requireSameItems(const SidTable& table, const data::Popularity& popularity) {
  if (table.items() != popularity.items())
    throw dataError("tokens", fmt::format("the index has {} items, the data set {}; use the tokens made for this data set", table.items(), popularity.items()));
}

OrderedJson meanAndMax(const std::vector<double>& values) {
  if (values.empty()) return nullptr;
  return {{"mean", std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size())}, {"max", *std::max_element(values.begin(), values.end())}};
}

// {"5": 1847, "7": 8075}, keys as numbers grow.
OrderedJson counted(const std::map<int, std::int64_t>& counts) {
  OrderedJson json = OrderedJson::object();
  for (const auto& [key, count] : counts) json[std::to_string(key)] = count;
  return json;
}

void addLists(OrderedJson& report, const SidTable& table) {
  std::map<int, std::int64_t> lengths;
  std::vector<ItemId> order(static_cast<std::size_t>(table.items()));
  std::iota(order.begin(), order.end(), 0);
  for (const ItemId item : order) ++lengths[static_cast<int>(table.sid(item).size())];
  const auto less = [&](ItemId a, ItemId b) {
    const auto left = table.codes(a), right = table.codes(b);
    return std::lexicographical_compare(left.begin(), left.end(), right.begin(), right.end());
  };
  std::sort(order.begin(), order.end(), less);
  std::int64_t distinct = 0, group = 0, largest = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    group = i > 0 && !less(order[i - 1], order[i]) ? group + 1 : 1;
    distinct += group == 1;
    largest = std::max(largest, group);
  }
  report["lengths"] = counted(lengths);
  report["codes_used"] = OrderedJson::array();
  report["collisions_before_dedup"] = table.items() - distinct;
  report["max_group"] = largest;
}

// Codes in use a level, and how many items hold one: those clustered there, so heads alone at the head levels of a skeleton.
void addLevels(OrderedJson& report, const Tokenization& tokens) {
  const SidTable& table = tokens.table;
  std::vector<std::int64_t> load(static_cast<std::size_t>(table.tokens()));
  for (ItemId item = 0; item < table.items(); ++item) {
    const bool inherits = tokens.skeleton && tokens.skeleton->anchor[static_cast<std::size_t>(item)] >= 0;
    const auto codes = table.codes(item);
    for (std::size_t level = inherits ? static_cast<std::size_t>(tokens.skeleton->headLevels) : 0; level < codes.size(); ++level) ++load[static_cast<std::size_t>(codes[level])];
  }
  std::map<int, std::vector<double>> loads;
  for (SidToken token = 0; token < table.tokens(); ++token)
    if (!table.isSuffix(token)) loads[table.level(token)].push_back(static_cast<double>(load[static_cast<std::size_t>(token)]));
  report["loads"] = OrderedJson::array();
  for (const auto& [level, values] : loads) {
    report["codes_used"].push_back(values.size());
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    report["loads"].push_back({{"min", static_cast<std::int64_t>(*low)}, {"median", quantile(values, 0.5)}, {"max", static_cast<std::int64_t>(*high)}});
  }
}

void addSkeleton(OrderedJson& report, const Tokenization& tokens) {
  for (const char* key : {"tails_per_head", "anchor_cosine", "z_anchor"}) report[key] = nullptr;
  if (!tokens.skeleton) return;
  const Skeleton& skeleton = *tokens.skeleton;
  std::map<ItemId, double> tails;
  std::vector<double> cosines, leaves;
  for (ItemId item = 0; item < tokens.table.items(); ++item) {
    const ItemId anchor = skeleton.anchor[static_cast<std::size_t>(item)];
    if (anchor < 0) {
      if (anchor != ownRoot) tails.try_emplace(item, 0.0);
      continue;
    }
    ++tails[anchor];
    cosines.push_back(skeleton.anchorCosine[static_cast<std::size_t>(item)]);
    const auto own = tokens.table.sid(item), other = tokens.table.sid(anchor);
    leaves.push_back(std::equal(own.begin(), own.end(), other.begin(), other.end()) ? 0 : 1);  // a path leaves another one once, or never
  }
  std::vector<double> perHead;
  for (const auto& [head, count] : tails) perHead.push_back(count);
  const double mean = std::accumulate(perHead.begin(), perHead.end(), 0.0) / static_cast<double>(std::max<std::size_t>(1, perHead.size()));
  report["tails_per_head"] = {{"mean", mean}, {"q1", quantile(perHead, 0.25)}, {"median", quantile(perHead, 0.5)}, {"q3", quantile(perHead, 0.75)},
                              {"max", static_cast<std::int64_t>(quantile(perHead, 1))}, {"heads_without", std::count(perHead.begin(), perHead.end(), 0.0)}};
  if (!cosines.empty())
    report["anchor_cosine"] = {{"min", quantile(cosines, 0)}, {"q1", quantile(cosines, 0.25)}, {"median", quantile(cosines, 0.5)}, {"q3", quantile(cosines, 0.75)}};
  report["z_anchor"] = meanAndMax(leaves);
}

void addHeadsAndTails(OrderedJson& report, const SidTable& table, const data::Popularity* popularity) {
  for (const char* key : {"z_any_head", "exit_step", "exit_step_share", "cold_items"}) report[key] = nullptr;
  if (popularity == nullptr) return;
  requireSameItems(table, *popularity);
  const auto steps = stepsAgainstHeads(table, *popularity);
  const auto exits = exitSteps(table, *popularity);
  std::vector<double> tailSteps;
  std::map<int, std::int64_t> exitCounts;
  for (ItemId item = 0; item < table.items(); ++item) {
    if (popularity->isHead(item)) continue;
    tailSteps.push_back(steps[static_cast<std::size_t>(item)]);
    ++exitCounts[exits[static_cast<std::size_t>(item)]];
  }
  report["z_any_head"] = meanAndMax(tailSteps);
  report["exit_step"] = counted(exitCounts);
  report["exit_step_share"] = OrderedJson::object();
  for (const auto& [step, count] : exitCounts) report["exit_step_share"][std::to_string(step)] = static_cast<double>(count) / static_cast<double>(tailSteps.size());
  report["cold_items"] = std::count(popularity->count.begin(), popularity->count.end(), 0);
}

}  // namespace

double quantile(std::vector<double> values, double q) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const double place = q * static_cast<double>(values.size() - 1);
  const auto low = static_cast<std::size_t>(place);
  const std::size_t high = std::min(low + 1, values.size() - 1);
  return values[low] + (place - static_cast<double>(low)) * (values[high] - values[low]);
}

OrderedJson reportOf(const Tokenization& tokens, const data::Popularity* popularity) {
  OrderedJson report{{"items", tokens.table.items()}, {"tokens", tokens.table.tokens()}};
  addLists(report, tokens.table);
  addLevels(report, tokens);
  report["inertia"] = tokens.report.contains("inertia") ? tokens.report["inertia"] : OrderedJson::array();
  addSkeleton(report, tokens);
  addHeadsAndTails(report, tokens.table, popularity);
  addWarnings(report, warningsOf(tokens.report));  // those of the building, which the table alone doesn't show
  addWarnings(report, collapsedLevels(tokens));
  return report;
}

std::vector<int> exitSteps(const SidTable& table, const data::Popularity& popularity) {
  requireSameItems(table, popularity);
  const SidTrie trie(table);
  const HeadCounts heads(trie, popularity);
  std::vector<int> steps(static_cast<std::size_t>(table.items()), 0);
  for (ItemId item = 0; item < table.items(); ++item) {
    if (popularity.isHead(item)) continue;
    SidTrie::Node node = trie.root();
    int step = 1;
    for (const SidToken token : table.sid(item)) {
      node = trie.child(node, token);
      if (heads.below(node) == 0) break;
      ++step;
    }
    steps[static_cast<std::size_t>(item)] = step;
  }
  return steps;
}

std::vector<int> stepsAgainstHeads(const SidTable& table, const data::Popularity& popularity) {
  requireSameItems(table, popularity);
  const SidTrie trie(table);
  const HeadCounts heads(trie, popularity);
  std::vector<int> steps(static_cast<std::size_t>(table.items()), 0);
  for (ItemId item = 0; item < table.items(); ++item) {
    if (popularity.isHead(item)) continue;
    SidTrie::Node node = trie.root();
    int& count = steps[static_cast<std::size_t>(item)];
    for (const SidToken token : table.sid(item)) {
      const SidTrie::Node next = trie.child(node, token);
      count += heads.below(node) > heads.below(next);
      node = next;
    }
    count += heads.below(node) > heads.at(node);
  }
  return steps;
}

double normPopularityCorrelation(const embed::ItemVectors& vectors, const data::Popularity& popularity) {
  std::vector<double> norms, logs;
  for (ItemId item = 0; item < popularity.items(); ++item) {
    if (popularity.count[static_cast<std::size_t>(item)] == 0) continue;
    double square = 0;
    for (const float value : vectors.row(item)) square += static_cast<double>(value) * value;
    norms.push_back(std::sqrt(square));
    logs.push_back(std::log(static_cast<double>(popularity.count[static_cast<std::size_t>(item)])));
  }
  const auto mean = [](const std::vector<double>& values) { return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(std::max<std::size_t>(1, values.size())); };
  const double norm = mean(norms), log = mean(logs);
  double both = 0, first = 0, second = 0;
  for (std::size_t i = 0; i < norms.size(); ++i) {
    both += (norms[i] - norm) * (logs[i] - log);
    first += (norms[i] - norm) * (norms[i] - norm);
    second += (logs[i] - log) * (logs[i] - log);
  }
  return first > 0 && second > 0 ? both / std::sqrt(first * second) : 0;
}

}  // namespace ghost::sid
