// The real data set through every window and layout: no training example is lost, and the counts are those published for the data.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "base/clock.h"
#include "data/data_set.h"
#include "data/split.h"
#include "sample/token_tree.h"

namespace ghost::sample {
namespace {

const std::filesystem::path folder = std::filesystem::path(GHOST_PROJECTS) / "instruments/data";

struct Instruments : testing::Test {
  data::DataSet dataSet = data::readDataFolder(folder);
  data::Popularity popularity = data::popularity(dataSet.interactions, dataSet.items());
  sid::SidTable table = sid::readIndex(folder / "Instruments.lcrec.index.json", dataSet.items());

  SampleSet samples(SampleOptions options, UndesiredSets undesired = {}) const { return {dataSet.interactions, popularity, table, std::move(undesired), options}; }

  /// Every tail target gets the same five heads: the size of the real workload without its vectors.
  UndesiredSets fiveHeads() const {
    std::vector<std::vector<sid::ItemId>> lists(static_cast<std::size_t>(dataSet.items()));
    for (sid::ItemId item = 0; item < dataSet.items(); ++item)
      if (!popularity.isHead(item)) lists[static_cast<std::size_t>(item)].assign(popularity.headItems.begin(), popularity.headItems.begin() + 5);
    return UndesiredSets::fromLists(lists);
  }
};

struct Counted {
  std::int64_t rows = 0, sequences = 0, targets = 0, tailTargets = 0, targetTokens = 0;
};
Counted count(const std::vector<TokenTrees>& batches) {
  Counted result;
  for (const auto& trees : batches) {
    result.rows += trees.rows();
    result.sequences += trees.sequences();
    for (const auto& term : trees.terms) {
      if (term.undesired) continue;
      ++result.targetTokens;
      result.targets += term.level == 0;
      result.tailTargets += term.level == 0 && term.tailTarget;
    }
  }
  return result;
}

TEST_F(Instruments, All131837ExamplesAreThereInBothWindows) {
  SampleOptions options;
  const auto blocks = samples(options);
  EXPECT_EQ(blocks.examples(), 131837);
  EXPECT_EQ(blocks.trainUsers().size(), 24772u);
  const Counted inBlocks = count(blocks.step(blocks.trainUsers(), 1, 0, 16384));
  options.window = Window::Exact;
  const Counted inExact = count(samples(options).step(blocks.trainUsers(), 1, 0, 16384));
  for (const Counted& counted : {inBlocks, inExact}) {
    EXPECT_EQ(counted.targets, 131837);
    EXPECT_EQ(counted.tailTargets, 47352);
    EXPECT_EQ(counted.targetTokens, 5 * 131837);  // four codes and EOS
  }
  // A trunk a user, and one more for each of the 6,993 examples with more than 20 items of history.
  EXPECT_EQ(inExact.sequences, 24772 + 6993);
  EXPECT_LT(inBlocks.rows, inExact.rows * .6);
}

TEST_F(Instruments, BlocksLoseNoTargetAndRepeatNone) {
  const auto set = samples({});
  for (const data::UserId user : set.trainUsers()) {
    std::map<std::int32_t, int> wanted, found;  // first tokens of the targets
    const auto sequence = data::trainSequence(dataSet.interactions.sequence(user));
    for (const auto item : sequence.subspan(1)) ++wanted[Vocabulary::ofSid(table.sid(item).front())];
    for (const auto& trees : set.step(std::vector{user}, 1, 0, 1 << 20))
      for (const auto& term : trees.terms)
        if (term.level == 0) ++found[term.token];
    ASSERT_EQ(found, wanted) << "user " << user;
  }
}

TEST_F(Instruments, WholeUserTreesSaveTheSlotsThatRowsOfOneExampleRepeat) {
  SampleOptions options;
  options.window = Window::Exact;
  const auto trees = samples(options, fiveHeads()).slots(samples(options).trainUsers());
  options.layout = Layout::ExampleTrees;
  const auto examples = samples(options, fiveHeads()).slots(samples(options).trainUsers());
  options.layout = Layout::SeparateRows;
  const auto rows = samples(options, fiveHeads()).slots(samples(options).trainUsers());
  EXPECT_EQ(trees.targetTokens, rows.targetTokens);
  EXPECT_EQ(trees.undesiredTokens, 47352 * 5 * 5);
  EXPECT_EQ(trees.undesiredTokens, rows.undesiredTokens);
  EXPECT_LT(trees.rows, examples.rows);
  EXPECT_LT(examples.rows, rows.rows);
  RecordProperty("slots_user_trees", std::to_string(trees.rows));
  RecordProperty("slots_example_trees", std::to_string(examples.rows));
  RecordProperty("slots_separate_rows", std::to_string(rows.rows));
}

TEST_F(Instruments, AnEpochOfTreesIsBuiltAndItsTimeRecorded) {
  const auto set = samples({}, fiveHeads());
  const auto order = epochOrder(set.trainUsers(), 1, 0);
  const double start = monotonicSeconds();
  std::int64_t rows = 0;
  for (std::size_t begin = 0; begin < order.size(); begin += 64)
    for (const auto& trees : set.step(std::span(order).subspan(begin, std::min<std::size_t>(64, order.size() - begin)), 1, 0, 8192)) rows += trees.rows();
  RecordProperty("epoch_seconds", std::to_string(monotonicSeconds() - start));
  EXPECT_EQ(rows, set.slots(order).rows);
}

TEST_F(Instruments, UndesiredSetsOfBothProfiles) {
  const auto vectors = embed::readItemVectors(folder / "Instruments.emb-sasrec.npy", dataSet.items());
  UndesiredOptions released;
  released.roughCount = 50;
  released.headTargetsToo = true;
  const auto paperSets = UndesiredSets::build(vectors, popularity, table, {}), releasedSets = UndesiredSets::build(vectors, popularity, table, released);
  for (sid::ItemId item = 0; item < dataSet.items(); ++item) {
    ASSERT_EQ(paperSets.of(item).size(), popularity.isHead(item) ? 0u : 5u);
    ASSERT_EQ(releasedSets.of(item).size(), 5u);
    for (const auto* sets : {&paperSets, &releasedSets}) {
      int before = 0;
      for (const sid::ItemId other : sets->of(item)) {
        ASSERT_NE(popularity.isHead(other), popularity.isHead(item));
        ASSERT_GE(table.commonPrefix(item, other), before);
        before = table.commonPrefix(item, other);
      }
    }
  }
}

TEST_F(Instruments, ValidationHasOneSequenceAUser) {
  const auto set = samples({});
  std::vector<data::UserId> everyone;
  for (data::UserId user = 0; user < dataSet.interactions.users(); ++user) everyone.push_back(user);
  const auto trees = set.validation(everyone);
  EXPECT_EQ(trees.sequences(), 24772);
  EXPECT_EQ(trees.terms.size(), 5u * 24772u);
  for (std::int64_t i = 0; i < trees.sequences(); ++i) {
    const auto rows = trees.segment[static_cast<std::size_t>(i) + 1] - trees.segment[static_cast<std::size_t>(i)];
    ASSERT_EQ(rows % 5, 4);
    ASSERT_LE(rows, 21 * 5 - 1);
  }
}

}  // namespace
}  // namespace ghost::sample
