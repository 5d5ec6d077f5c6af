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
/// One evaluation example; history already cut to the cap. Only for sequences of length >= 3.
struct Example {
  std::span<const ItemId> history;
  ItemId target = -1;
};
Example evaluationExample(std::span<const ItemId> sequence, Part part, int cap = historyCap);
/// Number of training examples: sum over users of max(0, n - 3).
std::int64_t trainExamples(const Interactions& interactions);

}  // namespace ghost::data
