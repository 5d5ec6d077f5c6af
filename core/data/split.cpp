#include "data/split.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.h"

namespace ghost::data {
namespace {

std::span<const ItemId> lastOf(std::span<const ItemId> items, int cap) {
  return items.last(std::min(items.size(), static_cast<std::size_t>(std::max(0, cap))));
}

}  // namespace

std::span<const ItemId> trainSequence(std::span<const ItemId> sequence) {
  return sequence.first(sequence.size() < 3 ? 0 : sequence.size() - 2);
}

Example trainExample(std::span<const ItemId> sequence, std::int64_t position, int cap) {
  const auto train = trainSequence(sequence);
  if (position < 1 || position >= static_cast<std::int64_t>(train.size()))
    throw Error(ErrorCode::Internal, "split", fmt::format("a sequence of {} items has training examples at positions 1 to {}, not at {}", sequence.size(), static_cast<std::int64_t>(train.size()) - 1, position));
  const auto at = static_cast<std::size_t>(position);
  return {lastOf(train.first(at), cap), train[at]};
}

Example evaluationExample(std::span<const ItemId> sequence, Part part, int cap) {
  if (sequence.size() < 3)
    throw dataError("split", fmt::format("a sequence of {} items can't be split; leave users with fewer than 3 items out", sequence.size()));
  const std::size_t back = part == Part::Test ? 1 : part == Part::Valid ? 2 : 3;
  const std::size_t target = sequence.size() - back;
  return {lastOf(sequence.first(target), cap), sequence[target]};
}

std::int64_t trainExamples(const Interactions& interactions) {
  std::int64_t total = 0;
  for (UserId user = 0; user < interactions.users(); ++user)
    total += std::max<std::int64_t>(0, static_cast<std::int64_t>(interactions.sequence(user).size()) - 3);
  return total;
}

}  // namespace ghost::data
