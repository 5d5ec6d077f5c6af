#include "sid/sid_trie.h"

#include <algorithm>
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/rng.h"

namespace ghost::sid {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

SidTable tableOf(const std::vector<std::vector<int>>& codes) {
  std::vector<std::int32_t> offsets{0};
  std::vector<SidPart> parts;
  for (const auto& sid : codes) {
    for (std::size_t level = 0; level < sid.size(); ++level) parts.push_back({static_cast<std::int8_t>(level), sid[level]});
    offsets.push_back(static_cast<std::int32_t>(parts.size()));
  }
  return SidTable::fromParts(offsets, parts);
}

TEST(SidTrie, APrefixAndItsContinuationAreBothItems) {
  const auto table = tableOf({{1, 2}, {1, 2, 3}, {1, 4}});
  const SidTrie trie(table);
  const auto inner = trie.find(table.sid(0));
  ASSERT_GE(inner, 0);
  EXPECT_THAT(trie.itemsAt(inner), ElementsAre(0));
  EXPECT_THAT(trie.itemsBelow(inner), ElementsAre(0, 1));
  const auto leaf = trie.child(inner, table.sid(1)[2]);
  EXPECT_THAT(trie.itemsAt(leaf), ElementsAre(1));
  EXPECT_EQ(trie.parent(leaf), inner);
  EXPECT_EQ(trie.depth(leaf), 3);
  EXPECT_THAT(trie.childTokens(leaf), IsEmpty());
  EXPECT_FALSE(trie.isTerminal(trie.root()));
  EXPECT_THAT(trie.itemsBelow(trie.root()), ElementsAre(0, 1, 2));
  EXPECT_EQ(trie.nodes(), 5);
  EXPECT_EQ(trie.token(trie.root()), -1);
}

TEST(SidTrie, ASharedSidHoldsItsItemsInIdOrder) {
  const auto table = tableOf({{5, 5}, {0, 1}, {5, 5}, {5, 5}});
  const SidTrie trie(table);
  EXPECT_THAT(trie.itemsAt(trie.find(table.sid(3))), ElementsAre(0, 2, 3));
}

TEST(SidTrie, UnknownTokensAndPathsGiveMinusOne) {
  const auto table = tableOf({{1, 2}, {3, 4}});
  const SidTrie trie(table);
  EXPECT_EQ(trie.child(trie.root(), table.sid(0)[1]), -1);
  const std::vector<SidToken> crossed{table.sid(0)[0], table.sid(1)[1]};
  EXPECT_EQ(trie.find(crossed), -1);
  EXPECT_EQ(trie.child(trie.root(), 1000), -1);
  EXPECT_EQ(trie.find({}), trie.root());
}

TEST(SidTrie, RandomTablesAgreeWithAMapOfPrefixes) {
  Rng rng(7);
  for (int round = 0; round < 200; ++round) {
    std::vector<std::vector<int>> codes(1 + rng.below(60));
    for (auto& sid : codes) {
      sid.resize(1 + rng.below(5));
      for (auto& code : sid) code = static_cast<int>(rng.below(3));
    }
    const auto table = tableOf(codes);
    const SidTrie trie(table);
    std::map<std::vector<SidToken>, std::vector<ItemId>> ends, below;
    for (ItemId i = 0; i < table.items(); ++i) {
      const auto sid = table.sid(i);
      ends[{sid.begin(), sid.end()}].push_back(i);
      for (std::size_t n = 0; n <= sid.size(); ++n) below[{sid.begin(), sid.begin() + static_cast<std::ptrdiff_t>(n)}].push_back(i);
    }
    ASSERT_EQ(trie.nodes(), static_cast<SidTrie::Node>(below.size()));
    for (const auto& [path, items] : below) {
      const auto node = trie.find(path);
      ASSERT_GE(node, 0);
      EXPECT_EQ(trie.depth(node), static_cast<int>(path.size()));
      auto inside = std::vector<ItemId>(trie.itemsBelow(node).begin(), trie.itemsBelow(node).end());
      std::sort(inside.begin(), inside.end());
      EXPECT_EQ(inside, items);
      const auto here = trie.itemsAt(node);
      EXPECT_EQ(std::vector<ItemId>(here.begin(), here.end()), ends.contains(path) ? ends[path] : std::vector<ItemId>());
      EXPECT_TRUE(std::is_sorted(trie.childTokens(node).begin(), trie.childTokens(node).end()));
      for (std::size_t c = 0; c < trie.childTokens(node).size(); ++c) EXPECT_EQ(trie.parent(trie.firstChild(node) + static_cast<SidTrie::Node>(c)), node);
    }
    for (SidTrie::Node n = 1; n < trie.nodes(); ++n) EXPECT_LE(trie.depth(n - 1), trie.depth(n));  // numbered level by level
  }
}

}  // namespace
}  // namespace ghost::sid
