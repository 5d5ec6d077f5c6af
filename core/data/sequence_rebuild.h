#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace ghost::data {

/// A published example: the last items before a target, at most as many as the publisher's cap, and the target.
struct Window {
  std::vector<std::uint32_t> history;
  std::uint32_t target = 0;
};

/// A user's sequence put together from its examples.
struct Rebuilt {
  std::vector<std::uint32_t> items;
  std::int64_t gaps = 0;  ///< examples whose history doesn't end the sequence so far: events lie between that no example shows, or the example belongs elsewhere
};

/// Adds examples, in the order of the file, to a sequence that starts empty or with what an earlier part gave. Writers go forwards or from the end backwards;
/// which way the rows of one call go is told by which neighbours fit onto each other. An example's history must be the end of the sequence so far; where
/// it isn't, the longest end of the sequence that begins the history joins the two, and the gap is counted.
void extend(Rebuilt& sequence, std::span<const Window> windows);

}  // namespace ghost::data
