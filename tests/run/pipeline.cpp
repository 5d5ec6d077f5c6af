#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/content_hash.h"
#include "base/error.h"
#include "base/file_ops.h"
#include "decode/floors.h"
#include "eval/saved_lists.h"
#include "run/artifact_store.h"
#include "run/conductor.h"
#include "run/stages.h"
#include "scratch.h"
#include "sid/tokenizers.h"

namespace ghost::run {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

RunOutcome play(const RunRequest& request, std::stop_token stop = {}, const std::function<void(const wire::Event&)>& onEvent = {}) {
  const auto backend = frequencyBackend();
  return conduct(request, *backend, onEvent, stop);
}

RunFolder folderOf(const RunRequest& request, const RunOutcome& outcome) { return RunFolder::open(request.project.runs() / outcome.run); }

/// What a run made, by content: lists of every penalty, index, checkpoints' counts, metrics without times.
OrderedJson contentHashes(const RunFolder& run) {
  OrderedJson hashes = OrderedJson::object();
  for (const auto& entry : fs::recursive_directory_iterator(run.path())) {
    const std::string name = fs::relative(entry.path(), run.path()).string();
    if (entry.is_regular_file() && (name.starts_with("lists/") || name.starts_with("tokens/") || name.ends_with("counts.json"))) hashes[name] = ContentHash::ofFile(entry.path());
  }
  OrderedJson metrics = run.metrics();
  metrics.erase("seconds");
  if (metrics.contains("training")) {
    metrics["training"].erase("seconds");
    metrics["training"].erase("tokens_per_second");
  }
  hashes["metrics"] = metrics;
  return Json(hashes);  // sorted: folders are walked in any order
}

class EveryRecipe : public testing::TestWithParam<std::string> {};
std::vector<std::string> recipeIds() {
  std::vector<std::string> ids;
  for (const auto& row : recipe::catalogue())
    if (row.kind != "sequential") ids.push_back(row.id);  // those need another backend: sequential.cpp
  return ids;
}

TEST_P(EveryRecipe, RunsFromDataToMetricsAndTheSameSeedGivesTheSameContent) {
  const Scratch scratch;
  OrderedJson first;
  for (const char* copy : {"one", "two"}) {
    const RunRequest request = tinyRequest(tinyCopy(scratch, copy), GetParam());
    const RunOutcome outcome = play(request);
    const RunFolder run = folderOf(request, outcome);
    EXPECT_EQ(run.state(), State::Finished);
    EXPECT_EQ(outcome.metrics["users"], 40);
    EXPECT_EQ(outcome.metrics["recipe"], GetParam());
    EXPECT_EQ(outcome.metrics["k"]["10"]["invalid_rate"], 0.0);  // the trie never yields an unknown SID
    EXPECT_EQ(run.metrics(), outcome.metrics);
    const OrderedJson hashes = contentHashes(run);
    if (first.empty()) first = hashes;
    else EXPECT_EQ(hashes, first);
  }
}

TEST_P(EveryRecipe, EvaluationOfTheSavedListsEqualsThatOfTheRun) {
  const Scratch scratch;
  const RunRequest request = tinyRequest(tinyCopy(scratch), GetParam());
  const RunOutcome outcome = play(request);
  const LoadedData data = loadData(request.project);
  const OrderedJson again = metricsFromLists(folderOf(request, outcome), data.popularity);
  for (const auto& [key, value] : again.items()) EXPECT_EQ(outcome.metrics[key], value) << key;
  EXPECT_TRUE(again.contains("k"));
}
INSTANTIATE_TEST_SUITE_P(Catalogue, EveryRecipe, testing::ValuesIn(recipeIds()), [](const auto& row) {
  std::string name = row.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

struct GivenTokens : testing::Test {
  Scratch scratch;
  Project project = tinyCopy(scratch);
  RunRequest request = tinyRequest(project, "given-tokens");
  std::string messageOf(const std::string& tokens, ErrorCode code) {
    request.values.set("tokens", tokens);
    try {
      play(request);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), code);
      return error.what();
    }
    return "nothing was thrown";
  }
};

TEST_F(GivenTokens, AreThoseOfTheFolderOrOfTheIndexAlone) {
  const auto given = sid::loadTokenization(project.artifacts() / "given");
  const RunFolder ofFolder = folderOf(request, play(request));
  request.values.set("tokens", (project.artifacts() / "given" / "index.json").string());
  const RunFolder ofIndex = folderOf(request, play(request));
  const auto whole = sid::loadTokenization(ofFolder.tokens()), table = sid::loadTokenization(ofIndex.tokens());
  for (sid::ItemId item = 0; item < given.table.items(); ++item) {
    EXPECT_EQ(whole.table.text(item), given.table.text(item));
    EXPECT_EQ(table.table.text(item), given.table.text(item));
  }
  EXPECT_EQ(whole.tokenizer, "rqkmeans");
  EXPECT_EQ(table.tokenizer, "imported");
  EXPECT_EQ(ofFolder.metrics()["k"], ofIndex.metrics()["k"]) << "training sees the SIDs alone";
}

TEST_F(GivenTokens, NeedNoVectorsUnlessUndesiredItemsAreSought) {
  request.project.vectors.clear();
  EXPECT_EQ(folderOf(request, play(request)).state(), State::Finished);
  request.values.set("alpha", "0.1");
  EXPECT_THAT(messageOf("artifacts/given", ErrorCode::Data), HasSubstr("needs item vectors"));
}

TEST_F(GivenTokens, WhatIsNotThereOrOfAnotherCatalogueIsNamed) {
  EXPECT_THAT(messageOf("", ErrorCode::Usage), HasSubstr("-o tokens=FOLDER"));
  EXPECT_THAT(messageOf("artifacts/none", ErrorCode::Data), HasSubstr("there are no such tokens"));
  const auto short_ = sid::SidTable::fromTokens({{"<a_0>"}, {"<a_1>"}});
  sid::saveTokenization(project.artifacts() / "short", {"imported", {}, short_, {}, {}, {}, {}});
  EXPECT_THAT(messageOf("artifacts/short", ErrorCode::Data), HasSubstr("the tokens name 2 items"));
}

TEST_F(GivenTokens, AnIndexThatARowReadsIsPartOfItsTokens) {
  RunRequest crab = tinyRequest(project, "crab");
  crab.values.set("levels", "3");
  crab.values.set("split_level", "1");
  crab.values.set("index", "artifacts/given/index.json");
  const RunFolder first = folderOf(crab, play(crab));
  EXPECT_EQ(sid::loadTokenization(first.tokens()).report["split"]["levels"].size(), 1u);
  const LoadedData data = loadData(project);
  const std::string before = planTokens(project, recipe::recipe("crab"), crab.values, data).hash;
  writeFileAtomically(project.artifacts() / "given" / "index.json", readFile(project.artifacts() / "given" / "index.json") + " ");
  EXPECT_NE(planTokens(project, recipe::recipe("crab"), crab.values, data).hash, before);
  crab.values.set("index", "artifacts/none");
  try {
    play(crab);
    FAIL() << "an index that isn't there was taken";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("named by index and not there"));
  }
}

TEST_F(GivenTokens, ADryRunKnowsTheirLengths) {
  const OrderedJson planned = plan(request, *frequencyBackend());
  EXPECT_EQ(planned["stages"][1]["stage"], "tokens");
  EXPECT_GT(planned["examples"].get<int>(), 0);
}

/// A recipe's parameters and the tables they are handed to must not drift apart.
TEST(RecipeParameters, CoverEveryParameterOfTheirTokenizerAndAgreeWithItsProfile) {
  for (const auto& row : recipe::catalogue()) {
    if (row.tokenizer.empty()) continue;
    const ParamValues values = recipe::parameters(row), defaults = sid::tokenizerDefaults(sid::tokenizer(row.tokenizer), row.profile);
    for (const auto& spec : defaults.specs()) {
      ASSERT_TRUE(values.has(spec.key)) << row.id << " lacks " << spec.key;
      const bool chosen = std::any_of(row.settings.begin(), row.settings.end(), [&](const auto& setting) { return setting.key == spec.key; });
      EXPECT_TRUE(chosen || values.toJson()[spec.key] == defaults.toJson()[spec.key]) << row.id << " " << spec.key;
    }
  }
}

TEST(RecipeParameters, CoverEveryParameterOfTheirFloor) {
  for (const auto& floor : decode::floors()) {
    const ParamValues values = recipe::parameters(recipe::recipe(floor.id));
    for (const auto& spec : floor.params) {
      ASSERT_TRUE(values.has(spec.key)) << floor.id << " lacks " << spec.key;
      EXPECT_EQ(values.toJson()[spec.key], OrderedJson(spec.defaultValue)) << floor.id << " " << spec.key;
    }
  }
}

TEST(Conduct, BothPenaltiesComeFromTheSameWeights) {
  const Scratch scratch;
  const RunRequest request = tinyRequest(tinyCopy(scratch), "ghost");
  const RunOutcome outcome = play(request);
  const RunFolder run = folderOf(request, outcome);
  EXPECT_EQ(outcome.metrics["length_penalty"], 1.0);
  ASSERT_TRUE(outcome.metrics["by_length_penalty"].contains("1.0"));
  ASSERT_TRUE(outcome.metrics["by_length_penalty"].contains("0.0"));
  EXPECT_EQ(outcome.metrics["by_length_penalty"]["1.0"]["k"], outcome.metrics["k"]);
  const auto main = eval::readLists(run.lists("test"), 30), plain = eval::readLists(run.lists("test-lp0.0"), 30);
  ASSERT_EQ(main.size(), plain.size());
  bool differs = false;
  for (std::size_t i = 0; i < main.size(); ++i) differs |= main[i].items != plain[i].items;
  EXPECT_TRUE(differs);  // heads and tails differ in length, so the penalty must show somewhere
}

TEST(Conduct, OnePenaltyWhenBothAreEqual) {
  const Scratch scratch;
  RunRequest request = tinyRequest(tinyCopy(scratch), "ghost");
  request.values.set("also_length_penalty", "1");
  const RunOutcome outcome = play(request);
  EXPECT_EQ(outcome.metrics["by_length_penalty"].size(), 1u);
  EXPECT_FALSE(fs::exists(folderOf(request, outcome).lists("test-lp0.0")));
}

TEST(Conduct, ALengthLimitBelowTheLongestSidIsSaid) {
  const Scratch scratch;
  for (const char* limit : {"2", "10"}) {
    RunRequest request = tinyRequest(tinyCopy(scratch, std::string("project") + limit), "ghost");
    request.values.set("max_new_tokens", limit);
    std::string said;
    const EventLog log = readEvents(folderOf(request, play(request)));
    for (const auto& event : log.events)
      if (event.kind == "note" && event.body["text"].get<std::string>().find("max_new_tokens") != std::string::npos) said += event.body["text"].get<std::string>();
    if (limit == std::string("2")) EXPECT_THAT(said, HasSubstr("can't be recommended"));
    else EXPECT_EQ(said, "");
  }
}

TEST(Conduct, TheFolderHoldsWhatTheContractNames) {
  const Scratch scratch;
  const RunRequest request = tinyRequest(tinyCopy(scratch), "ghost");
  const RunFolder run = folderOf(request, play(request));
  for (const char* name : {"manifest.json", "config.toml", "status.json", "events.1.jsonl", "metrics.json", "lists/test.jsonl.zst", "tokens/index.json", "checkpoints"}) EXPECT_TRUE(fs::exists(run.path() / name)) << name;
  const OrderedJson manifest = run.manifest();
  for (const char* key : {"argv", "at"}) EXPECT_TRUE(manifest["attempts"][0].contains(key)) << key;
  for (const char* key : {"run", "recipe", "profile", "dataset", "seed", "backend", "config_hash", "parameters", "data", "versions", "program_sha256", "host"}) EXPECT_TRUE(manifest.contains(key)) << key;
  EXPECT_EQ(manifest["profile"], "paper");
  EXPECT_EQ(manifest["data"]["Tiny.inter.json"], ContentHash::ofFile(request.project.dataFolder() / "Tiny.inter.json"));
  const auto events = readEvents(run).events;
  EXPECT_EQ(events.front().kind, "accepted");
  EXPECT_EQ(events.back().body["outcome"], "done");
}

TEST(Conduct, TokensAreMadeOnceForAllRunsThatNeedTheSame) {
  const Scratch scratch;
  const Project project = tinyCopy(scratch);
  const RunOutcome first = play(tinyRequest(project, "ghost")), second = play(tinyRequest(project, "ghost-no-auo")), other = play(tinyRequest(project, "rqk-4"));
  auto skipped = [](const RunOutcome& outcome) { return outcome.stages[1]["skipped"].get<bool>(); };
  EXPECT_EQ(first.stages[1]["stage"], "tokens");
  EXPECT_FALSE(skipped(first));
  EXPECT_TRUE(skipped(second));
  EXPECT_FALSE(skipped(other));
  EXPECT_EQ(std::distance(fs::directory_iterator(project.artifacts()), {}), 2);
}

TEST(Conduct, AnEventListenerHearsExactlyTheFile) {
  const Scratch scratch;
  const RunRequest request = tinyRequest(tinyCopy(scratch), "ghost");
  std::string heard;
  const RunOutcome outcome = play(request, {}, [&](const wire::Event& event) { heard += wire::format(event) + "\n"; });
  EXPECT_EQ(heard, readFile(folderOf(request, outcome).eventsFile(1)));
}

TEST(Conduct, AFailureIsRecordedAndThrown) {
  const Scratch scratch;
  const Project project = tinyCopy(scratch);
  writeText(project.vectorsFile(), "no vectors");
  const RunRequest request = tinyRequest(project, "ghost");
  try {
    play(request);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::Data);
    const auto runs = RunFolder::list(project.runs());
    ASSERT_EQ(runs.size(), 1u);
    EXPECT_EQ(runs[0].state(), State::Failed);
    EXPECT_EQ(runs[0].status()["error"], error.what());
    const auto last = readEvents(runs[0]).events.back();
    EXPECT_EQ(last.kind, "ended");
    EXPECT_EQ(last.body["exit_code"], 3);
    EXPECT_EQ(last.body["error"], error.what());
  }
}

TEST(Conduct, TrainOnlyEndsWithACheckpointAndCanBeCarriedOn) {
  const Scratch scratch;
  RunRequest request = tinyRequest(tinyCopy(scratch), "ghost");
  request.trainOnly = true;
  const RunOutcome trained = play(request);
  EXPECT_EQ(trained.stages.back()["stage"], "train");
  EXPECT_FALSE(fs::exists(folderOf(request, trained).path() / "metrics.json"));
  const RunOutcome whole = play(resumeRequest(request.project, trained.run));
  EXPECT_TRUE(whole.stages[2]["skipped"].get<bool>());  // training isn't done again
  EXPECT_TRUE(whole.metrics.contains("k"));
}

TEST(Plan, WritesNothingAndKnowsWhatIsThere) {
  const Scratch scratch;
  const RunRequest request = tinyRequest(tinyCopy(scratch), "ghost");
  const auto backend = frequencyBackend();
  const OrderedJson before = plan(request, *backend);
  EXPECT_FALSE(fs::exists(request.project.runs()));
  EXPECT_FALSE(fs::exists(request.project.artifacts()));
  EXPECT_FALSE(before["stages"][1]["exists"].get<bool>());
  EXPECT_GT(before["estimate"]["rows_per_epoch"], 0);
  play(request);
  const OrderedJson after = plan(request, *backend);
  EXPECT_TRUE(after["stages"][1]["exists"].get<bool>());
  EXPECT_EQ(after["config_hash"], before["config_hash"]);
  // The estimate before the tokens exist leaves out suffixes of colliding items only.
  EXPECT_NEAR(before["estimate"]["rows_per_epoch"].get<double>(), after["estimate"]["rows_per_epoch"].get<double>(), 0.2 * after["estimate"]["rows_per_epoch"].get<double>());
}

TEST(NewRequest, TakesTheProjectsSettingsAndNamesAWrongOne) {
  const Scratch scratch;
  Project project = tinyCopy(scratch);
  project.recipes = {{"rqk-4", {{"levels", 3}}}, {"ghost", {{"alhpa", 0.3}}}};
  EXPECT_EQ(newRequest(project, "").recipe, "rqk-4");
  EXPECT_EQ(newRequest(project, "rqk-4").values.integer("levels"), 3);
  EXPECT_EQ(newRequest(project, "rqk-6").values.integer("levels"), 6);
  try {
    newRequest(project, "ghost");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::Data);
    EXPECT_THAT(error.what(), HasSubstr("project.toml"));
    EXPECT_THAT(error.what(), HasSubstr("did you mean alpha?"));
  }
}

}  // namespace
}  // namespace ghost::run
