#include "eval/metrics.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "base/error.h"

namespace ghost::eval {
namespace {

using Value = std::optional<double>;

Value ratio(double part, std::int64_t whole) { return whole > 0 ? Value(part / static_cast<double>(whole)) : std::nullopt; }
template <class T>
T sum(const std::array<T, 2>& pair) { return pair[0] + pair[1]; }

/// Sorted, so that sums over items don't depend on their numbers.
std::vector<double> ascending(const Tally& t) {
  auto exposure = t.exposure;
  std::sort(exposure.begin(), exposure.end());
  return exposure;
}

Value giniOf(const Tally& t) {
  const auto e = ascending(t);
  const auto n = static_cast<double>(e.size());
  double weighted = 0, total = 0;
  for (std::size_t j = 0; j < e.size(); ++j) {
    weighted += (2.0 * static_cast<double>(j + 1) - n - 1) * e[j];
    total += e[j];
  }
  return total > 0 ? Value(weighted / (n * total)) : std::nullopt;
}

Value entropyOf(const Tally& t) {
  const double total = sum(t.slots);
  if (total <= 0 || t.exposure.size() < 2) return std::nullopt;
  double nats = 0;
  for (const double e : ascending(t))
    if (e > 0) nats -= e / total * std::log(e / total);
  return nats / std::log(static_cast<double>(t.exposure.size()));
}

const std::array table{
    MetricInfo{"hr", "Share of users whose target is among the first K; where n items share its SID, 1/n of the user.", true, true, false, [](const Tally& t) { return ratio(sum(t.hits), t.users); }},
    MetricInfo{"hr_head", "Hit rate over the users whose target is a head item.", true, false, false, [](const Tally& t) { return ratio(t.hits[0], t.targets[0]); }},
    MetricInfo{"hr_tail", "Hit rate over the users whose target is a tail item.", true, true, false, [](const Tally& t) { return ratio(t.hits[1], t.targets[1]); }},
    MetricInfo{"ndcg", "Mean of 1 / log2(rank + 1) of the target, 0 beyond K.", true, true, false, [](const Tally& t) { return ratio(sum(t.ndcg), t.users); }},
    MetricInfo{"ndcg_head", "NDCG over the users whose target is a head item.", true, false, false, [](const Tally& t) { return ratio(t.ndcg[0], t.targets[0]); }},
    MetricInfo{"ndcg_tail", "NDCG over the users whose target is a tail item.", true, true, false, [](const Tally& t) { return ratio(t.ndcg[1], t.targets[1]); }},
    MetricInfo{"mgu", "Mean over head and tail of |share of the slots - share of the training events|.", false, true, false,
               [](const Tally& t) { return Value((std::abs(t.share(0) - t.gh[0]) + std::abs(t.share(1) - t.gh[1])) / 2); }},
    MetricInfo{"arp", "Mean training count of the recommended items, divided by K for every user; an invalid or empty slot counts 0.", false, true, false,
               [](const Tally& t) { return Value(t.popularitySum / (static_cast<double>(t.users) * t.k)); }},
    MetricInfo{"invalid_rate", "Share of all slots whose generated SID belongs to no item.", false, false, false, [](const Tally& t) { return Value(static_cast<double>(t.invalid) / (static_cast<double>(t.users) * t.k)); }},
    MetricInfo{"head_users", "Users who are shown at least one head item.", false, false, true, [](const Tally& t) { return Value(static_cast<double>(t.shown[0])); }},
    MetricInfo{"tail_users", "Users who are shown at least one tail item.", true, false, true, [](const Tally& t) { return Value(static_cast<double>(t.shown[1])); }},
    MetricInfo{"coverage", "Share of the catalogue that is shown to anybody.", true, false, false,
               [](const Tally& t) { return ratio(static_cast<double>(std::count_if(t.exposure.begin(), t.exposure.end(), [](auto e) { return e > 0; })), static_cast<std::int64_t>(t.exposure.size())); }},
    MetricInfo{"gini", "Gini coefficient of how often each item is shown, items never shown included.", false, false, false, giniOf},
    MetricInfo{"mrr", "Mean reciprocal rank of the target, 0 beyond K.", true, false, false, [](const Tally& t) { return ratio(t.reciprocalRanks, t.users); }},
    MetricInfo{"entropy", "Entropy of the exposure divided by that of showing all items equally.", true, false, false, entropyOf},
    MetricInfo{"gp_head", "Share of all slots that hold a head item.", false, false, false, [](const Tally& t) { return Value(t.share(0)); }},
    MetricInfo{"gp_tail", "Share of all slots that hold a tail item.", true, false, false, [](const Tally& t) { return Value(t.share(1)); }},
    MetricInfo{"hr_sid", "Share of users whose target's SID is among the first K, however many items share it (as published code counts).", true, false, false,
               [](const Tally& t) { return ratio(static_cast<double>(sum(t.sidHits)), t.users); }},
    MetricInfo{"hr_sid_head", "hr_sid over the users whose target is a head item.", true, false, false, [](const Tally& t) { return ratio(static_cast<double>(t.sidHits[0]), t.targets[0]); }},
    MetricInfo{"hr_sid_tail", "hr_sid over the users whose target is a tail item.", true, false, false, [](const Tally& t) { return ratio(static_cast<double>(t.sidHits[1]), t.targets[1]); }},
    MetricInfo{"ndcg_sid", "NDCG of the target's SID, however many items share it.", true, false, false, [](const Tally& t) { return ratio(sum(t.sidNdcg), t.users); }},
    MetricInfo{"ndcg_sid_head", "ndcg_sid over the users whose target is a head item.", true, false, false, [](const Tally& t) { return ratio(t.sidNdcg[0], t.targets[0]); }},
    MetricInfo{"ndcg_sid_tail", "ndcg_sid over the users whose target is a tail item.", true, false, false, [](const Tally& t) { return ratio(t.sidNdcg[1], t.targets[1]); }},
};

OrderedJson jsonOf(const Value& value, bool isCount = false) {
  if (!value) return nullptr;
  if (isCount) return static_cast<std::int64_t>(*value);
  return *value;
}

OrderedJson cutJson(const Tally& tally) {
  OrderedJson json = OrderedJson::object();
  for (const auto& row : table) json[row.id] = jsonOf(row.value(tally), row.isCount);
  return json;
}

/// A whole number where it is one: only shared SIDs make parts.
OrderedJson countJson(double value) {
  if (value == std::floor(value)) return static_cast<std::int64_t>(value);
  return value;
}
template <class T>
OrderedJson pairJson(const std::array<T, 2>& pair) { return {{"head", countJson(static_cast<double>(pair[0]))}, {"tail", countJson(static_cast<double>(pair[1]))}}; }

/// How hits are counted, and what depends on it.
OrderedJson sharedJson(std::span<const decode::RankedList> lists, const Tally& tally) {
  const auto targets = std::count_if(lists.begin(), lists.end(), [](const auto& list) { return list.targetSharers > 1 || targetPlace(list).sharers > 1; });
  const double slots = static_cast<double>(tally.users) * tally.k;
  return {{"hits", "expected"}, {"targets", targets}, {"slot_share", static_cast<double>(tally.sharedSlots) / slots}};
}

OrderedJson fifthsJson(const Tally& tally, const data::Popularity& popularity) {
  std::array<double, 5> mass{};
  const auto fifths = popularity.fifths();
  for (std::size_t item = 0; item < fifths.size(); ++item) mass[static_cast<std::size_t>(fifths[item])] += static_cast<double>(popularity.count[item]);
  OrderedJson hr = OrderedJson::array(), ndcg = OrderedJson::array(), gp = OrderedJson::array(), gh = OrderedJson::array();
  for (std::size_t g = 0; g < 5; ++g) {
    hr.push_back(jsonOf(ratio(tally.fifthHits[g], tally.fifthTargets[g])));
    ndcg.push_back(jsonOf(ratio(tally.fifthNdcg[g], tally.fifthTargets[g])));
    gp.push_back(tally.fifthSlots[g] / (static_cast<double>(tally.users) * tally.k));
    gh.push_back(mass[g] / static_cast<double>(popularity.trainEvents));
  }
  return {{"users", tally.fifthTargets}, {"hr", hr}, {"ndcg", ndcg}, {"gp", gp}, {"gh", gh}};
}

OrderedJson shortListsJson(std::span<const decode::RankedList> lists, std::span<const int> cuts) {
  OrderedJson json = OrderedJson::object();
  for (const int k : cuts) json[std::to_string(k)] = std::count_if(lists.begin(), lists.end(), [&](const auto& list) { return std::cmp_less(list.places(), k); });
  return json;
}

/// hr_tail -> (hr, tail), head_users -> (users_shown, head).
MetricRow rowOf(const std::string& id, int k, double value) {
  for (const std::string group : {"head", "tail"}) {
    if (id == group + "_users") return {"users_shown", k, group, value};
    if (id.ends_with("_" + group)) return {id.substr(0, id.size() - group.size() - 1), k, group, value};
  }
  return {id, k, "all", value};
}

}  // namespace

int cutOf(const std::string& text) {
  int k = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), k);
  if (error != std::errc() || end != text.data() + text.size() || k < 1) throw dataError("metrics", fmt::format("\"{}\" is no cut K; evaluate the saved lists again", text.substr(0, 40)));
  return k;
}

std::span<const MetricInfo> metricTable() { return table; }

std::vector<int> targetRanks(std::span<const decode::RankedList> lists) {
  std::vector<int> ranks;
  ranks.reserve(lists.size());
  for (const auto& list : lists) ranks.push_back(targetPlace(list).rank);
  return ranks;
}

OrderedJson evaluate(std::span<const decode::RankedList> lists, const data::Popularity& popularity, std::span<const int> cuts) {
  OrderedJson json;
  const Tally ten = tally(lists, popularity, fifthsCut), one = tally(lists, popularity, 1);
  json["users"] = ten.users;
  json["targets"] = pairJson(ten.targets);
  json["gh_head"] = popularity.headShare;
  OrderedJson byCut = OrderedJson::object();
  for (const int k : cuts) byCut[std::to_string(k)] = cutJson(k == fifthsCut ? ten : tally(lists, popularity, k));
  json["k"] = std::move(byCut);
  json["longest_list"] = std::ranges::max(lists, {}, [](const auto& list) { return list.places(); }).places();
  json["short_lists"] = shortListsJson(lists, cuts);
  json["shared_sids"] = sharedJson(lists, ten);
  json["composition_at_1"] = pairJson(one.slots);
  json["fifths"] = fifthsJson(ten, popularity);
  return json;
}

std::vector<MetricRow> flatten(const OrderedJson& metrics) try {
  std::vector<MetricRow> rows{{"users", 0, "all", metrics.at("users").get<double>()}};
  const auto add = [&](const MetricRow& row, const OrderedJson& value) {
    if (!value.is_number()) return;
    rows.push_back(row);
    rows.back().value = value.get<double>();
  };
  for (const auto& [cut, block] : metrics.at("k").items())
    for (const auto& [id, value] : block.items()) add(rowOf(id, cutOf(cut), 0), value);
  for (const auto& [group, value] : metrics.at("composition_at_1").items()) add({"composition", 1, group}, value);
  for (const auto& [id, values] : metrics.at("fifths").items())
    for (std::size_t g = 0; g < values.size(); ++g) add({id, fifthsCut, "fifth" + std::to_string(g + 1)}, values[g]);
  return rows;
} catch (const OrderedJson::exception& fault) {
  throw dataError("metrics", std::string("these aren't the metrics of an evaluation (") + fault.what() + "); evaluate the saved lists again");
}

}  // namespace ghost::eval
