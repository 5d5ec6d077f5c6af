#pragma once
#include <span>

#include "data/interactions.h"

namespace ghost::data {

/// Leave-one-out (methods.md 0.1): of s[0..n-1] the last item is the test target, the one before it the validation target,
/// the rest the training sequence. Histories are cut to their last `historyCap` items (20 in all splits).
inline constexpr int historyCap = 20;
enum class Part { Train, Valid, Test };

/// s[0..n-3]; empty when n < 3.
std::span<const ItemId> trainSequence(std::span<const ItemId> sequence);
/// History (already cut to the cap) and the item that follows it.
struct Example {
  std::span<const ItemId> history;
  ItemId target = -1;
};
/// The training example at `position` = 1 .. n-3 of a sequence of n items: t[0..position-1] -> t[position], t the training sequence.
Example trainExample(std::span<const ItemId> sequence, std::int64_t position, int cap = historyCap);
/// The one example of a part. Only for sequences of length >= 3, else Error{Data}.
/// Train: the last training target s[n-3] after what precedes it; its history is empty when n = 3.
Example evaluationExample(std::span<const ItemId> sequence, Part part, int cap = historyCap);
/// Number of training examples: sum over users of max(0, n - 3).
std::int64_t trainExamples(const Interactions& interactions);

}  // namespace ghost::data
