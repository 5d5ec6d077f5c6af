// The numbers of the published Instruments data, as methods.md 0.2 lists them.
#include <gtest/gtest.h>

#include "data/data_set.h"
#include "data/data_writer.h"
#include "data/importers.h"
#include "data/popularity.h"
#include "tests/base/scratch.h"

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
  const testing_base::Scratch scratch;
  writeHeadTail(scratch.path(), dataSet->name, *counts);
  EXPECT_EQ(readFile(scratch.path() / "Instruments.head.json").size(), 14220u);
  EXPECT_EQ(readJsonFile(scratch.path() / "Instruments.head.json").size(), 1847u);
  EXPECT_EQ(readJsonFile(scratch.path() / "Instruments.tail.json").size(), 9922u - 1847u);
}

TEST_F(Instruments, ImportedAgainIsTheSameDataAndBringsItsCompanions) {
  const testing_base::Scratch scratch;
  const auto report = importData(GHOST_PROJECTS "/instruments/data", scratch.path() / "copy", "auto", silentReporter());
  EXPECT_EQ(report.format, "lcrec");
  EXPECT_EQ(report.users, 24772);
  EXPECT_EQ(report.items, 9922);
  EXPECT_EQ(report.interactions, 206153);
  EXPECT_EQ(report.rowsRead, 24772);
  EXPECT_EQ(report.rowsRejected, 0);
  const auto copy = readDataFolder(scratch.path() / "copy");
  EXPECT_EQ(copy.interactions.items, dataSet->interactions.items);
  EXPECT_EQ(copy.interactions.offsets, dataSet->interactions.offsets);
  EXPECT_EQ(copy.interactions.userNames, dataSet->interactions.userNames);
  EXPECT_EQ(readFile(scratch.path() / "copy/Instruments.emb-sasrec.npy"), readFile(dataSet->folder / "Instruments.emb-sasrec.npy"));
  EXPECT_TRUE(std::filesystem::exists(scratch.path() / "copy/Instruments.lcrec.index.json"));
}

}  // namespace
}  // namespace ghost::data
