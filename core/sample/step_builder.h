#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "base/rng.h"
#include "sample/sequence_plan.h"
#include "sample/token_tree.h"
#include "sample/tree_writer.h"

namespace ghost::sample {

/// What a SampleSet holds, by reference.
struct SampleView {
  const data::Interactions& interactions;
  const data::Popularity& popularity;
  const sid::SidTable& table;
  const UndesiredSets& undesired;
  const SampleOptions& options;
};

/// Collects the sequences of one optimiser step, then writes them with the weights of the whole step. Lives for one call.
class StepBuilder {
 public:
  StepBuilder(const SampleView& view, std::uint64_t seed, std::int64_t epoch);

  void addUser(data::UserId user);
  const SampleSet::Slots& slots() const { return m_slots; }
  std::int64_t examples() const { return m_examples; }
  /// Micro-batches of at most maxRows token slots (a longer sequence is alone in its own), longest sequences first.
  std::vector<TokenTrees> write(std::int64_t maxRows);

 private:
  /// One sequence to write. `instead` >= 0: that undesired SID stands in the target's place (Layout::SeparateRows).
  struct Sequence {
    data::UserId user = 0;
    Passage passage;
    sid::ItemId instead = -1;
    std::int64_t rows = 0;
  };

  std::span<const sid::ItemId> undesiredOf(data::UserId user, int position, sid::ItemId target) const;
  std::int64_t tokens(sid::ItemId item) const { return static_cast<std::int64_t>(m_view.table.sid(item).size()); }
  void add(data::UserId user, const Passage& passage);
  void push(Sequence sequence);
  void write(const Sequence& sequence, TreeWriter& writer) const;
  void writeBranches(const Sequence& sequence, std::span<const std::int32_t> rowBefore, TreeWriter& writer) const;
  TreeWriter::Supervision supervision(bool undesired, sid::ItemId target) const;

  SampleView m_view;
  Rng m_draws;
  std::vector<Sequence> m_sequences;
  SampleSet::Slots m_slots;
  std::int64_t m_examples = 0;
};

}  // namespace ghost::sample
