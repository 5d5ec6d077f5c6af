// Training the recipe sasrec as a whole: it learns, its bits don't depend on threads, stops or crashes, and its lists are those of its network.
#include "model/sasrec_trainer.h"

#include <fstream>
#include <numeric>

#include <gmock/gmock.h>

#include "base/error.h"
#include "model/checkpoint.h"
#include "model/sasrec_folder.h"
#include "model/sasrec_model.h"
#include "sample/item_sequences.h"
#include "temporary_folder.h"
#include "tiny_training.h"

namespace ghost::model::testing {
namespace {
namespace fs = std::filesystem;

/// Everything a training needs at a size that takes milliseconds a step, dropout on.
struct TinySasrec {
  SmallWorld world;
  data::DataSet dataSet;
  ParamValues values = recipe::parameters(recipe::recipe("sasrec"));
  explicit TinySasrec(int users = 60, const std::map<std::string, std::string>& overrides = {}) : world(users) {
    dataSet.name = "small";
    dataSet.interactions = world.interactions;
    dataSet.catalog.items = world.popularity.items();
    const std::map<std::string, std::string> small{{"width", "16"}, {"heads", "2"}, {"feed_forward", "16"}, {"dropout", "0.2"}, {"epochs", "3"}, {"lr", "0.01"},
                                                   {"users_per_batch", "8"}, {"max_rows", "64"}, {"checkpoint_every", "3"}, {"threads", "1"}, {"seed", "7"}};
    for (const auto& [key, value] : small) values.set(key, value);
    for (const auto& [key, value] : overrides) values.set(key, value);
  }
  run::ItemTrainInput input(const fs::path& checkpoints, bool resume, Reporter& reporter, std::stop_token stop = {}) const { return {dataSet, world.popularity, values, checkpoints, resume, reporter, stop}; }
  std::vector<decode::RankedList> lists(const fs::path& checkpoint, bool keepHistory = true, int threads = 1) const {
    std::vector<data::UserId> users(static_cast<std::size_t>(dataSet.interactions.users()));
    std::iota(users.begin(), users.end(), 0);
    return SasrecModel().rank({dataSet, world.popularity, checkpoint, data::Part::Test, users, 10, keepHistory, threads, silentReporter(), {}});
  }
};

Train trainOf(const TinySasrec& training) {
  return [&training](const fs::path& checkpoints, bool resume, Reporter& reporter, std::stop_token stop) { return trainSasrec(training.input(checkpoints, resume, reporter, stop)); };
}
Finished finish(const TinySasrec& training, const fs::path& checkpoints, bool resume = false) { return testing::finish(trainOf(training), checkpoints, resume); }

/// Item i of 0..9 is followed by i + 10, and that by any of 0..9; no user has an item twice. Every test target is one that has to follow.
/// Users have 4 to 7 such pairs, so that the places of most test histories were trained.
TinySasrec predictable(const std::string& loss) {
  TinySasrec training(60, {{"epochs", "20"}, {"patience", "0"}, {"dropout", "0"}, {"lr", "0.01"}, {"users_per_batch", "12"}, {"checkpoint_every", "0"}, {"negatives", "4"}, {"loss", loss}});
  data::Interactions all;
  Rng rng(12);
  for (int u = 0; u < 240; ++u) {
    std::vector<data::ItemId> first(10);
    std::iota(first.begin(), first.end(), 0);
    rng.shuffle(std::span(first));
    for (std::size_t i = 0; i < 4 + static_cast<std::size_t>(u % 4); ++i) all.items.insert(all.items.end(), {first[i], first[i] + 10});
    all.offsets.push_back(static_cast<std::int64_t>(all.items.size()));
    all.userNames.push_back(std::to_string(u));
  }
  training.dataSet.interactions = all;
  return training;
}

TEST(SasrecTraining, LearnsWhichItemFollowsWhich) {
  for (const char* loss : {"softmax", "bce"}) {
    const TinySasrec training = predictable(loss);
    const TemporaryFolder folder;
    const Finished f = finish(training, folder.path());
    int hits = 0, users = 0;
    for (const auto& list : training.lists(newest(folder.path()))) {
      if (list.user % 4 == 3) continue;  // the longest, whose last place nobody trained
      ++users;
      hits += list.items.front() == list.target;
    }
    EXPECT_GE(hits, users * 98 / 100) << loss << ", of " << users;
    const auto& nll = f.memory.curves.at("train/nll all");
    EXPECT_LT(nll.back(), 0.7 * nll.front()) << loss;
    EXPECT_EQ(f.memory.curves.contains("train/ul all"), std::string(loss) == "bce");
    for (const char* curve : {"train/loss all", "train/grad_norm all", "train/lr all", "valid/nll/epoch all", "valid/nll/epoch head", "valid/ndcg@10/epoch tail", "valid/hr@10/epoch all"})
      EXPECT_FALSE(f.memory.curves.at(curve).empty()) << curve;
  }
}

TEST(SasrecTraining, KeepsTheBestEpochByWhatWasChosen) {
  for (const auto& [select, curve] : {std::pair("ndcg", "valid/ndcg@10/epoch all"), std::pair("nll", "valid/nll/epoch all")}) {
    const TinySasrec training(60, {{"epochs", "8"}, {"select", select}, {"patience", "0"}});
    const TemporaryFolder folder;
    const Finished f = finish(training, folder.path());
    const auto& valid = f.memory.curves.at(curve);
    ASSERT_EQ(valid.size(), 8u);
    const auto best = (std::string(select) == "nll" ? std::min_element(valid.begin(), valid.end()) : std::max_element(valid.begin(), valid.end())) - valid.begin();
    EXPECT_EQ(f.result.summary["best_epoch"].get<int>(), best + 1);
    EXPECT_EQ(f.result.summary[std::string(select) == "nll" ? "valid_nll" : "valid_ndcg@10"].get<double>(), valid[static_cast<std::size_t>(best)]);
    EXPECT_EQ(f.result.bestCheckpoint, checkpointFolder(folder.path(), (best + 1) * 8));
    EXPECT_EQ(checkpointFault(f.result.bestCheckpoint), "");
    EXPECT_FALSE(f.result.stopped);
  }
}

TEST(SasrecTraining, EndsWhenItsPatienceIsOverAndDoesNotGoOnWhenAskedAgain) {
  const TinySasrec training(60, {{"epochs", "60"}, {"patience", "2"}, {"lr", "0.05"}});
  const TemporaryFolder folder;
  const Finished f = finish(training, folder.path());
  const auto epochs = f.result.summary["epochs"].get<std::int64_t>();
  EXPECT_LT(epochs, 60);
  EXPECT_EQ(epochs, f.result.summary["best_epoch"].get<std::int64_t>() + 2);
  EXPECT_FALSE(f.result.stopped);
  const Finished again = finish(training, folder.path(), true);
  EXPECT_TRUE(again.memory.events.empty());
  EXPECT_FALSE(again.result.stopped);
  EXPECT_EQ(again.result.bestCheckpoint, f.result.bestCheckpoint);
}

TEST(SasrecTraining, TheNumberOfThreadsChangesNoBit) {
  for (const char* loss : {"softmax", "bce"}) {
    std::vector<Finished> all;
    std::vector<std::vector<double>> scores;
    for (const char* threads : {"1", "2", "5"}) {
      const TemporaryFolder folder;
      const TinySasrec training(60, {{"threads", threads}, {"loss", loss}});
      all.push_back(finish(training, folder.path()));
      EXPECT_EQ(all.back().memory.events, all.front().memory.events) << loss << ", " << threads << " threads";
      EXPECT_EQ(all.back().bits, all.front().bits) << loss << ", " << threads << " threads";
      std::vector<double> found;
      for (const auto& list : training.lists(all.back().result.bestCheckpoint, true, std::stoi(threads))) found.insert(found.end(), list.scores.begin(), list.scores.end());
      scores.push_back(found);
      EXPECT_EQ(scores.back(), scores.front());
    }
  }
}

TEST(SasrecTraining, StoppedAtEveryStepAndResumedItEndsInTheSameBitsAndEvents) {
  for (const char* loss : {"softmax", "bce"}) {
    SCOPED_TRACE(loss);
    const TinySasrec training(60, {{"loss", loss}});
    expectTheSameWhenStoppedAtEveryStep(trainOf(training), 24);
  }
}

TEST(SasrecTraining, ADamagedCheckpointIsReportedAndTheOneBeforeItContinues) {
  const TinySasrec training;
  expectADamagedCheckpointIsPassedOver(trainOf(training), [](const fs::path& checkpoint) { std::ofstream(checkpoint / "model.safetensors", std::ios::app) << "more"; });
}

TEST(SasrecTraining, ACheckpointOfOtherParametersOrDataIsRefusedByName) {
  const TemporaryFolder folder;
  finish(TinySasrec(), folder.path());
  auto refusal = [&](const TinySasrec& other) {
    Memory memory;
    try {
      trainSasrec(other.input(folder.path(), true, memory));
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::Usage);
      return std::string(error.what());
    }
    return std::string("was continued");
  };
  EXPECT_THAT(refusal(TinySasrec(60, {{"lr", "0.02"}})), ::testing::HasSubstr("(lr)"));
  EXPECT_THAT(refusal(TinySasrec(60, {{"loss", "bce"}})), ::testing::HasSubstr("(loss)"));
  EXPECT_THAT(refusal(TinySasrec(60, {{"width", "32"}})), ::testing::HasSubstr("(width)"));
  TinySasrec otherData;
  std::swap(otherData.dataSet.interactions.items[0], otherData.dataSet.interactions.items[1]);
  if (otherData.dataSet.interactions.items == TinySasrec().dataSet.interactions.items) otherData.dataSet.interactions.items[0] = 19;
  EXPECT_THAT(refusal(otherData), ::testing::HasSubstr("(events)"));
  TinySasrec otherUsers;  // the same items in the same order, one of them moved to the user before
  ++otherUsers.dataSet.interactions.offsets[1];
  EXPECT_THAT(refusal(otherUsers), ::testing::HasSubstr("(events)"));
}

TEST(SasrecTraining, WithoutExamplesThereIsNothingToTrain) {
  TinySasrec training;
  training.dataSet.interactions = {};
  training.dataSet.interactions.items = {0, 1, 2};
  training.dataSet.interactions.offsets = {0, 3};
  training.dataSet.interactions.userNames = {"0"};
  const TemporaryFolder folder;
  Memory memory;
  EXPECT_THROW(trainSasrec(training.input(folder.path(), false, memory)), Error);
}

TEST(SasrecRanking, ListsAreThoseOfTheNetworkOverAllItems) {
  const TinySasrec training;
  const TemporaryFolder folder;
  const Finished f = finish(training, folder.path());
  const Sasrec network = readSasrec(f.result.bestCheckpoint);
  const auto lists = training.lists(f.result.bestCheckpoint), without = training.lists(f.result.bestCheckpoint, false);
  ASSERT_EQ(lists.size(), 60u);
  for (data::UserId user = 0; user < 60; ++user) {
    const auto& list = lists[static_cast<std::size_t>(user)];
    const auto example = data::evaluationExample(training.dataSet.interactions.sequence(user), data::Part::Test);
    EXPECT_EQ(list.user, user);
    EXPECT_EQ(list.target, example.target);
    EXPECT_TRUE(std::equal(list.history.begin(), list.history.end(), example.history.begin(), example.history.end()));
    const at::Tensor states = network.forward(trunk(example.history), {});
    const at::Tensor scores = at::mv(network.itemEmbedding(), states[states.size(0) - 1]);
    ASSERT_EQ(list.items.size(), 10u);
    const at::Tensor sorted = std::get<0>(scores.sort(0, true));
    for (std::int64_t i = 0; i < 10; ++i) {
      EXPECT_NEAR(list.scores[static_cast<std::size_t>(i)], sorted[i].item<double>(), 1e-4);
      EXPECT_NEAR(list.scores[static_cast<std::size_t>(i)], scores[list.items[static_cast<std::size_t>(i)]].item<double>(), 1e-4);
    }
    const auto sequence = training.dataSet.interactions.sequence(user);
    for (const auto item : without[static_cast<std::size_t>(user)].items) EXPECT_EQ(std::count(sequence.begin(), sequence.end() - 1, item), 0);
  }
}

TEST(SasrecRanking, AModelOfOtherDataIsRefused) {
  TinySasrec training;
  const TemporaryFolder folder;
  const Finished f = finish(training, folder.path());
  training.dataSet.catalog.items = 25;
  EXPECT_THROW(training.lists(f.result.bestCheckpoint), Error);
}

TEST(SasrecEstimate, CountsWhatTrainingTakes) {
  const TinySasrec training;
  const OrderedJson estimate = torchBackend()->itemModel("sasrec")->estimate({training.dataSet, training.world.popularity, training.values, {}, false, silentReporter(), {}});
  const sample::ItemSequences sequences(training.dataSet.interactions, training.world.popularity, {20, 0});
  EXPECT_EQ(estimate["rows_per_epoch"], sequences.rows());
  EXPECT_EQ(estimate["examples"], sequences.examples());
  EXPECT_EQ(estimate["parameters"], sasrecShape(training.values, 20).parameters());
  EXPECT_GT(estimate["seconds"].get<double>(), 0.04 * static_cast<double>(training.values.integer("epochs")));
  EXPECT_EQ(torchBackend()->itemModel("ghost"), nullptr);
}

}  // namespace
}  // namespace ghost::model::testing
