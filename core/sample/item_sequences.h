#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "base/rng.h"
#include "data/split.h"
#include "sample/token_tree.h"

namespace ghost::sample {

struct ItemSequenceOptions {
  int positions = data::historyCap;  ///< longest sequence a model reads, n
  int negatives = 0;                 ///< items drawn a target that the user doesn't have in training
};

/// Training examples and histories as sequences of plain item ids (token = item), for models without semantic IDs: one row an item, no EOS, nothing padded.
/// A row sees itself and the rows before it in its sequence; its position counts from 0 at the sequence's start.
///
/// Of a training sequence t[0..m-1] every t[i], i >= 1, is a target once an epoch. Up to n inputs share one sequence; further targets come in steps of at most n / 2,
/// each step behind n inputs of which only the last ones carry loss, so that those targets see more than n / 2 items and none is lost.
/// Immutable, thread-safe. Keeps references to its inputs, which must outlive it.
class ItemSequences {
 public:
  /// Throws Error{Usage} for less than one position.
  ItemSequences(const data::Interactions& interactions, const data::Popularity& popularity, ItemSequenceOptions options);

  /// Users with at least one training example.
  std::span<const data::UserId> trainUsers() const { return m_users; }
  std::int64_t examples() const { return m_examples; }
  /// Rows an epoch.
  std::int64_t rows() const { return m_rows; }

  /// One optimiser step over these users, cut into micro-batches of at most `maxRows` rows (a single sequence may exceed it), the longest sequences first.
  /// A target's row carries it with weight 1 / E, E = examples of the step, and its negatives as undesired terms of weight 1 / (E negatives). Negatives are drawn
  /// uniformly from the items outside the user's training sequence (from all, if it holds every item); the draw depends on (seed, epoch, user, position) only.
  std::vector<TokenTrees> step(std::span<const data::UserId> users, std::uint64_t seed, std::int64_t epoch, std::int64_t maxRows) const;
  /// The histories of a part, cut to the last n, one sequence a user; the last row carries the part's target with weight 1.
  TokenTrees histories(std::span<const data::UserId> users, data::Part part) const;

 private:
  struct Window {
    data::UserId user = 0;
    std::int32_t begin = 0, end = 0;   ///< inputs t[begin..end-1]; row i predicts t[begin + i + 1]
    std::int32_t firstTarget = 0;      ///< targets before it carry no loss
  };
  std::vector<Window> windowsOf(data::UserId user) const;
  void write(const Window& window, double weight, const Rng& draws, TokenTrees& trees) const;
  data::ItemId negative(std::span<const data::ItemId> train, Rng& draw) const;

  const data::Interactions& m_interactions;
  const data::Popularity& m_popularity;
  ItemSequenceOptions m_options;
  std::vector<data::UserId> m_users;
  std::int64_t m_examples = 0, m_rows = 0;
};

}  // namespace ghost::sample
