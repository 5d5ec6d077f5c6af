#include "store/run_index.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/rng.h"
#include "run/process_identity.h"
#include "run/run_folder.h"
#include "store/database.h"
#include "store/schema.h"
#include "tests/base/scratch.h"

namespace ghost::store {
namespace {

namespace fs = std::filesystem;
using testing_base::Scratch;

/// A run folder written by hand: the lines of its attempts, status, metrics.
class HandRun {
 public:
  explicit HandRun(const Scratch& scratch, const std::string& recipe = "ghost") : m_run(run::RunFolder::create(scratch.path() / "runs", "Tiny", recipe)) {}
  void say(int attempt, const std::string& kind, Json body) {
    std::ofstream(m_run.eventsFile(attempt), std::ios::binary | std::ios::app) << wire::format(wire::Event{m_run.name(), ++m_seq[attempt], "2026-11-24T09:14:05.123Z", kind, std::move(body)}) << "\n";
  }
  void raw(int attempt, const std::string& bytes) { std::ofstream(m_run.eventsFile(attempt), std::ios::binary | std::ios::app) << bytes; }
  void metric(int attempt, std::int64_t step, double value, const char* name = "train/nll") { say(attempt, "metric", {{"name", name}, {"value", value}, {"step", step}, {"group", "all"}}); }
  const run::RunFolder& folder() const { return m_run; }

 private:
  run::RunFolder m_run;
  std::map<int, int> m_seq;
};

std::vector<std::int64_t> stepsOf(const RunIndex& index, const HandRun& run, const std::string& name = "train/nll") {
  for (const auto& curve : index.curves(run.folder().name()))
    if (curve.name == name) return curve.step;
  return {};
}

/// The same curve as run::readEvents tells it.
std::vector<std::int64_t> truth(const HandRun& run, const std::string& name = "train/nll") {
  std::vector<std::int64_t> steps;
  for (const auto& event : run::readEvents(run.folder()).events)
    if (event.kind == "metric" && event.body["name"] == name) steps.push_back(event.body["step"]);
  return steps;
}

TEST(RunIndex, ARunIsReadAsFarAsItIsWrittenAndNeverTwice) {
  const Scratch scratch;
  HandRun run(scratch);
  RunIndex index(scratch.path() / "ghost.db");
  run.say(1, "accepted", {{"attempt", 1}, {"resumes_after_step", 0}, {"recipe", "ghost"}, {"dataset", "Tiny"}});
  run.metric(1, 1, 3.5);
  EXPECT_THAT(index.refresh(scratch.path() / "runs").runs, testing::ElementsAre(run.folder().name()));
  run.metric(1, 2, 3.0);
  run.raw(1, "{\"v\":1,\"run\":");  // a line being written
  index.refresh(scratch.path() / "runs");
  EXPECT_THAT(stepsOf(index, run), testing::ElementsAre(1, 2));
  index.refresh(scratch.path() / "runs");
  EXPECT_THAT(stepsOf(index, run), testing::ElementsAre(1, 2));
  EXPECT_EQ(index.run(run.folder().name())->damagedLines, 0) << "half a line is not a damaged one";
  run.raw(1, "\"x\"}\n");  // it ends, and is no event of ours
  run.metric(1, 3, 2.5);
  index.refresh(scratch.path() / "runs");
  EXPECT_THAT(stepsOf(index, run), testing::ElementsAre(1, 2, 3));
  EXPECT_EQ(index.run(run.folder().name())->damagedLines, 1);
}

TEST(RunIndex, WhatAnOlderAttemptDidAboveTheResumeStepIsDropped) {
  const Scratch scratch;
  HandRun run(scratch);
  RunIndex index(scratch.path() / "ghost.db");
  run.say(1, "accepted", {{"attempt", 1}, {"resumes_after_step", 0}});
  for (int step = 1; step <= 4; ++step) run.metric(1, step, step);
  run.say(1, "artifact", {{"artifact", "checkpoint"}, {"path", "checkpoints/step-4"}, {"hash", "x"}});
  for (int step = 5; step <= 7; ++step) run.metric(1, step, step);
  run.metric(1, 1, 0.5, "valid/nll/epoch");
  index.refresh(scratch.path() / "runs");
  EXPECT_THAT(stepsOf(index, run), testing::ElementsAre(1, 2, 3, 4, 5, 6, 7));
  run.say(2, "accepted", {{"attempt", 2}, {"resumes_after_step", 4}});
  run.metric(2, 5, 50);
  index.refresh(scratch.path() / "runs");
  EXPECT_THAT(stepsOf(index, run), testing::ElementsAre(1, 2, 3, 4, 5));
  EXPECT_EQ(stepsOf(index, run), truth(run));
  EXPECT_EQ(stepsOf(index, run, "valid/nll/epoch"), truth(run, "valid/nll/epoch"));
}

TEST(RunIndex, CurvesOfTheTokensDontDecideWhatIsDropped) {
  const Scratch scratch;
  HandRun run(scratch);
  RunIndex index(scratch.path() / "ghost.db");
  run.say(1, "accepted", {{"attempt", 1}, {"resumes_after_step", 0}});
  run.metric(1, 200, 0.5, "tokens/reconstruction");
  for (int step = 1; step <= 3; ++step) run.metric(1, step, step);
  run.say(2, "accepted", {{"attempt", 2}, {"resumes_after_step", 2}});  // the checkpoint's event was lost with the process
  run.metric(2, 3, 30);
  index.refresh(scratch.path() / "runs");
  EXPECT_THAT(stepsOf(index, run), testing::ElementsAre(1, 2, 3));
  EXPECT_EQ(stepsOf(index, run), truth(run));
  EXPECT_THAT(stepsOf(index, run, "tokens/reconstruction"), testing::ElementsAre(200));
}

TEST(RunIndex, ItTellsTheSameStoryAsTheRunFolderWhateverHappened) {
  const Scratch scratch;
  Rng random(7);
  for (int round = 0; round < 20; ++round) {
    HandRun run(scratch);
    RunIndex index{fs::path()};
    std::vector<std::int64_t> checkpoints{0};
    for (int attempt = 1; attempt <= 1 + static_cast<int>(random.below(4)); ++attempt) {
      std::int64_t step = attempt == 1 ? 0 : checkpoints[random.below(checkpoints.size())];
      std::erase_if(checkpoints, [&](std::int64_t c) { return c > step; });
      run.say(attempt, "accepted", {{"attempt", attempt}, {"resumes_after_step", step}});
      for (int i = 0; i < 12; ++i) {
        ++step;
        run.metric(attempt, step, 1.0 / static_cast<double>(step));
        if (random.below(4) == 0) {
          run.say(attempt, "artifact", {{"artifact", "checkpoint"}, {"path", "checkpoints/step-" + std::to_string(step)}, {"hash", ""}});
          checkpoints.push_back(step);
        }
        if (random.below(3) == 0) index.refresh(scratch.path() / "runs");
      }
    }
    index.refresh(scratch.path() / "runs");
    ASSERT_EQ(stepsOf(index, run), truth(run)) << "round " << round;
  }
}

TEST(RunIndex, ADeletedIndexIsRebuiltToTheSame) {
  const Scratch scratch;
  HandRun run(scratch);
  run.say(1, "accepted", {{"attempt", 1}, {"resumes_after_step", 0}});
  run.metric(1, 1, 2.5);
  run.say(1, "probe", {{"name", "gradient/l2"}, {"step", 1}, {"labels", {"a", "b"}}, {"values", {1.5, nullptr}}});
  run.say(1, "stage", {{"stage", "train"}, {"skipped", false}});
  run.say(1, "note", {{"level", "warning"}, {"text", "cold items"}});
  run.folder().writeMetrics({{"recipe", "ghost"}, {"k", {{"10", {{"hr", 0.25}}}}}});
  const auto tell = [&] {
    RunIndex index(scratch.path() / "ghost.db");
    index.refresh(scratch.path() / "runs");
    const auto row = *index.run(run.folder().name());
    const auto probe = index.probes(run.folder().name(), "gradient/l2");
    EXPECT_EQ(probe.size(), 1u);
    EXPECT_EQ(probe[0].labels, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(probe[0].values[0], 1.5);
    EXPECT_TRUE(std::isnan(probe[0].values[1]));
    EXPECT_EQ(index.stages(run.folder().name()), std::vector<std::string>{"train"});
    EXPECT_EQ(index.notes(run.folder().name())[0].text, "cold items");
    return row.metrics.dump() + row.stage + std::to_string(index.curves(row.name)[0].value[0]);
  };
  const std::string before = tell();
  fs::remove(scratch.path() / "ghost.db");
  EXPECT_EQ(tell(), before);
}

TEST(RunIndex, ARunThatGoesLeavesTheIndexAndComesBack) {
  const Scratch scratch;
  HandRun run(scratch);
  run.metric(1, 1, 1);
  RunIndex index(scratch.path() / "ghost.db");
  index.refresh(scratch.path() / "runs");
  fs::rename(run.folder().path(), scratch.path() / "trashed");
  EXPECT_THAT(index.refresh(scratch.path() / "runs").removed, testing::ElementsAre(run.folder().name()));
  EXPECT_TRUE(index.runs().empty());
  EXPECT_TRUE(index.curves(run.folder().name()).empty());
  fs::rename(scratch.path() / "trashed", run.folder().path());
  index.refresh(scratch.path() / "runs");
  EXPECT_THAT(stepsOf(index, run), testing::ElementsAre(1));
}

TEST(RunIndex, AFinishedRunCostsNothingWhenNothingChanged) {
  const Scratch scratch;
  HandRun run(scratch);
  run.metric(1, 1, 1);
  run.folder().writeStatus({{"state", "finished"}});
  RunIndex index(scratch.path() / "ghost.db");
  EXPECT_FALSE(index.refresh(scratch.path() / "runs").empty());
  EXPECT_TRUE(index.refresh(scratch.path() / "runs").empty());
  run.folder().writeStatus({{"state", "stopped"}, {"stage", "train"}});
  EXPECT_FALSE(index.refresh(scratch.path() / "runs").empty());
  EXPECT_EQ(index.runs()[0].state, run::State::Stopped);
}

TEST(RunIndex, AKilledRunIsInterruptedAndItsNewestCheckpointIsKnown) {
  const Scratch scratch;
  HandRun run(scratch);
  RunIndex index(scratch.path() / "ghost.db");
  run.say(1, "accepted", {{"attempt", 1}, {"resumes_after_step", 0}, {"recipe", "ghost"}, {"dataset", "Tiny"}});
  for (const char* path : {"checkpoints/step-20", "checkpoints/step-40"}) run.say(1, "artifact", {{"artifact", "checkpoint"}, {"path", path}, {"hash", "x"}});
  run.say(1, "artifact", {{"artifact", "lists"}, {"path", "lists/test.jsonl.zst"}, {"hash", "x"}});
  auto process = run::ProcessIdentity::ofThisProcess();
  process.started += 1;  // the number belongs to another process by now
  OrderedJson status{{"state", "running"}};
  process.writeTo(status);
  run.folder().writeStatus(status);
  index.refresh(scratch.path() / "runs");
  auto row = index.run(run.folder().name());
  ASSERT_TRUE(row);
  EXPECT_EQ(row->state, run::State::Unknown);
  EXPECT_TRUE(row->interrupted);
  EXPECT_EQ(row->checkpoint, 40);
  run.say(1, "ended", {{"outcome", "stopped"}});
  index.refresh(scratch.path() / "runs");
  row = index.run(run.folder().name());
  EXPECT_EQ(row->state, run::State::Stopped);
  EXPECT_FALSE(row->interrupted);
}

TEST(RunIndex, ADamagedRunIsARowWithTheSentence) {
  const Scratch scratch;
  HandRun good(scratch), bad(scratch, "rqk-4");
  good.metric(1, 1, 1);
  std::ofstream(bad.folder().path() / "metrics.json") << "{ no json";
  RunIndex index(scratch.path() / "ghost.db");
  index.refresh(scratch.path() / "runs");
  EXPECT_EQ(index.runs().size(), 2u);
  EXPECT_THAT(index.run(bad.folder().name())->error, testing::HasSubstr("metrics.json"));
  EXPECT_EQ(index.run(good.folder().name())->error, "");
}

TEST(RunIndex, ADamagedIndexIsSetAsideAndBegunAnew) {
  const Scratch scratch;
  HandRun run(scratch);
  run.metric(1, 1, 1);
  const fs::path file = scratch.write("ghost.db", std::string(20000, 'x'));
  RunIndex index(file);
  index.refresh(scratch.path() / "runs");
  EXPECT_EQ(index.runs().size(), 1u);
  EXPECT_TRUE(fs::exists(file.string() + ".damaged"));
}

TEST(RunIndex, ADatabaseOfAnotherProgramIsLeftAlone) {
  const Scratch scratch;
  const fs::path file = scratch.path() / "ghost.db";
  { Database(file).execute("CREATE TABLE songs(title TEXT); PRAGMA application_id=77"); }
  EXPECT_THROW(RunIndex{file}, Error);
  EXPECT_EQ(Database(file).schema().size(), 1u);
}

TEST(RunIndex, AnIndexOfANewerVersionIsRefusedWithASentence) {
  const Scratch scratch;
  const fs::path file = scratch.path() / "ghost.db";
  { RunIndex index(file); }
  { Database(file).execute("PRAGMA user_version=999"); }
  try {
    RunIndex index(file);
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("newer version"));
  }
}

TEST(RunIndex, ASchemaWithSomethingAddedIsNotTrusted) {
  const Scratch scratch;
  const fs::path file = scratch.path() / "ghost.db";
  { RunIndex index(file); }
  { Database(file).execute("CREATE TABLE extra(a)"); }
  { RunIndex index(file); }
  EXPECT_TRUE(fs::exists(file.string() + ".damaged"));
}

TEST(RunIndex, ALinkIsNotFollowed) {
  const Scratch scratch;
  scratch.write("elsewhere", "");
  fs::create_symlink(scratch.path() / "elsewhere", scratch.path() / "ghost.db");
  EXPECT_THROW(RunIndex{scratch.path() / "ghost.db"}, Error);
}

TEST(Database, IsOpenedWithTheSettingsForHostileFiles) {
  const Scratch scratch;
  Database database(scratch.path() / "a.db");
  EXPECT_EQ(database.pragma("trusted_schema"), 0);
  EXPECT_EQ(database.pragma("mmap_size"), 0);
  EXPECT_EQ(database.pragma("cell_size_check"), 1);
  database.execute("CREATE TABLE t(a)");
  EXPECT_THROW(database.execute("ATTACH DATABASE ':memory:' AS other"), Error);
  EXPECT_THROW(database.execute("CREATE TRIGGER x AFTER INSERT ON t BEGIN DELETE FROM t; END"), Error);
  EXPECT_THROW(database.execute("CREATE VIEW v AS SELECT 1"), Error);
  EXPECT_THROW(database.execute("PRAGMA writable_schema=ON; UPDATE sqlite_schema SET sql='x'"), Error);
  EXPECT_THROW(database.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT sum(i) FROM n"), Error) << "a statement can't run for ever";
}

TEST(Database, ATransactionThatIsNotCommittedLeavesNothing) {
  Database database{fs::path()};
  database.execute("CREATE TABLE t(a)");
  {
    Transaction transaction(database);
    database.prepare("INSERT INTO t VALUES(?)").bind(std::int64_t(1)).run();
  }
  auto count = database.prepare("SELECT count(*) FROM t");
  ASSERT_TRUE(count.step());
  EXPECT_EQ(count.integer(0), 0);
}

TEST(Database, MigrationsBringAnEmptyFileToTheNewestVersion) {
  Database database{fs::path()};
  EXPECT_EQ(fitOf(database), Fit::Empty);
  migrate(database);
  EXPECT_EQ(fitOf(database), Fit::Ours);
  EXPECT_EQ(database.pragma("user_version"), schemaVersion());
}

}  // namespace
}  // namespace ghost::store
