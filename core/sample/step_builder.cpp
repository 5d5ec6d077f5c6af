#include "sample/step_builder.h"

#include <algorithm>

#include "data/split.h"

namespace ghost::sample {

StepBuilder::StepBuilder(const SampleView& view, std::uint64_t seed, std::int64_t epoch)
    : m_view(view), m_draws(Rng(seed).split("drawn distractor").split(static_cast<std::uint64_t>(epoch))) {}

std::span<const sid::ItemId> StepBuilder::undesiredOf(data::UserId user, int position, sid::ItemId target) const {
  if (m_view.options.alpha == 0) return {};
  const auto set = m_view.undesired.of(target);
  if (!m_view.options.sampleOneUndesired || set.size() < 2) return set;
  Rng draw = m_draws.split(static_cast<std::uint64_t>(user)).split(static_cast<std::uint64_t>(position));
  return set.subspan(draw.below(set.size()), 1);
}

void StepBuilder::addUser(data::UserId user) {
  const auto sequence = data::trainSequence(m_view.interactions.sequence(user));
  for (const Passage& passage : passages(static_cast<int>(sequence.size()), m_view.options)) add(user, passage);
}

void StepBuilder::push(Sequence sequence) {
  m_slots.rows += sequence.rows;
  m_sequences.push_back(sequence);
}

void StepBuilder::add(data::UserId user, const Passage& passage) {
  const auto sequence = data::trainSequence(m_view.interactions.sequence(user));
  std::int64_t history = 0;  // rows of the items before the last one, EOS included
  for (int i = passage.begin; i + 1 < passage.end; ++i) history += tokens(sequence[static_cast<std::size_t>(i)]) + 1;
  const std::int64_t trunk = history + tokens(sequence[static_cast<std::size_t>(passage.end - 1)]);

  const bool apart = m_view.options.layout == Layout::SeparateRows;
  const std::size_t tree = m_sequences.size();
  push({user, passage, -1, trunk});
  for (int i = passage.firstTarget; i < passage.end; ++i) {
    const sid::ItemId target = sequence[static_cast<std::size_t>(i)];
    ++m_examples;
    m_slots.targetTokens += tokens(target) + 1;
    for (const sid::ItemId item : undesiredOf(user, i, target)) {
      m_slots.undesiredTokens += tokens(item) + 1;
      if (apart) {
        push({user, passage, item, history + tokens(item)});
      } else {
        m_sequences[tree].rows += tokens(item);
        m_slots.rows += tokens(item);
      }
    }
  }
}

TreeWriter::Supervision StepBuilder::supervision(bool undesired, sid::ItemId target) const {
  const bool sums = m_view.options.normalisation == Normalisation::ExampleSums;
  const std::int64_t units = sums ? m_examples : undesired ? m_slots.undesiredTokens : m_slots.targetTokens;
  const double scale = undesired ? m_view.options.alpha : 1.0;
  return {scale / static_cast<double>(units), undesired, !m_view.popularity.isHead(target)};
}

void StepBuilder::write(const Sequence& sequence, TreeWriter& writer) const {
  const auto items = data::trainSequence(m_view.interactions.sequence(sequence.user));
  const Passage& passage = sequence.passage;
  const bool apart = m_view.options.layout == Layout::SeparateRows;
  std::vector<std::int32_t> rowBefore;  // per target: the row that predicts its first token
  writer.beginSequence();
  for (int i = passage.begin; i < passage.end; ++i) {
    const sid::ItemId target = items[static_cast<std::size_t>(i)];
    const bool supervised = i >= passage.firstTarget;
    const sid::ItemId shown = supervised && sequence.instead >= 0 ? sequence.instead : target;
    if (supervised) {
      rowBefore.push_back(writer.lastRow());
      const auto own = supervision(sequence.instead >= 0, target);
      writer.superviseFirst(shown, rowBefore.back(), own);
      if (!apart) {
        const auto against = supervision(true, target);
        for (const sid::ItemId item : undesiredOf(sequence.user, i, target)) writer.superviseFirst(item, rowBefore.back(), against);
      }
      writer.superviseRest(shown, own);
    }
    writer.trunkItem(shown, i + 1 < passage.end);
  }
  if (!apart) writeBranches(sequence, rowBefore, writer);
  writer.endSequence();
}

void StepBuilder::writeBranches(const Sequence& sequence, std::span<const std::int32_t> rowBefore, TreeWriter& writer) const {
  const auto items = data::trainSequence(m_view.interactions.sequence(sequence.user));
  for (int i = sequence.passage.firstTarget; i < sequence.passage.end; ++i) {
    const sid::ItemId target = items[static_cast<std::size_t>(i)];
    const std::int32_t row = rowBefore[static_cast<std::size_t>(i - sequence.passage.firstTarget)];
    for (const sid::ItemId item : undesiredOf(sequence.user, i, target)) writer.branch(item, row, supervision(true, target));
  }
}

std::vector<TokenTrees> StepBuilder::write(std::int64_t maxRows) {
  std::stable_sort(m_sequences.begin(), m_sequences.end(), [](const Sequence& a, const Sequence& b) { return a.rows > b.rows; });
  std::vector<TokenTrees> result;
  for (std::size_t begin = 0; begin < m_sequences.size();) {
    std::size_t end = begin;
    std::int64_t rows = 0;
    while (end < m_sequences.size() && (end == begin || rows + m_sequences[end].rows <= maxRows)) rows += m_sequences[end++].rows;
    TokenTrees& trees = result.emplace_back();
    TreeWriter writer(trees, m_view.table);
    writer.reserve(rows);
    for (; begin < end; ++begin) write(m_sequences[begin], writer);
  }
  return result;
}

}  // namespace ghost::sample
