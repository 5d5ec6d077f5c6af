#pragma once
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "base/param_spec.h"
#include "data/item_text.h"

namespace ghost::data {

/// What is done with raw events on their way to sequences (methods.md 0.1 and 14.5). The defaults are those of the parameters, where a format doesn't say otherwise.
struct EventOptions {
  double minimumRating = 0;        ///< events rated lower are left out; 0 = every rating is a positive
  bool keepAllRepeats = false;     ///< false: of a user's events with one item the first is kept
  bool requireMetadata = true;     ///< items that the metadata lacks are left out
  int kCore = 5;                   ///< users and items with fewer events are taken out until none is left; 0 = none are
  bool shuffleTies = false;        ///< events of a user at the same time: in the order of the file, or shuffled
  std::int64_t seed = 42;          ///< of that shuffle
  std::int64_t from = std::numeric_limits<std::int64_t>::min(), to = std::numeric_limits<std::int64_t>::max();  ///< milliseconds, [from, to)
  bool chronological = false;      ///< also say how a cut in time at 80 % and 90 % of all events falls
  bool keepMissingIds = false;     ///< NULL, nan and the like are users and items as any other
  int maxTitleWords = 0;           ///< longer titles count as missing metadata; 0 = no limit
  TextRule text = TextRule::Plain;
  std::uint64_t passesFrom = 256ull << 20;  ///< bytes of a source from which on it is read several times to hold less (event_passes.h)
  std::size_t eventsHeld = std::size_t{1} << 21;  ///< events that stand in memory; more lie on the disk (event_runs.h)
};

/// The parameters of these options with a format's own defaults; `metadata` tells whether the format has item metadata at all.
std::vector<ParamSpec> eventParams(const EventOptions& defaults, bool metadata);
/// Throws Error{Usage} for a time that can't be read or an empty window. What has no parameter keeps its default from `defaults`.
EventOptions eventOptions(const ParamValues& values, const EventOptions& defaults);

}  // namespace ghost::data
