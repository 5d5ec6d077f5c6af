#include "data/arrange.h"

#include <algorithm>
#include <utility>

#include "data/k_core.h"
#include "data/tie_order.h"

namespace ghost::data {
namespace {

constexpr std::int64_t shortest = 3;  // events of a user that can be split

/// Takes events in order of user and time; hands on those that no repeat and no missing metadata takes away, ties in their order.
class Cleaning {
 public:
  Cleaning(const EventLog& log, const EventOptions& options, const std::vector<bool>& usable, LeftOut& leftOut, SpilledList<Event>& clean) : m_options(options), m_usable(usable), m_leftOut(leftOut), m_clean(clean), m_order(log.users, log.items, options.seed) {
    if (!options.keepAllRepeats) m_lastUser.assign(log.items.size(), NameTable::none);
  }

  void take(const Event& event) {
    if (!m_options.shuffleTies) return keep(event);
    if (!m_ties.empty() && (m_ties.front().user != event.user || m_ties.front().time != event.time)) endTies();
    m_ties.push_back(event);
  }
  void end() { endTies(); }

 private:
  void endTies() {
    if (m_ties.size() > 1) m_order.sort(m_ties);
    for (const Event& event : m_ties) keep(event);
    m_ties.clear();
  }
  void keep(const Event& event) {
    if (!m_options.keepAllRepeats && std::exchange(m_lastUser[event.item], event.user) == event.user) ++m_leftOut.duplicates;
    else if (!m_usable.empty() && !m_usable[event.item]) ++m_leftOut.noMetadata;
    else m_clean.add(event);
  }

  const EventOptions& m_options;
  const std::vector<bool>& m_usable;
  LeftOut& m_leftOut;
  SpilledList<Event>& m_clean;
  TieOrder m_order;
  std::vector<std::uint32_t> m_lastUser;  ///< by item
  std::vector<Event> m_ties;
};

/// Tells how far a walk over events is, not more often than needed.
class Steps {
 public:
  Steps(const Watch& watch, std::uint64_t total) : m_watch(watch), m_total(static_cast<std::int64_t>(total)) {}
  /// False after a stop request.
  bool operator()() {
    if (++m_done % (1 << 18) != 0 && m_done != m_total) return true;
    m_watch.reporter->progress(m_done, m_total, "events");
    return !m_watch.stop.stop_requested();
  }

 private:
  const Watch& m_watch;
  std::int64_t m_total, m_done = 0;
};

Arranged numbered(const SpilledList<Event>& events, const KCore& core, std::uint32_t items, SpilledList<std::int64_t> times, const Watch& watch) {
  Arranged result;
  result.times = std::move(times);
  std::vector<std::int32_t> numberOf(items, -1);
  std::uint64_t left = 0;
  std::size_t users = 0;
  for (const std::uint32_t count : core.ofUsers())
    if (count >= shortest) left += count, ++users;
  result.interactions.items.reserve(left);  // all exactly: growing would hold them twice
  result.interactions.offsets.reserve(users + 1);
  result.userOf.reserve(users);
  result.itemOf.reserve(core.items());
  std::uint32_t user = NameTable::none;
  const auto endUser = [&] {
    if (user != NameTable::none) result.interactions.offsets.push_back(result.interactions.events());
  };
  Steps step(watch, events.size());
  events.walk([&](const Event& event) {
    if (!core.has(event) || core.ofUsers()[event.user] < shortest) return step();
    if (user != event.user) {
      endUser();
      user = event.user;
      result.userOf.push_back(user);
    }
    std::int32_t& number = numberOf[event.item];
    if (number < 0) {
      number = static_cast<std::int32_t>(result.itemOf.size());
      result.itemOf.push_back(event.item);
    }
    result.interactions.items.push_back(number);
    result.times.add(event.time);
    return step();
  });
  endUser();
  return result;
}

/// The time at place `at` of all times in order. Two tables of 2^21 counters find it in two walks, whatever the number of events: times are below 2^42.
std::int64_t timeAt(const SpilledList<std::int64_t>& times, std::uint64_t at) {
  constexpr int bits = 21;
  std::vector<std::uint64_t> counts(std::size_t{1} << bits);
  const auto placeIn = [&](const auto& bucketOf) {
    std::fill(counts.begin(), counts.end(), 0);
    times.walk([&](std::int64_t time) {
      if (const std::int64_t bucket = bucketOf(time); bucket >= 0) ++counts[static_cast<std::size_t>(bucket)];
      return true;
    });
    std::size_t bucket = 0;
    for (; bucket + 1 < counts.size() && at >= counts[bucket]; ++bucket) at -= counts[bucket];
    return static_cast<std::int64_t>(bucket);
  };
  const std::int64_t high = placeIn([](std::int64_t time) { return std::clamp<std::int64_t>(time >> bits, 0, (1 << bits) - 1); });
  const std::int64_t low = placeIn([high](std::int64_t time) { return time >> bits == high ? time & ((1 << bits) - 1) : -1; });
  return (high << bits) | low;
}

/// Whether the events of a walk stand before the place `at` of all in order of time.
class Before {
 public:
  Before(const SpilledList<std::int64_t>& times, std::uint64_t at) : m_all(at >= times.size()) {
    if (m_all) return;
    m_time = timeAt(times, at);
    m_ties = at;
    times.walk([&](std::int64_t time) {
      m_ties -= time < m_time;
      return true;
    });
  }
  bool operator()(std::int64_t time) {
    if (m_all || time != m_time) return m_all || time < m_time;
    return m_ties > 0 && m_ties-- > 0;
  }

 private:
  bool m_all;
  std::int64_t m_time = 0;
  std::uint64_t m_ties = 0;  ///< events at that time that still stand before
};

}  // namespace

Arranged arrange(EventLog& log, const EventOptions& options, const std::vector<bool>& usable, LeftOut& leftOut, const Watch& watch) {
  const std::uint64_t runs = log.events.spilledBytes() > 0 ? log.events.size() * sizeof(Event) : 0;
  SpilledList<Event> clean(log.folder, std::min(log.held, SpilledList<Event>::usual));
  {
    Cleaning cleaning(log, options, usable, leftOut, clean);
    Steps step(watch, log.events.size());
    log.events.merge(watch.stop, [&](const Event& event) {
      cleaning.take(event);
      step();
    });
    cleaning.end();
  }
  log.spillNames();
  const KCore core(clean, log.users.size(), log.items.size(), options.kCore, watch.stop);
  if (watch.stop.stop_requested()) return {};
  Arranged arranged = numbered(clean, core, log.items.size(), SpilledList<std::int64_t>(log.folder, std::min(log.held, SpilledList<std::int64_t>::usual)), watch);
  leftOut.core += static_cast<std::int64_t>(clean.size() - core.size());
  leftOut.shortUsers += static_cast<std::int64_t>(core.size()) - arranged.interactions.events();
  arranged.spilledBytes = std::max(runs + clean.spilledBytes(), clean.spilledBytes() + arranged.times.spilledBytes() + log.users.spilledBytes() + log.items.spilledBytes()) + log.titles.spilledBytes();
  return arranged;
}

std::vector<std::array<std::int64_t, 3>> chronologicalCounts(const Arranged& arranged) {
  const std::uint64_t all = arranged.times.size();
  Before training(arranged.times, all * 8 / 10), validation(arranged.times, all * 9 / 10);
  std::vector<std::array<std::int64_t, 3>> counts(static_cast<std::size_t>(arranged.interactions.users()));
  arranged.eachTime([&](UserId user, std::int64_t time) {
    const bool first = training(time), second = validation(time);
    ++counts[static_cast<std::size_t>(user)][first ? 0 : second ? 1 : 2];
  });
  return counts;
}

}  // namespace ghost::data
