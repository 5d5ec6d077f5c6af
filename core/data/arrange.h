#pragma once
#include <array>
#include <cstdint>
#include <stop_token>
#include <vector>

#include "data/events.h"
#include "data/interactions.h"

namespace ghost::data {

/// Sequences ready to be written. Users are numbered in order of first appearance in the file, items in order of first appearance while walking the users
/// (methods.md 0.1); user names are left empty. `times` stands beside `interactions.items`.
struct Arranged {
  Interactions interactions;
  std::vector<std::uint32_t> userOf, itemOf;  ///< number in the log of each user and item that is left
  std::vector<std::int64_t> times;            ///< milliseconds
};

/// Events -> sequences, in the order of methods.md 0.1: sort each user's events by time (those at the same time as in the file or shuffled), keep the first of
/// repeats, leave out items that `usable` doesn't name (empty = all are usable), take the k-core to its fixed point, leave out users with fewer than 3 events.
/// Consumes `log.events`. What each step left out is counted in `leftOut`. Returns early, with whatever it has, after a stop request.
Arranged arrange(EventLog& log, const EventOptions& options, const std::vector<bool>& usable, LeftOut& leftOut, const std::stop_token& stop);

/// Training, validation and test events of each user when all events are cut in time at 80 % and 90 % (MiniOneRec's rule, on events): with every user in time
/// order the three parts are a beginning, a middle and an end. Events at the same time go in the order of users.
std::vector<std::array<std::int64_t, 3>> chronologicalCounts(const Arranged& arranged);

}  // namespace ghost::data
