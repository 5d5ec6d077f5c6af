// What an encoder reads of an item.
#include "embed/item_sentences.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace ghost::embed {
namespace {

data::ItemCatalog catalog() {
  data::ItemCatalog c;
  c.items = 5;
  c.titles = {"Red guitar", "Stand", "Cable", "", "Pick"};
  c.descriptions = {"['Six strings. ', '', \"It's red\"]", "", "Long <b>cable</b>", "", "['broken"};
  c.brands = {"Acme", "", "", "", ""};
  c.categories = {"Guitars,Electric", "", "", "", ""};
  return c;
}

std::vector<std::string> texts(TextFields fields, data::TextRule rule = data::TextRule::Raw) { return itemSentences(catalog(), fields, rule).lists.front(); }

TEST(ItemSentences, JoinedIsTitleFullStopDescription) {
  EXPECT_EQ(texts(TextFields::Joined), (std::vector<std::string>{"Red guitar. Six strings.  It's red", "Stand.", "Cable. Long <b>cable</b>", "", "Pick. ['broken"}));
}

TEST(ItemSentences, TheRuleCleansEachField) { EXPECT_EQ(texts(TextFields::Joined, data::TextRule::Plain)[2], "Cable. Long cable"); }

TEST(ItemSentences, SeparateGivesTwoListsAndEverythingAllFields) {
  const ItemSentences separate = itemSentences(catalog(), TextFields::Separate, data::TextRule::Raw);
  ASSERT_EQ(separate.lists.size(), 2u);
  EXPECT_EQ(separate.lists[0][0], "Red guitar");
  EXPECT_EQ(separate.lists[1][0], "Six strings.  It's red");
  EXPECT_EQ(separate.empty, 1);
  EXPECT_EQ(texts(TextFields::Everything)[0], "Red guitar. Acme. Guitars,Electric. Six strings.  It's red");
  EXPECT_EQ(texts(TextFields::Title)[4], "Pick");
}

TEST(ItemSentences, WithoutTextsOrWithAnUnknownChoiceItSaysSo) {
  EXPECT_THROW(itemSentences({}, TextFields::Joined, data::TextRule::Raw), Error);
  EXPECT_THROW(textFields("all"), Error);
  EXPECT_EQ(textFields("separate"), TextFields::Separate);
}

}  // namespace
}  // namespace ghost::embed
