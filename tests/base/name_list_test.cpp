#include "base/name_list.h"

#include <gtest/gtest.h>

#include <vector>

namespace ghost {
namespace {

TEST(NameList, FewAreNamedAndManyCounted) {
  EXPECT_EQ(nameList(std::vector<std::string>{}), "");
  EXPECT_EQ(nameList(std::vector<std::string>{"a", "b"}), "a, b");
  EXPECT_EQ(nameList(std::vector<std::string>{"a", "b", "c"}, 2), "a, b, c");
  EXPECT_EQ(nameList(std::vector<std::string>{"a", "b", "c", "d"}, 2), "a, b and 2 more");
}

TEST(NameList, NoNameFillsAScreen) {
  std::vector<std::string> names(12'101, std::string(500, 'x'));
  EXPECT_LT(nameList(names).size(), 1000u);
  EXPECT_EQ(shownName("a\tb\x7f"), "a b ");
  std::string umlauts;
  for (int i = 0; i < 40; ++i) umlauts += "ü";
  EXPECT_EQ(shownName("x" + umlauts), "x" + umlauts.substr(0, 58) + "…");
}

}  // namespace
}  // namespace ghost
