// Recipes without semantic IDs, through a backend whose item model counts: stages, resuming, what is refused.
#include <algorithm>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/file_ops.h"
#include "eval/saved_lists.h"
#include "run/conductor.h"
#include "run/item_model.h"
#include "run/stages.h"
#include "scratch.h"

namespace ghost::run {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// Recommends the items with most training events; its checkpoint is the order of the items.
class CountingModel final : public ItemModel {
 public:
  TrainResult train(const ItemTrainInput& input) const override {
    ++trainings;
    resumed = input.resume;
    const fs::path folder = input.checkpoints / "step-1";
    if (!fs::exists(folder)) {
      createFolders(folder);
      writeFileAtomically(folder / "manifest.json", Json(input.popularity.byPopularity()).dump());
    }
    input.reporter.progress(1, 1, "steps");
    if (input.stop.stop_requested()) return {true, {}, {}};
    return {false, folder, {{"epochs", 1}, {"valid_nll", 0.5}}};
  }
  std::vector<decode::RankedList> rank(const ItemRankInput& input) const override {
    const auto order = readJsonFile(input.checkpoint / "manifest.json").get<std::vector<data::ItemId>>();
    std::vector<decode::RankedList> lists;
    for (const data::UserId user : input.users) {
      const auto example = data::evaluationExample(input.dataSet.interactions.sequence(user), input.part);
      auto& list = lists.emplace_back();
      list.user = user;
      list.target = example.target;
      list.history.assign(example.history.begin(), example.history.end());
      list.items.assign(order.begin(), order.begin() + std::min<std::ptrdiff_t>(input.slots, std::ssize(order)));
      list.scores.assign(list.items.size(), 1);
    }
    return lists;
  }
  OrderedJson estimate(const ItemTrainInput&) const override { return {{"rows_per_epoch", 3}, {"examples", 2}}; }

  mutable int trainings = 0;
  mutable bool resumed = false;
};

class ItemBackend final : public Backend {
 public:
  std::string id() const override { return "items"; }
  TrainResult train(const TrainInput&) override { throw Error(ErrorCode::Internal, "test", "no tokens are trained here"); }
  std::vector<decode::RankedList> decode(const DecodeInput&) override { throw Error(ErrorCode::Internal, "test", "no tokens are decoded here"); }
  OrderedJson estimate(const TrainInput&) override { throw Error(ErrorCode::Internal, "test", "no tokens are estimated here"); }
  const ItemModel* itemModel(std::string_view recipe) const override { return recipe == "sasrec" ? &model : nullptr; }
  CountingModel model;
};

RunFolder folderOf(const Project& project, const RunOutcome& outcome) { return RunFolder::open(project.runs() / outcome.run); }

TEST(Sequential, RunsFromDataToMetricsWithoutTokens) {
  const Scratch scratch;
  Project project = tinyCopy(scratch);
  project.vectors.clear();  // nor vectors
  ItemBackend backend;
  const RunOutcome outcome = conduct(tinyRequest(project, "sasrec"), backend, {}, {});
  std::vector<std::string> stages;
  for (const auto& stage : outcome.stages) stages.push_back(stage["stage"]);
  EXPECT_EQ(stages, (std::vector<std::string>{"data", "train", "decode", "eval"}));
  const RunFolder run = folderOf(project, outcome);
  EXPECT_EQ(run.state(), State::Finished);
  EXPECT_FALSE(fs::exists(run.tokens()));
  EXPECT_EQ(run.metrics()["training"]["valid_nll"], 0.5);
  EXPECT_FALSE(run.metrics().contains("by_length_penalty"));
  EXPECT_EQ(run.metrics()["users"], 40);
  // The same lists as the floor's, so the same metrics.
  const RunOutcome floor = conduct(tinyRequest(project, "popularity"), backend, {}, {});
  EXPECT_EQ(outcome.metrics["k"], floor.metrics["k"]);
  const OrderedJson again = metricsFromLists(run, loadData(project).popularity);
  for (const auto& [key, value] : again.items()) EXPECT_EQ(outcome.metrics[key], value) << key;
}

TEST(Sequential, TrainsAloneAndTheRunGoesOnFromThere) {
  const Scratch scratch;
  const Project project = tinyCopy(scratch);
  ItemBackend backend;
  RunRequest request = tinyRequest(project, "sasrec");
  request.trainOnly = true;
  const RunOutcome trained = conduct(request, backend, {}, {});
  EXPECT_EQ(trained.metrics["training"]["epochs"], 1);
  EXPECT_FALSE(fs::exists(folderOf(project, trained).lists()));
  const RunOutcome whole = conduct(resumeRequest(project, trained.run), backend, {}, {});
  EXPECT_EQ(backend.model.trainings, 1);
  EXPECT_TRUE(whole.metrics.contains("k"));
  // Nothing is done twice.
  const RunOutcome again = conduct(resumeRequest(project, trained.run), backend, {}, {});
  EXPECT_EQ(backend.model.trainings, 1);
  EXPECT_EQ(again.metrics["k"], whole.metrics["k"]);
}

TEST(Sequential, AStoppedTrainingIsResumed) {
  const Scratch scratch;
  const Project project = tinyCopy(scratch);
  ItemBackend backend;
  std::stop_source stop;
  const RunOutcome cut = conduct(tinyRequest(project, "sasrec"), backend, [&](const wire::Event& event) { if (event.kind == "progress") stop.request_stop(); }, stop.get_token());
  EXPECT_TRUE(cut.stopped);
  EXPECT_EQ(folderOf(project, cut).state(), State::Stopped);
  const RunOutcome whole = conduct(resumeRequest(project, cut.run), backend, {}, {});
  EXPECT_TRUE(backend.model.resumed);
  EXPECT_FALSE(whole.stopped);
  EXPECT_TRUE(whole.metrics.contains("k"));
}

TEST(Sequential, ADryRunAsksTheModel) {
  const Scratch scratch;
  const Project project = tinyCopy(scratch);
  ItemBackend backend;
  const OrderedJson planned = plan(tinyRequest(project, "sasrec"), backend);
  EXPECT_EQ(planned["estimate"]["rows_per_epoch"], 3);
  EXPECT_EQ(planned["examples"], 2);
  std::vector<std::string> stages;
  for (const auto& stage : planned["stages"]) stages.push_back(stage["stage"]);
  EXPECT_EQ(stages, (std::vector<std::string>{"data", "train", "decode", "eval"}));
  EXPECT_EQ(backend.model.trainings, 0);
}

TEST(Sequential, ABackendWithoutTheModelIsRefusedBeforeAnythingIsMade) {
  const Scratch scratch;
  const Project project = tinyCopy(scratch);
  const auto counting = frequencyBackend();
  try {
    conduct(tinyRequest(project, "sasrec"), *counting, {}, {});
    ADD_FAILURE() << "was run";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::Usage);
    EXPECT_THAT(error.what(), HasSubstr("torch"));
  }
  EXPECT_THROW(plan(tinyRequest(project, "sasrec"), *counting), Error);
  EXPECT_TRUE(RunFolder::list(project.runs()).empty());
}

}  // namespace
}  // namespace ghost::run
