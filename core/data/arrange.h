#pragma once
#include <array>
#include <cstdint>
#include <stop_token>
#include <vector>

#include "base/reporter.h"
#include "base/spilled_list.h"
#include "data/events.h"
#include "data/interactions.h"

namespace ghost::data {

/// Sequences ready to be written. Users are numbered in order of first appearance in the file, items in order of first appearance while walking the users
/// (methods.md 0.1); user names are left empty. `times` stands beside `interactions.items`, in memory or on the disk.
struct Arranged {
  Interactions interactions;
  std::vector<std::uint32_t> userOf, itemOf;  ///< number in the log of each user and item that is left
  SpilledList<std::int64_t> times;            ///< milliseconds
  std::uint64_t spilledBytes = 0;             ///< what lay on the disk at once

  /// take(user, time) for each event, in order.
  template <class Take>
  void eachTime(const Take& take) const {
    UserId user = 0;
    std::int64_t at = 0;
    times.walk([&](std::int64_t time) {
      while (at == interactions.offsets[static_cast<std::size_t>(user) + 1]) ++user;
      take(user, time);
      return ++at, true;
    });
  }
};

/// How a long arrangement is watched and ended.
struct Watch {
  std::stop_token stop = {};
  Reporter* reporter = &silentReporter();
};

/// Events -> sequences, in the order of methods.md 0.1: sort each user's events by time (those at the same time as in the file or shuffled), keep the first of
/// repeats, leave out items that `usable` doesn't name (empty = all are usable), take the k-core to its fixed point, leave out users with fewer than 3 events.
/// A shuffle gives each event a key made of the seed and the names of its user and item, so that a user's order depends on nothing but this user's events.
/// Consumes `log.events`. What each step left out is counted in `leftOut`. Memory: 4 bytes an event that is left, 10 to 20 bytes a user and an item of the log.
/// Returns early, with whatever it has, after a stop request. Throws Error{Resource} when the disk is too full for what memory doesn't hold.
Arranged arrange(EventLog& log, const EventOptions& options, const std::vector<bool>& usable, LeftOut& leftOut, const Watch& watch);

/// Training, validation and test events of each user when all events are cut in time at 80 % and 90 % (MiniOneRec's rule, on events): with every user in time
/// order the three parts are a beginning, a middle and an end. Events at the same time go in the order of users.
std::vector<std::array<std::int64_t, 3>> chronologicalCounts(const Arranged& arranged);

}  // namespace ghost::data
