#include "text/longest_prefix.h"

#include <gtest/gtest.h>

#include "base/rng.h"

namespace ghost::text {
namespace {

TEST(LongestPrefix, TakesTheLongestAndOfEqualOnesTheFirst) {
  const LongestPrefix words({{"a", 1}, {"abc", 2}, {"ab", 3}, {"", 4}, {"abc", 5}, {"\xFF", 6}});
  EXPECT_EQ(words.find("abcd").value, 2);
  EXPECT_EQ(words.find("abcd").length, 3u);
  EXPECT_EQ(words.find("abx").value, 3);
  EXPECT_EQ(words.find("a").value, 1);
  EXPECT_EQ(words.find("\xFF!").value, 6);
  EXPECT_EQ(words.find("b").length, 0u);
  EXPECT_EQ(words.find("").length, 0u);
  EXPECT_EQ(LongestPrefix().find("a").length, 0u);
}

TEST(LongestPrefix, AgreesWithTryingEveryWord) {
  Rng rng(5);
  const auto randomWord = [&](int most) {
    std::string word;
    for (auto n = rng.below(static_cast<std::uint64_t>(most) + 1); n > 0; --n) word += static_cast<char>('a' + rng.below(3));
    return word;
  };
  for (int round = 0; round < 200; ++round) {
    std::vector<LongestPrefix::Word> words;
    for (int i = 0; i < 12; ++i) words.push_back({randomWord(5), i});
    const LongestPrefix search(words);
    for (int i = 0; i < 20; ++i) {
      const std::string text = randomWord(8);
      LongestPrefix::Found best;
      for (const auto& word : words)
        if (word.text.size() > best.length && text.starts_with(word.text)) best = {word.text.size(), word.value};
      EXPECT_EQ(search.find(text).length, best.length);
      EXPECT_EQ(search.find(text).value, best.value);
    }
  }
}

}  // namespace
}  // namespace ghost::text
