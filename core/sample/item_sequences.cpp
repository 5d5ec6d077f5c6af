#include "sample/item_sequences.h"

#include <algorithm>
#include <set>

#include "base/error.h"

namespace ghost::sample {
namespace {

/// Rows of one sequence; its terms are added by the caller.
void appendRows(std::span<const data::ItemId> items, TokenTrees& trees) {
  if (trees.segment.empty()) trees.segment.push_back(0);
  const auto begin = static_cast<std::int32_t>(trees.rows());
  for (const data::ItemId item : items) {
    const auto row = static_cast<std::int32_t>(trees.rows());
    trees.token.push_back(item);
    trees.position.push_back(row - begin);
    trees.trunkBegin.push_back(begin);
    trees.trunkEnd.push_back(row);
    trees.ownBegin.push_back(row);
  }
  trees.segment.push_back(static_cast<std::int32_t>(trees.rows()));
}

}  // namespace

ItemSequences::ItemSequences(const data::Interactions& interactions, const data::Popularity& popularity, ItemSequenceOptions options)
    : m_interactions(interactions), m_popularity(popularity), m_options(options) {
  if (options.positions < 1) throw usageError("positions", "a model needs to read at least one item, got " + std::to_string(options.positions) + "; use 1 or more");
  for (data::UserId user = 0; user < interactions.users(); ++user) {
    const auto length = static_cast<std::int64_t>(data::trainSequence(interactions.sequence(user)).size());
    if (length < 2) continue;
    m_users.push_back(user);
    m_examples += length - 1;
    for (const Window& window : windowsOf(user)) m_rows += window.end - window.begin;
  }
}

std::vector<ItemSequences::Window> ItemSequences::windowsOf(data::UserId user) const {
  const auto targets = static_cast<std::int32_t>(data::trainSequence(m_interactions.sequence(user)).size()) - 1;  // t[1..targets]
  const std::int32_t longest = m_options.positions, stride = std::max(1, longest / 2);
  if (targets < 1) return {};
  std::vector<Window> windows{{user, 0, std::min(targets, longest), 1}};
  while (windows.back().end < targets) {
    const std::int32_t done = windows.back().end, end = std::min(targets, done + stride);
    windows.push_back({user, end - longest, end, done + 1});
  }
  return windows;
}

data::ItemId ItemSequences::negative(std::span<const data::ItemId> train, Rng& draw) const {
  const auto items = static_cast<std::uint64_t>(m_popularity.items());
  const bool full = train.size() >= items && std::set(train.begin(), train.end()).size() >= items;
  for (;;) {
    const auto item = static_cast<data::ItemId>(draw.below(items));
    if (full || std::find(train.begin(), train.end(), item) == train.end()) return item;
  }
}

void ItemSequences::write(const Window& window, double weight, const Rng& draws, TokenTrees& trees) const {
  const auto train = data::trainSequence(m_interactions.sequence(window.user));
  const auto first = static_cast<std::int32_t>(trees.rows());
  appendRows(train.subspan(static_cast<std::size_t>(window.begin), static_cast<std::size_t>(window.end - window.begin)), trees);
  for (std::int32_t position = window.firstTarget; position <= window.end; ++position) {
    const data::ItemId target = train[static_cast<std::size_t>(position)];
    const std::int32_t row = first + position - 1 - window.begin;
    const bool tail = !m_popularity.isHead(target);
    trees.terms.push_back({row, target, weight, false, tail, 0});
    Rng draw = draws.split(static_cast<std::uint64_t>(window.user)).split(static_cast<std::uint64_t>(position));
    for (int i = 0; i < m_options.negatives; ++i) trees.terms.push_back({row, negative(train, draw), weight / m_options.negatives, true, tail, 0});
  }
}

std::vector<TokenTrees> ItemSequences::step(std::span<const data::UserId> users, std::uint64_t seed, std::int64_t epoch, std::int64_t maxRows) const {
  const Rng draws = Rng(seed).split("negatives").split(static_cast<std::uint64_t>(epoch));
  std::vector<Window> windows;
  std::int64_t examples = 0;
  for (const data::UserId user : users)
    for (const Window& window : windowsOf(user)) {
      windows.push_back(window);
      examples += window.end - window.firstTarget + 1;
    }
  std::stable_sort(windows.begin(), windows.end(), [](const Window& a, const Window& b) { return a.end - a.begin > b.end - b.begin; });
  std::vector<TokenTrees> pieces;
  for (const Window& window : windows) {
    if (pieces.empty() || pieces.back().rows() + window.end - window.begin > maxRows) pieces.emplace_back();
    write(window, 1.0 / static_cast<double>(examples), draws, pieces.back());
  }
  return pieces;
}

TokenTrees ItemSequences::histories(std::span<const data::UserId> users, data::Part part) const {
  TokenTrees trees;
  for (const data::UserId user : users) {
    const auto example = data::evaluationExample(m_interactions.sequence(user), part, m_options.positions);
    appendRows(example.history, trees);
    trees.terms.push_back({static_cast<std::int32_t>(trees.rows()) - 1, example.target, 1.0, false, !m_popularity.isHead(example.target), 0});
  }
  return trees;
}

}  // namespace ghost::sample
