#include "eval/history.h"

#include <algorithm>
#include <unordered_set>

#include <fmt/format.h>

#include "base/error.h"
#include "data/split.h"
#include "eval/metrics.h"

namespace ghost::eval {
namespace {

constexpr std::int64_t usersToOneTooShort = 100;

/// The list without the items of `had`.
decode::RankedList without(const decode::RankedList& list, std::span<const data::ItemId> had) {
  const std::unordered_set<data::ItemId> barred(had.begin(), had.end());
  decode::RankedList result = list;
  result.items.clear();
  result.scores.clear();
  result.itemsAtPlace.clear();
  const bool scored = !list.scores.empty(), shared = !list.itemsAtPlace.empty();
  std::size_t next = 0;
  decode::forEachPlace(list, list.places(), [&](std::size_t, std::span<const data::ItemId> items) {
    const std::size_t before = result.items.size();
    for (const data::ItemId item : items) {
      const std::size_t at = next++;
      if (barred.contains(item)) continue;
      result.items.push_back(item);
      if (scored) result.scores.push_back(list.scores[at]);
    }
    if (shared && result.items.size() > before) result.itemsAtPlace.push_back(static_cast<std::int32_t>(result.items.size() - before));
  });
  return result;
}

/// Users with fewer than k places left, of those whose list could have had more: one that names the whole catalogue is complete.
std::int64_t tooShort(std::span<const decode::RankedList> saved, std::span<const decode::RankedList> left, int k, std::int32_t items) {
  std::int64_t users = 0;
  for (std::size_t u = 0; u < left.size(); ++u) users += std::cmp_less(left[u].places(), k) && std::cmp_less(saved[u].items.size(), items);
  return users;
}

}  // namespace

std::string historyOf(const OrderedJson& metrics, const OrderedJson& parameters) {
  if (metrics.is_object() && metrics.contains("history") && metrics["history"].is_string()) return metrics["history"].get<std::string>();
  if (!parameters.is_object() || !parameters.contains("keep_history") || !parameters["keep_history"].is_boolean()) return {};
  return std::string(parameters["keep_history"].get<bool>() ? historyKept : historyLeftOut);
}

std::span<const data::ItemId> itemsBefore(const decode::RankedList& list, const data::Interactions& interactions) {
  if (list.user < 0 || list.user >= interactions.users()) return list.history;
  const auto sequence = interactions.sequence(list.user);
  const std::size_t n = sequence.size();
  for (std::size_t back = 1; back <= 2 && back < n; ++back)
    if (sequence[n - back] == list.target) return sequence.first(n - back);
  return list.history;
}

std::string_view historyShown(std::span<const decode::RankedList> lists, const data::Interactions& interactions) {
  for (const auto& list : lists) {
    const auto had = itemsBefore(list, interactions);
    if (std::find_first_of(list.items.begin(), list.items.end(), had.begin(), had.end()) != list.items.end()) return historyKept;
  }
  return historyLeftOut;
}

std::vector<decode::RankedList> withoutHistory(std::span<const decode::RankedList> lists, const data::Interactions& interactions) {
  std::vector<decode::RankedList> result;
  result.reserve(lists.size());
  for (const auto& list : lists) result.push_back(without(list, itemsBefore(list, interactions)));
  return result;
}

OrderedJson evaluateWithoutHistory(std::span<const decode::RankedList> lists, const data::Interactions& interactions, const data::Popularity& popularity, std::span<const int> cuts) {
  const auto left = withoutHistory(lists, interactions);
  const auto users = static_cast<std::int64_t>(lists.size());
  std::vector<int> held;
  OrderedJson few = OrderedJson::object(), dropped = OrderedJson::object();
  std::int64_t worst = 0;
  for (const int k : cuts) {
    worst = tooShort(lists, left, k, popularity.items());
    const bool enough = worst * usersToOneTooShort <= users;
    if (enough) held.push_back(k);
    (enough ? few : dropped)[std::to_string(k)] = worst;
  }
  if (held.empty() && !lists.empty())
    throw dataError("ranked lists", fmt::format("without the items that the user already has, {} of {} users have fewer than {} left; decode more (slots, and beams as many), or with keep_history=false", worst, users, cuts.back()));
  OrderedJson metrics = evaluate(left, popularity, held);
  metrics["history"] = historyLeftOut;
  metrics["history_short"] = std::move(few);
  metrics["history_dropped"] = std::move(dropped);
  return metrics;
}

}  // namespace ghost::eval
