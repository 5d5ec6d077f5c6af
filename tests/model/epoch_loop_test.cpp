// The loop by itself, around a learner whose curve is given: what it keeps, when it ends, and what it refuses.
#include "model/epoch_loop.h"

#include <cmath>
#include <limits>

#include <ATen/Parallel.h>
#include <gmock/gmock.h>

#include "base/error.h"
#include "base/file_ops.h"
#include "model/named_tensor.h"
#include "temporary_folder.h"
#include "tiny_training.h"

namespace ghost::model::testing {
namespace {
namespace fs = std::filesystem;

/// Its "weights" count the users it saw; what its validations find is written beforehand.
class Scripted final : public Learner {
 public:
  explicit Scripted(std::vector<Validation> found) : m_found(std::move(found)) {}
  Step step(std::span<const data::UserId> users, const TrainingState& state, std::uint64_t) override {
    threads.push_back(at::get_num_threads());
    seen.emplace_back(users.begin(), users.end());
    m_optimiser.step(at::full({16}, static_cast<double>(users.size()), at::kFloat));
    EXPECT_EQ(m_optimiser.steps(), state.step + 1);
    return {{1, {{1, 0}, {0, 0}, {1, 0}, {0, 0}}, 1}, 1};
  }
  std::optional<Validation> validate(std::int64_t epoch) override { return m_found.at(static_cast<std::size_t>(epoch - 1)); }
  void validateFirst(std::int64_t) override {}
  SavedModel saved() const override {
    return {64, [this](const fs::path& folder) {
              writeFileAtomically(folder / "config.json", "{}\n");
              writeParameters(folder / "model.safetensors", std::vector<NamedTensor>{{"weight", m_values}});
            }};
  }
  void readWeights(const fs::path& folder) override { readParameters(TensorFiles(folder), std::vector<NamedTensor>{{"weight", m_values}}); }
  Optimiser& optimiser() override { return m_optimiser; }
  const at::Tensor& values() const override { return m_values; }
  std::int64_t parameters() const override { return 16; }

  std::vector<int> threads;
  std::vector<std::vector<data::UserId>> seen;

 private:
  std::vector<Validation> m_found;
  at::Tensor m_values = at::zeros({16});
  Optimiser m_optimiser{m_values, 16, {}};
};

/// Five users in batches of two: three steps an epoch.
struct Played {
  TemporaryFolder folder;
  Memory memory;
  ParamValues values = recipe::parameters(recipe::recipe("sasrec"));
  std::vector<data::UserId> users{3, 1, 4, 7, 5};
  explicit Played(std::int64_t epochs) {
    values.set("epochs", std::to_string(epochs));
    values.set("users_per_batch", "2");
    values.set("threads", "3");
  }
  run::TrainResult run(Learner& learner, std::int64_t patience = 0, bool byNdcg = false, bool resume = false) {
    return epochLoop(learner, {values, users, {{"parameters", identityParameters(values)}}, folder.path(), resume, memory, memory.stop.get_token(), patience, true, byNdcg});
  }
};

const double nan = std::numeric_limits<double>::quiet_NaN();

TEST(EpochLoop, EveryEpochShowsEveryUserOnceAndTheLastBatchIsTheRest) {
  Scripted learner({{3, 0}, {2, 0}});
  Played played(2);
  const int before = at::get_num_threads();
  played.run(learner);
  ASSERT_EQ(learner.seen.size(), 6u);
  for (std::size_t epoch = 0; epoch < 2; ++epoch) {
    std::vector<data::UserId> all;
    for (std::size_t b = 0; b < 3; ++b) {
      EXPECT_EQ(learner.seen[3 * epoch + b].size(), b < 2 ? 2u : 1u);
      all.insert(all.end(), learner.seen[3 * epoch + b].begin(), learner.seen[3 * epoch + b].end());
    }
    EXPECT_THAT(all, ::testing::UnorderedElementsAreArray(played.users));
  }
  EXPECT_THAT(learner.threads, ::testing::Each(3)) << "the optimiser keeps to the threads asked for";
  EXPECT_EQ(at::get_num_threads(), before);
}

TEST(EpochLoop, KeepsTheLowestNllOrTheHighestNdcgAndTheEarliestOfEquals) {
  const std::vector<Learner::Validation> found{{3, 0.1}, {2, 0.2}, {2, 0.4}, {5, 0.4}};
  for (const bool byNdcg : {false, true}) {
    Scripted learner(found);
    Played played(4);
    const run::TrainResult result = played.run(learner, 0, byNdcg);
    EXPECT_EQ(result.summary["best_epoch"].get<int>(), byNdcg ? 3 : 2);
    EXPECT_EQ(result.summary["valid_nll"].get<double>(), 2);
    EXPECT_EQ(result.summary["valid_ndcg@10"].get<double>(), byNdcg ? 0.4 : 0.2);
    EXPECT_EQ(checkpointFault(result.bestCheckpoint), "");
  }
}

TEST(EpochLoop, EndsAfterPatienceEpochsWithoutABetterOne) {
  Scripted learner({{3, 0}, {2, 0}, {4, 0}, {2, 0}, {1, 0}});
  Played played(5);
  const run::TrainResult result = played.run(learner, 2);
  EXPECT_EQ(result.summary["epochs"].get<int>(), 4);
  EXPECT_EQ(result.summary["best_epoch"].get<int>(), 2);
  EXPECT_FALSE(result.stopped);
}

TEST(EpochLoop, AValidationThatIsNoNumberEndsTrainingWithASentenceAndNeverBecomesTheBest) {
  for (const Learner::Validation broken : {Learner::Validation{nan, 0.5}, Learner::Validation{HUGE_VAL, 0.5}, Learner::Validation{1, nan}}) {
    Scripted learner({{3, 0.1}, broken});
    Played played(2);
    try {
      played.run(learner);
      ADD_FAILURE() << "went on";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::Data);
      EXPECT_THAT(error.what(), ::testing::HasSubstr("after epoch 2 isn't finite"));
    }
    EXPECT_EQ(readTrainingState(newest(played.folder.path())).bestEpoch, 1);
  }
}

TEST(EpochLoop, ACheckpointOfOtherParametersIsRefusedBeforeItsWeightsAreRead) {
  Played played(1);
  Scripted learner({{3, 0}});
  played.run(learner);
  played.values.set("width", "32");
  Scripted other({{3, 0}});
  try {
    played.run(other, 0, false, true);
    ADD_FAILURE() << "was continued";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::Usage);
    EXPECT_THAT(error.what(), ::testing::HasSubstr("(width)"));
  }
  EXPECT_EQ(other.values().abs().sum().item<float>(), 0);
}

TEST(EpochLoop, WithoutUsersThereIsNothingToTrain) {
  Played played(1);
  played.users.clear();
  Scripted learner({{3, 0}});
  EXPECT_THROW(played.run(learner), Error);
}

}  // namespace
}  // namespace ghost::model::testing
