// The backend as the conductor uses it: train, decode the best checkpoint, estimate.
#include "model/torch_backend.h"

#include <numeric>

#include "base/error.h"
#include "sid/sid_trie.h"
#include "temporary_folder.h"
#include "tiny_training.h"

namespace ghost::model::testing {
namespace {

TEST(TorchBackend, TrainsAndDecodesEveryUserWithItemsOfTheTrie) {
  const TinyTraining training(40, {{"epochs", "2"}});
  const TemporaryFolder folder;
  const auto backend = torchBackend();
  EXPECT_EQ(backend->id(), "torch");
  EXPECT_EQ(backend->resumeStep(folder.path()), 0);
  Memory memory;
  const run::TrainResult trained = backend->train(training.input(folder.path(), false, memory));
  EXPECT_EQ(backend->resumeStep(folder.path()), 10);
  const sid::SidTrie trie(training.tokens.table);
  std::vector<data::UserId> users;
  for (data::UserId u = 0; u < 40; ++u) users.push_back(39 - u);
  decode::BeamOptions beam;
  beam.beams = 6;
  const run::DecodeInput input{training.dataSet, training.tokens, trie, trained.bestCheckpoint, beam, data::Part::Test, users, 5, 1, memory, {}};
  const auto lists = backend->decode(input);
  ASSERT_EQ(lists.size(), users.size());
  for (std::size_t i = 0; i < lists.size(); ++i) {
    EXPECT_EQ(lists[i].user, users[i]);
    ASSERT_EQ(lists[i].items.size(), 5u);
    for (const auto item : lists[i].items) EXPECT_TRUE(item >= 0 && item < training.tokens.table.items());
    EXPECT_TRUE(std::is_sorted(lists[i].scores.rbegin(), lists[i].scores.rend()));
  }
}

TEST(TorchBackend, WithoutTheHistoryNothingIsRecommendedThatTheUserHadLongAgo) {
  const TinyTraining training(40, {{"epochs", "1"}});
  const TemporaryFolder folder;
  Memory memory;
  const auto trained = torchBackend()->train(training.input(folder.path(), false, memory));
  const sid::SidTrie trie(training.tokens.table);
  std::vector<data::UserId> users(40);
  std::iota(users.begin(), users.end(), 0);
  decode::BeamOptions beam;
  beam.beams = 20;
  const auto lists = torchBackend()->decode({training.dataSet, training.tokens, trie, trained.bestCheckpoint, beam, data::Part::Test, users, 20, 1, memory, {}, false});
  std::size_t longAgo = 0;
  for (const auto& list : lists) {
    const auto sequence = training.dataSet.interactions.sequence(list.user);
    const auto had = sequence.first(sequence.size() - 1);
    for (const auto item : list.items) EXPECT_EQ(std::count(had.begin(), had.end(), item), 0) << "user " << list.user;
    for (const auto item : had) longAgo += std::count(list.history.begin(), list.history.end(), item) == 0;
  }
  EXPECT_GT(longAgo, 0u) << "no user has an item before the last 20";
}

TEST(TorchBackend, AModelOfOtherTokensIsRefused) {
  const TinyTraining training(40, {{"epochs", "1"}});
  const TemporaryFolder folder;
  Memory memory;
  const auto trained = torchBackend()->train(training.input(folder.path(), false, memory));
  sid::Tokenization other;
  other.table = sid::SidTable::fromTokens({{"<a_0>", "<b_0>"}, {"<a_0>", "<b_1>"}});
  const sid::SidTrie trie(other.table);
  const std::vector<data::UserId> users{0};
  try {
    torchBackend()->decode({training.dataSet, other, trie, trained.bestCheckpoint, {}, data::Part::Test, users, 5, 1, memory, {}});
    ADD_FAILURE() << "was decoded";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::Data);
    EXPECT_NE(std::string(error.what()).find("the SIDs need 5"), std::string::npos) << error.what();
  }
}

TEST(TorchBackend, EstimatesRowsAndParametersExactly) {
  const TinyTraining training;
  Memory memory;
  const OrderedJson estimate = torchBackend()->estimate(training.input({}, false, memory));
  EXPECT_TRUE(memory.events.empty()) << "an estimate tells no curves";
  std::int64_t rows = 0;
  for (const auto& piece : training.samples.step(training.samples.trainUsers(), 1, 0, 1000)) rows += piece.rows();
  EXPECT_EQ(estimate["rows_per_epoch"].get<std::int64_t>(), rows);
  EXPECT_EQ(estimate["parameters"].get<std::int64_t>(), 29 * 16 + 2 * (16 * (4 * 8 + 2 * 8) + 3 * 16 * 24 + 2 * 8 + 2 * 16) + 16);
  EXPECT_GT(estimate["seconds_by_stage"]["train"], 0.0);
  EXPECT_GT(estimate["seconds_by_stage"]["decode"], 0.0);
  EXPECT_GT(estimate["bytes"].get<std::int64_t>(), 4 * 4 * estimate["parameters"].get<std::int64_t>());
  // On data of this size a training is its fixed costs: a step has its calls, an epoch its validation and checkpoint.
  EXPECT_GT(estimate["seconds"].get<double>(), 0.04 * static_cast<double>(training.values.integer("epochs")));
}

}  // namespace
}  // namespace ghost::model::testing
