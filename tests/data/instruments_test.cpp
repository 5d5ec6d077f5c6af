// The numbers of the published Instruments data, as methods.md 0.2 lists them.
#include <gtest/gtest.h>

#include "data/data_set.h"
#include "data/popularity.h"

namespace ghost::data {
namespace {

class Instruments : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    dataSet = new DataSet(readDataFolder(GHOST_PROJECTS "/instruments/data"));
    counts = new Popularity(popularity(dataSet->interactions, dataSet->items()));
    numbers = new OrderedJson(statistics(*dataSet, *counts));
  }
  static void TearDownTestSuite() {
    delete numbers;
    delete counts;
    delete dataSet;
  }
  static std::int64_t integer(const char* pointer) { return numbers->at(OrderedJson::json_pointer(pointer)).get<std::int64_t>(); }
  static double real(const char* pointer) { return numbers->at(OrderedJson::json_pointer(pointer)).get<double>(); }

  static inline DataSet* dataSet = nullptr;
  static inline Popularity* counts = nullptr;
  static inline OrderedJson* numbers = nullptr;
};

TEST_F(Instruments, SizeEqualsThePublishedTable) {
  EXPECT_EQ(integer("/users"), 24772);
  EXPECT_EQ(integer("/items"), 9922);
  EXPECT_EQ(integer("/items_seen"), 9922);
  EXPECT_EQ(integer("/interactions"), 206153);
  EXPECT_EQ(integer("/min_length"), 5);
  EXPECT_EQ(integer("/max_length"), 218);
  EXPECT_NEAR(real("/mean_length"), 8.322, 5e-4);
}

TEST_F(Instruments, SplitCountsEqualTheDesign) {
  EXPECT_EQ(integer("/train_events"), 156609);
  EXPECT_EQ(integer("/train_examples"), 131837);
  EXPECT_EQ(integer("/items_with_train_events"), 9913);
  EXPECT_NEAR(real("/mean_test_history"), 6.981, 5e-4);
  EXPECT_EQ(integer("/truncated_users"), 770);
}

TEST_F(Instruments, HeadRuleGivesTheDesignsHead) {
  EXPECT_EQ(integer("/x80"), 17);
  EXPECT_EQ(integer("/head_items"), 1847);
  EXPECT_NEAR(real("/head_items_share"), 0.1862, 5e-5);
  EXPECT_NEAR(real("/gh_head"), 0.6368344, 5e-8);
  EXPECT_EQ(integer("/test_targets/head"), 14166);
  EXPECT_EQ(integer("/test_targets/tail"), 10606);
  EXPECT_EQ(integer("/train_targets/head"), 84485);
  EXPECT_EQ(integer("/train_targets/tail"), 47352);
}

TEST_F(Instruments, FifthsEqualTheDesign) {
  EXPECT_EQ(numbers->at("fifths_test"), OrderedJson({14520, 3608, 2276, 1592, 2776}));
  const double mass[] = {.6517, .1509, .0912, .0647, .0415};
  for (std::size_t g = 0; g < 5; ++g) EXPECT_NEAR(numbers->at("fifths_mass")[g].get<double>(), mass[g], 5e-5) << g;
}

TEST_F(Instruments, ArpYardsticksEqualTheDesign) {
  EXPECT_NEAR(real("/arp/top_ten"), 1115.6, 0.05);
  EXPECT_NEAR(real("/arp/train_sampling"), 150.30, 5e-3);
  EXPECT_NEAR(real("/arp/uniform"), 15.8, 0.05);
}

TEST_F(Instruments, HeadListAsPublishedIs14220CharactersLong) {
  // A JSON list with indent 2: "[\n", each id with two spaces, ",\n" between, "\n]".
  std::size_t characters = 2 + 2;
  for (const ItemId item : counts->headItems) characters += 2 + std::to_string(item).size() + 2;
  EXPECT_EQ(characters - 2, 14220u);
  EXPECT_EQ(counts->headItems.size(), 1847u);
}

}  // namespace
}  // namespace ghost::data
