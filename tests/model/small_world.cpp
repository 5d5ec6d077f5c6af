#include "small_world.h"

#include "sample/undesired_set.h"
#include "sample/vocabulary.h"

namespace ghost::model::testing {
namespace {

constexpr int heads = 8, items = 20;

sid::SidTable smallTable() {
  std::vector<std::vector<std::string>> sids;
  auto token = [](char level, int code) { return "<" + std::string(1, level) + "_" + std::to_string(code) + ">"; };
  for (int i = 0; i < items; ++i) {
    const int head = i % heads;
    std::vector<std::string> sid{token('a', head / 4), token('b', head / 2 % 2), token('c', head)};
    if (i >= heads) {
      sid.push_back(token('d', i % 3));
      sid.push_back(token('e', i));
    }
    sids.push_back(sid);
  }
  return sid::SidTable::fromTokens(sids);
}

data::Interactions smallInteractions(int users, std::uint64_t seed, int longest) {
  data::Interactions all;
  Rng rng(seed);
  for (int u = 0; u < users; ++u) {
    const int length = 4 + static_cast<int>(rng.below(static_cast<std::uint64_t>(longest - 3)));
    for (int i = 0; i < length; ++i) all.items.push_back(static_cast<data::ItemId>(rng.below(2) ? rng.below(heads) : rng.below(items)));
    all.offsets.push_back(static_cast<std::int64_t>(all.items.size()));
    all.userNames.push_back(std::to_string(u));
  }
  return all;
}

data::Popularity smallPopularity(const data::Interactions& interactions) {
  data::Popularity p;
  p.count.assign(items, 0);
  for (data::UserId u = 0; u < interactions.users(); ++u) {
    const auto s = interactions.sequence(u);
    for (std::size_t i = 0; i + 2 < s.size(); ++i) ++p.count[static_cast<std::size_t>(s[i])];
  }
  for (int i = 0; i < items; ++i) {
    p.head.push_back(i < heads);
    if (i < heads) p.headItems.push_back(i);
    p.trainEvents += p.count[static_cast<std::size_t>(i)];
  }
  return p;
}

}  // namespace

SmallWorld::SmallWorld(int users, std::uint64_t seed, int longest)
    : interactions(smallInteractions(users, seed, longest)), popularity(smallPopularity(interactions)), table(smallTable()) {}

sample::UndesiredSets SmallWorld::undesired(int keep) const {
  std::vector<std::vector<sid::ItemId>> lists(items);
  for (int i = heads; i < items; ++i)
    for (int k = 1; k <= keep; ++k) lists[static_cast<std::size_t>(i)].push_back((i + k * 3) % heads);
  return sample::UndesiredSets::fromLists(lists);
}

sample::SampleSet SmallWorld::samples(sample::SampleOptions options, int keep) const { return {interactions, popularity, table, undesired(keep), options}; }

DecoderConfig smallConfig(const sid::SidTable& table) {
  DecoderConfig c;
  c.vocabulary = sample::Vocabulary(table).size();
  c.layers = 2;
  c.width = 24;
  c.heads = 4;
  c.kvHeads = 2;
  c.headDim = 8;
  c.feedForward = 40;
  c.initialDeviation = 0.2;
  return c;
}

sample::TokenTrees trunk(std::span<const std::int32_t> tokens) {
  sample::TokenTrees trees;
  for (std::int32_t row = 0; row < static_cast<std::int32_t>(tokens.size()); ++row) {
    trees.token.push_back(tokens[static_cast<std::size_t>(row)]);
    trees.position.push_back(row);
    trees.trunkBegin.push_back(0);
    trees.trunkEnd.push_back(row);
    trees.ownBegin.push_back(row);
  }
  trees.segment = {0, static_cast<std::int32_t>(tokens.size())};
  return trees;
}

}  // namespace ghost::model::testing
