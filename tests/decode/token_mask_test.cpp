#include "decode/token_mask.h"

#include <gtest/gtest.h>

namespace ghost::decode {
namespace {

using Tokens = std::vector<std::int32_t>;

TEST(HandTest, L4_TheLevelMaskAllowsEveryTokenOfALevelTheTrieOnlyChildren) {
  const sid::SidTable table = sid::SidTable::fromTokens({{"<a_1>", "<b_1>"}, {"<a_2>", "<b_2>"}});
  const sid::SidTrie trie(table);
  const TokenMap map;
  const auto model = [&](std::size_t item, std::size_t level) { return table.sid(static_cast<sid::ItemId>(item))[level] + map.firstSid; };
  const Tokens a1{model(0, 0)}, both{model(0, 1), model(1, 1)};
  const std::int32_t vocabulary = 6;
  EXPECT_EQ(TokenMask(trie, map, Mask::Level, vocabulary).allowed(a1), both);
  EXPECT_EQ(TokenMask(trie, map, Mask::Trie, vocabulary).allowed(a1), Tokens{model(0, 1)});
  EXPECT_EQ(TokenMask(trie, map, Mask::None, vocabulary).allowed(a1).size(), static_cast<std::size_t>(vocabulary));
  EXPECT_EQ(TokenMask(trie, map, Mask::Level, vocabulary).allowed(Tokens{model(0, 0), model(1, 1)}), Tokens{map.eos}) << "no item, but as long as one";
  EXPECT_TRUE(TokenMask(trie, map, Mask::Trie, vocabulary).allowed(Tokens{model(0, 0), model(1, 1)}).empty());
}

}  // namespace
}  // namespace ghost::decode
