#pragma once
#include <vector>

#include "sample/token_tree.h"

namespace ghost::sample {

/// A stretch of one user's training sequence t that shares a trunk: items t[begin..end) are its rows, items from `firstTarget` on carry loss.
/// begin < firstTarget < end, so every target has an item before it to be predicted from.
struct Passage {
  int begin = 0;
  int firstTarget = 1;
  int end = 0;

  bool operator==(const Passage&) const = default;
};

/// The passages of a training sequence of `length` items: every position 1..length-1 is a target of exactly one of them. Empty below two items.
std::vector<Passage> passages(int length, const SampleOptions& options);

}  // namespace ghost::sample
