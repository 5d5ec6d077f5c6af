#include "base/error.h"
#include "base/rng.h"
#include "data/split.h"
#include "sample/step_builder.h"
#include "sample/token_tree.h"

#include <utility>

namespace ghost::sample {

SampleSet::SampleSet(const data::Interactions& interactions, const data::Popularity& popularity, const sid::SidTable& table, UndesiredSets undesired, SampleOptions options)
    : m_interactions(interactions), m_popularity(popularity), m_table(table), m_undesired(std::move(undesired)), m_options(options) {
  if (table.items() < popularity.items())
    throw dataError("semantic IDs", "the table holds " + std::to_string(table.items()) + " items but the data set has " + std::to_string(popularity.items()) +
                                        "; build or import the IDs for this data set");
  if (options.historyCap < 1) throw usageError("history cap", "an example needs at least one history item, got " + std::to_string(options.historyCap) + "; use 1 or more");
  if (!(options.alpha >= 0)) throw usageError("alpha", "the weight of the undesired sets must be 0 or more, got " + std::to_string(options.alpha));
  for (data::UserId user = 0; user < interactions.users(); ++user) {
    const auto length = static_cast<std::int64_t>(data::trainSequence(interactions.sequence(user)).size());
    if (length < 2) continue;
    m_users.push_back(user);
    m_examples += length - 1;
  }
}

std::vector<TokenTrees> SampleSet::step(std::span<const data::UserId> users, std::uint64_t seed, std::int64_t epoch, std::int64_t maxRows) const {
  StepBuilder builder({m_interactions, m_popularity, m_table, m_undesired, m_options}, seed, epoch);
  for (const data::UserId user : users) builder.addUser(user);
  return builder.write(maxRows);
}

SampleSet::Slots SampleSet::slots(std::span<const data::UserId> users) const {
  StepBuilder builder({m_interactions, m_popularity, m_table, m_undesired, m_options}, 0, 0);
  for (const data::UserId user : users) builder.addUser(user);
  return builder.slots();
}

TokenTrees SampleSet::validation(std::span<const data::UserId> users) const {
  TokenTrees trees;
  TreeWriter writer(trees, m_table);
  for (const data::UserId user : users) {
    const auto example = data::evaluationExample(m_interactions.sequence(user), data::Part::Valid, m_options.historyCap);
    const TreeWriter::Supervision supervision{1.0, false, !m_popularity.isHead(example.target)};
    writer.beginSequence();
    for (const data::ItemId item : example.history) writer.trunkItem(item, true);
    writer.superviseFirst(example.target, writer.lastRow(), supervision);
    writer.superviseRest(example.target, supervision);
    writer.trunkItem(example.target, false);
    writer.endSequence();
  }
  return trees;
}

std::vector<data::UserId> epochOrder(std::span<const data::UserId> users, std::uint64_t seed, std::int64_t epoch) {
  std::vector<data::UserId> order(users.begin(), users.end());
  Rng(seed).split("epoch order").split(static_cast<std::uint64_t>(epoch)).shuffle(std::span(order));
  return order;
}

}  // namespace ghost::sample
