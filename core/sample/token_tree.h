#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "data/interactions.h"
#include "data/popularity.h"
#include "sample/undesired_set.h"
#include "sample/vocabulary.h"

namespace ghost::sample {

/// A batch of shared-prefix sequences, flat: row r of all arrays is one token slot, nothing is padded.
/// Row r attends to rows [trunkBegin[r], trunkEnd[r]) and [ownBegin[r], r]; for a trunk row trunkEnd = ownBegin = r.
/// Branches (undesired SIDs, or everything of an example in the separate-rows form) hang from a trunk row and see the trunk up to it.
struct TokenTrees {
  std::vector<std::int32_t> token;       ///< model token id
  std::vector<std::int32_t> position;    ///< RoPE position: number of visible rows before it
  std::vector<std::int32_t> trunkBegin, trunkEnd, ownBegin;
  std::vector<std::int32_t> segment;     ///< sequence boundaries: sequence i is rows [segment[i], segment[i+1]); rows never see another sequence

  /// One supervised token. The logits of `row` predict `token`; weights already hold the loss normalisation of the whole optimiser step,
  /// so losses and gradients of micro-batches add up to the step's.
  struct Term {
    std::int32_t row = 0;
    std::int32_t token = 0;
    double weight = 0;        ///< target: 1/examples (paper) or 1/target tokens (released); undesired: alpha x the like. Sorted by row.
    bool undesired = false;   ///< false: -log p, true: -log(1 - p)
    bool tailTarget = false;  ///< group of the example
    std::int32_t level = 0;   ///< 0-based position in the SID; EOS is one past the last
  };
  std::vector<Term> terms;

  std::int64_t rows() const { return static_cast<std::int64_t>(token.size()); }
  std::int64_t sequences() const { return segment.empty() ? 0 : static_cast<std::int64_t>(segment.size()) - 1; }
};

/// What a user's training sequence t[0..m-1] becomes when it is longer than the history cap C (20). Examples 1..C always share one trunk, t[0..C].
enum class Window {
  Exact,  ///< every later example i gets its own trunk of exactly its history t[i-C..i-1]: what one row an example would see
  Blocks  ///< the rest is cut into blocks: C items of context without loss, then up to C + 1 new items with loss, so a target there sees C to 2 C items; no example is lost
};
/// Which examples share a sequence. The two layouts of one sequence an example always use the exact window.
/// All three give the same loss and gradients under Window::Exact. The last item of a trunk or branch has no EOS row: nothing would be predicted from it.
enum class Layout {
  UserTrees,      ///< all examples of a user on one trunk, undesired SIDs as branches (default)
  ExampleTrees,   ///< one sequence an example, its target on the trunk, undesired SIDs as branches of the same sequence
  SeparateRows    ///< one sequence an example for the target and one for each undesired SID (the published form; reference)
};
/// Weight of a term, over the whole optimiser step of E examples, T target tokens and U undesired tokens (EOS counted in both).
enum class Normalisation {
  ExampleSums,  ///< paper: 1/E a target token, alpha/E an undesired token: sums per example, mean over the examples
  TokenMeans    ///< released: 1/T and alpha/U: token means
};

struct SampleOptions {
  Window window = Window::Blocks;
  Layout layout = Layout::UserTrees;
  Normalisation normalisation = Normalisation::ExampleSums;
  double alpha = 0.1;            ///< 0 or no undesired sets: plain NLL
  bool sampleOneUndesired = false;  ///< released: one of the K_b drawn anew from (seed, epoch, example)
  int historyCap = 20;
};

/// Training examples of one data set under one SID table (methods.md 0.1, 0.7); immutable, thread-safe. Keeps references to its inputs, which must outlive it.
/// Every item is its SID tokens + EOS; the first token of an item is predicted from the EOS row of the item before it, so the first item of a sequence carries no loss.
/// An undesired SID is a branch from that same row: its tokens are rows with the target's positions, and each of them predicts the next one, the last one EOS.
class SampleSet {
 public:
  /// Throws Error{Data} when the SID table lacks items, Error{Usage} for a history cap below 1 or a negative alpha.
  SampleSet(const data::Interactions& interactions, const data::Popularity& popularity, const sid::SidTable& table, UndesiredSets undesired, SampleOptions options);

  /// Users with at least one training example.
  std::span<const data::UserId> trainUsers() const { return m_users; }
  std::int64_t examples() const { return m_examples; }
  const SampleOptions& options() const { return m_options; }
  const sid::SidTable& table() const { return m_table; }

  /// One optimiser step over these users, cut into micro-batches of at most `maxRows` token slots (a single sequence may exceed it). Sequences are grouped by length,
  /// longest first, so a step that does not fit in memory fails at once; weights are those of the whole step, whatever `maxRows` is.
  /// `epoch` and `seed` fix the drawn distractors, which depend on (seed, epoch, user, position) only.
  std::vector<TokenTrees> step(std::span<const data::UserId> users, std::uint64_t seed, std::int64_t epoch, std::int64_t maxRows) const;
  /// Validation: s[0..n-3] (last 20) -> s[n-2], target tokens only, weight 1 per token, for the given users.
  TokenTrees validation(std::span<const data::UserId> users) const;
  /// Number of token slots, target tokens and undesired tokens (EOS included) over these users; for token ratios and progress.
  /// Where one distractor is drawn an epoch, the draw of seed 0, epoch 0 is counted.
  struct Slots { std::int64_t rows = 0, targetTokens = 0, undesiredTokens = 0; };
  Slots slots(std::span<const data::UserId> users) const;

 private:
  const data::Interactions& m_interactions;
  const data::Popularity& m_popularity;
  const sid::SidTable& m_table;
  UndesiredSets m_undesired;
  SampleOptions m_options;
  std::vector<data::UserId> m_users;
  std::int64_t m_examples = 0;
};

/// Order of the users in an epoch: a shuffle that depends on (seed, epoch) only.
std::vector<data::UserId> epochOrder(std::span<const data::UserId> users, std::uint64_t seed, std::int64_t epoch);

}  // namespace ghost::sample
