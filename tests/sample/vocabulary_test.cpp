#include <gtest/gtest.h>

#include "small_world.h"

namespace ghost::sample {
namespace {

using Tokens = std::vector<std::int32_t>;

TEST(Vocabulary, PadAndEosComeBeforeTheSidTokens) {
  const auto table = fourItems();
  EXPECT_EQ(Vocabulary(table).size(), 8);
  EXPECT_EQ(Vocabulary::ofSid(0), 2);
  EXPECT_EQ(Vocabulary::toSid(7), 5);
  EXPECT_FALSE(Vocabulary::isSid(Vocabulary::eos));
  EXPECT_TRUE(Vocabulary::isSid(Vocabulary::firstSid));
}

TEST(Vocabulary, EveryPromptItemEndsWithEos) {
  const auto table = fourItems();
  Tokens tokens;
  appendItem(tokens, table, 3);
  EXPECT_EQ(tokens, (Tokens{3, 5, 7, 1}));
  const std::vector<sid::ItemId> history{0, 2};
  EXPECT_EQ(prompt(table, history), (Tokens{2, 4, 1, 2, 4, 6, 1}));
  EXPECT_TRUE(prompt(table, {}).empty());
}

}  // namespace
}  // namespace ghost::sample
