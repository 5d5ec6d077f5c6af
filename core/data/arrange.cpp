#include "data/arrange.h"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>

#include "base/rng.h"

namespace ghost::data {
namespace {

/// A counting sort: within a user the order of the file stays.
Sequences groupedByUser(EventLog& log) {
  Sequences s;
  s.offsets.assign(log.users.size() + 1, 0);
  for (const Event& event : log.events) ++s.offsets[event.user + 1];
  std::partial_sum(s.offsets.begin(), s.offsets.end(), s.offsets.begin());
  s.items.resize(log.events.size());
  s.times.resize(log.events.size());
  std::vector<std::int64_t> next(s.offsets.begin(), s.offsets.end() - 1);
  for (; !log.events.empty(); log.events.pop_front()) {  // gives the memory back on the way
    const Event& event = log.events.front();
    const auto at = static_cast<std::size_t>(next[event.user]++);
    s.items[at] = event.item;
    s.times[at] = event.time;
  }
  return s;
}

void sortByTime(Sequences& s) {
  std::vector<std::pair<std::int64_t, std::uint32_t>> events;
  for (std::size_t user = 0; user < s.users(); ++user) {
    const std::size_t begin = s.begin(user), end = s.end(user);
    if (std::is_sorted(s.times.begin() + static_cast<std::ptrdiff_t>(begin), s.times.begin() + static_cast<std::ptrdiff_t>(end))) continue;
    events.clear();
    for (std::size_t i = begin; i < end; ++i) events.emplace_back(s.times[i], s.items[i]);
    std::stable_sort(events.begin(), events.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (std::size_t i = begin; i < end; ++i) std::tie(s.times[i], s.items[i]) = events[i - begin];
  }
}

void shuffleTies(Sequences& s, std::int64_t seed) {
  Rng rng = Rng(static_cast<std::uint64_t>(seed)).split("import ties");
  for (std::size_t user = 0; user < s.users(); ++user)
    for (std::size_t begin = s.begin(user), end = begin; begin < s.end(user); begin = end) {
      while (end < s.end(user) && s.times[end] == s.times[begin]) ++end;
      rng.shuffle(std::span(s.items).subspan(begin, end - begin));
    }
}

/// Keeps the events for which keep(user, item) holds, in place; how many went.
template <class Keep>
std::int64_t compact(Sequences& s, Keep keep) {
  std::size_t to = 0;
  for (std::size_t user = 0, from = 0; user < s.users(); ++user) {
    for (const std::size_t end = s.end(user); from < end; ++from) {
      if (!keep(static_cast<std::uint32_t>(user), s.items[from])) continue;
      s.items[to] = s.items[from];
      s.times[to++] = s.times[from];
    }
    s.offsets[user + 1] = static_cast<std::int64_t>(to);
  }
  const auto gone = static_cast<std::int64_t>(s.items.size() - to);
  s.items.resize(to);
  s.times.resize(to);
  return gone;
}

std::int64_t keepFirstOfRepeats(Sequences& s, std::uint32_t items) {
  std::vector<std::uint32_t> lastUser(items, NameTable::none);
  return compact(s, [&](std::uint32_t user, std::uint32_t item) { return std::exchange(lastUser[item], user) != user; });
}

std::vector<std::int64_t> userCounts(const Sequences& s) {
  std::vector<std::int64_t> counts(s.users());
  for (std::size_t user = 0; user < s.users(); ++user) counts[user] = s.offsets[user + 1] - s.offsets[user];
  return counts;
}

/// Rounds of leaving out what has fewer than k events, until a round finds nothing: the largest set in which all have k. The result doesn't depend on the order.
std::int64_t takeCore(Sequences& s, std::uint32_t items, std::int64_t k, const std::stop_token& stop) {
  std::int64_t all = 0;
  for (std::int64_t gone = 1; gone > 0 && !stop.stop_requested(); all += gone) {
    std::vector<std::int64_t> perItem(items, 0);
    for (const std::uint32_t item : s.items) ++perItem[item];
    const auto perUser = userCounts(s);
    gone = compact(s, [&](std::uint32_t user, std::uint32_t item) { return perUser[user] >= k && perItem[item] >= k; });
  }
  return all;
}

Arranged numbered(Sequences&& s, std::uint32_t items) {
  Arranged result;
  std::vector<std::int32_t> numberOf(items, -1);
  result.interactions.items.reserve(s.items.size());
  for (std::size_t user = 0; user < s.users(); ++user) {
    if (s.begin(user) == s.end(user)) continue;
    for (std::size_t i = s.begin(user); i < s.end(user); ++i) {
      std::int32_t& number = numberOf[s.items[i]];
      if (number < 0) {
        number = static_cast<std::int32_t>(result.itemOf.size());
        result.itemOf.push_back(s.items[i]);
      }
      result.interactions.items.push_back(number);
    }
    result.interactions.offsets.push_back(result.interactions.events());
    result.userOf.push_back(static_cast<std::uint32_t>(user));
  }
  result.times = std::move(s.times);
  return result;
}

}  // namespace

Arranged arrange(EventLog& log, const EventOptions& options, const std::vector<bool>& usable, LeftOut& leftOut, const std::stop_token& stop) {
  Sequences s = log.grouped ? std::move(*log.grouped) : groupedByUser(log);
  log.grouped.reset();
  sortByTime(s);
  if (options.shuffleTies) shuffleTies(s, options.seed);
  if (!options.keepAllRepeats) leftOut.duplicates += keepFirstOfRepeats(s, log.items.size());
  if (!usable.empty()) leftOut.noMetadata += compact(s, [&](std::uint32_t, std::uint32_t item) { return usable[item]; });
  if (options.kCore > 0) leftOut.core += takeCore(s, log.items.size(), options.kCore, stop);
  const auto lengths = userCounts(s);
  leftOut.shortUsers += compact(s, [&](std::uint32_t user, std::uint32_t) { return lengths[user] >= 3; });
  return numbered(std::move(s), log.items.size());
}

std::vector<std::array<std::int64_t, 3>> chronologicalCounts(const Arranged& arranged) {
  const auto& interactions = arranged.interactions;
  std::vector<std::pair<std::int64_t, UserId>> events;
  for (UserId user = 0; user < interactions.users(); ++user)
    for (auto i = interactions.offsets[static_cast<std::size_t>(user)]; i < interactions.offsets[static_cast<std::size_t>(user) + 1]; ++i) events.emplace_back(arranged.times[static_cast<std::size_t>(i)], user);
  std::stable_sort(events.begin(), events.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::array<std::int64_t, 3>> counts(static_cast<std::size_t>(interactions.users()));
  const std::size_t first = events.size() * 8 / 10, second = events.size() * 9 / 10;
  for (std::size_t i = 0; i < events.size(); ++i) ++counts[static_cast<std::size_t>(events[i].second)][i < first ? 0 : i < second ? 1 : 2];
  return counts;
}

}  // namespace ghost::data
