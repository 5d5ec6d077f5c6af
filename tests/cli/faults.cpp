// Every system call by which a verb writes fails once, and kills the program once: nothing half is left, and what a killed one left the next start takes away.
#include <sys/stat.h>

#include <cerrno>
#include <fstream>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file_ops.h"
#include "program.h"
#include "run/run_condition.h"
#include "run/run_folder.h"

namespace ghost::cli {
namespace {

namespace fs = std::filesystem;

/// Everything below a folder by its relative path, folders included; digits of run names are left out, so that two calls can be compared.
std::set<std::string> treeOf(const fs::path& folder) {
  std::set<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) names.insert(entry.path().lexically_relative(folder).string());
  return names;
}

std::set<std::string> temporariesIn(const std::set<std::string>& names) {
  std::set<std::string> found;
  for (const auto& name : names)
    if (name.find(".tmp-") != std::string::npos || name.find(".old-") != std::string::npos || name.find(".ghost-") != std::string::npos) found.insert(name);
  return found;
}

struct Inputs {
  Scratch scratch;
  std::string project = tinyCopy(scratch), data = project + "/data", vectors = data + "/Tiny.emb-generated.npy", run;
  Inputs() {
    const Called made = ghost(quick({"run", project, "--recipe", "popularity", "--json"}));
    EXPECT_EQ(made.exitCode, 0) << made.err;
    run = project + "/runs/" + made.json()["run"].get<std::string>();
  }
};
const Inputs& inputs() {
  static const Inputs once;
  return once;
}

struct Writer {
  std::string name;
  std::function<std::vector<std::string>(const std::string& out)> words;
  bool occupied = false;  ///< a person's file lies in the folder already
};

std::vector<Writer> writers() {
  const Inputs& in = inputs();
  std::vector<Writer> all{
      {"project new", [&in](const std::string& out) { return std::vector<std::string>{"project", "new", out + "/a/new", "--data", in.data, "--vectors", in.vectors}; }},
      {"project new in a folder", [&in](const std::string& out) { return std::vector<std::string>{"project", "new", out, "--data", in.data, "--vectors", in.vectors}; }, true},
      {"data import --to", [&in](const std::string& out) { return std::vector<std::string>{"data", "import", in.data, "--to", out + "/new"}; }},
      {"data import --project", [&in](const std::string& out) { return std::vector<std::string>{"data", "import", in.data, "--project", out + "/new"}; }},
      {"data generate", [](const std::string& out) { return std::vector<std::string>{"data", "generate", "--project", out + "/new", "--users", "30"}; }},
      {"data export", [&in](const std::string& out) { return std::vector<std::string>{"data", "export", in.data, "--format", "recbole", "--to", out + "/new"}; }},
      {"sid build", [&in](const std::string& out) { return std::vector<std::string>{"sid", "build", "--data", in.data, "--vectors", in.vectors, "--tokenizer", "rqkmeans", "-o", "codes=4", "--out", out + "/new"}; }},
      {"embed", [&in](const std::string& out) { return std::vector<std::string>{"embed", in.project, "--encoder", "tfidf", "--out", out + "/new.npy"}; }},
      {"run export", [&in](const std::string& out) { return std::vector<std::string>{"run", "export", in.run, "--out", out + "/new.csv"}; }},
  };
  if (fs::exists(std::string(GHOST_BIN) + "/ghost-figure"))
    all.push_back({"figure export", [&in](const std::string& out) { return std::vector<std::string>{"figure", "export", "long-tail", "--project", in.project, "--out", out + "/new", "--format", "pdf,csv,json", "--force"}; }});
  return all;
}

/// One call of a writer in a folder of its own.
struct Trial {
  Scratch scratch;
  std::string out = scratch / "out";
  explicit Trial(const Writer& writer) {
    fs::create_directories(out);
    if (writer.occupied) writeText(out + "/mine.txt", "a person's own");
  }
  std::set<std::string> tree() const { return treeOf(out); }
};

std::int64_t pointsOf(const Writer& writer, const std::set<std::string>& expected) {
  const Trial trial(writer);
  const Called called = ghost(writer.words(trial.out), faulty({{"GHOST_FAULT_LOG", trial.scratch / "log"}, {"GHOST_FAULT_UNDER", trial.out}}));
  EXPECT_EQ(called.exitCode, 0) << writer.name << called.err;
  EXPECT_EQ(trial.tree(), expected) << writer.name;
  std::ifstream log(trial.scratch / "log");
  std::int64_t count = 0;
  for (std::string line; std::getline(log, line);) ++count;
  EXPECT_GE(count, 3) << writer.name << ": the injector sees nothing";
  return count;
}

/// Every `stride`-th point of every writer; each point with one of the errors where it isn't every one.
void everythingFails(std::int64_t stride) {
  const std::vector<int> all{ENOSPC, EIO, EACCES};
  for (const Writer& writer : writers()) {
    Trial clean(writer);
    const auto before = clean.tree();
    ASSERT_EQ(ghost(writer.words(clean.out)).exitCode, 0) << writer.name;
    const auto whole = clean.tree();
    const std::int64_t points = pointsOf(writer, whole);
    for (std::int64_t point = 1; point <= points; point += stride) {
      const std::string at = std::to_string(point);
      for (const int error : stride == 1 ? all : std::vector<int>{all[static_cast<std::size_t>(point / stride) % all.size()]}) {
        const Trial trial(writer);
        const Called called = ghost(writer.words(trial.out), faulty({{"GHOST_FAULT_AT", at}, {"GHOST_FAULT_ERROR", std::to_string(error)}, {"GHOST_FAULT_UNDER", trial.out}}));
        const std::string where = writer.name + ", point " + at + " of " + std::to_string(points) + ", errno " + std::to_string(error) + "\n" + called.err;
        if (called.exitCode == 0) EXPECT_EQ(temporariesIn(trial.tree()).size() + whole.size(), trial.tree().size()) << where;  // the fault hit a mere removal
        else if (called.err.find("; new: ") != std::string::npos) EXPECT_TRUE(temporariesIn(trial.tree()).empty()) << where;  // a figure that got its name in some formats, and says so
        else EXPECT_EQ(trial.tree(), before) << where;
        if (called.exitCode != 0) EXPECT_THAT(called.sentence(), testing::HasSubstr("/out")) << where;
      }
      const Trial trial(writer);
      const Called killed = ghost(writer.words(trial.out), faulty({{"GHOST_FAULT_AT", at}, {"GHOST_FAULT_UNDER", trial.out}}));
      if (writer.name != "figure export") EXPECT_EQ(killed.exitCode, 128 + SIGKILL) << writer.name << at;
      const Called again = ghost(writer.words(trial.out));
      // One that died after its last step has done its work; then there is something already.
      if (again.exitCode != 0) EXPECT_EQ(again.exitCode, 2) << writer.name << at << again.err;
      EXPECT_EQ(trial.tree(), whole) << writer.name << ", killed at " << at;
    }
  }
}

TEST(Faults, AWriterThatFailsOrDiesLeavesNothingHalf) { everythingFails(31); }
TEST(SlowFaults, AWriterThatFailsOrDiesLeavesNothingHalfAtAnyPoint) { everythingFails(1); }

/// A disk that stays broken: nothing can be removed either, and the next start does it.
void breakForGood(const std::vector<const char*>& points) {
  for (const Writer& writer : writers()) {
    Trial clean(writer);
    ASSERT_EQ(ghost(writer.words(clean.out)).exitCode, 0);
    for (const char* point : points) {
      const Trial trial(writer);
      ghost(writer.words(trial.out), faulty({{"GHOST_FAULT_AT", point}, {"GHOST_FAULT_ON", "1"}, {"GHOST_FAULT_ERROR", std::to_string(EIO)}, {"GHOST_FAULT_UNDER", trial.out}}));
      const Called again = ghost(writer.words(trial.out));
      EXPECT_EQ(trial.tree(), clean.tree()) << writer.name << ", broken from " << point << "\n" << again.err;
    }
  }
}
TEST(Faults, WhatCouldNotBeRemovedGoesAtTheNextStart) { breakForGood({"5"}); }
TEST(SlowFaults, WhatCouldNotBeRemovedGoesAtTheNextStartWhereverItBroke) { breakForGood({"2", "3", "4", "6", "7", "8", "9", "11", "13"}); }

/// The runs that a project has after a call that failed or died; none may be left that is said to wait.
void expectNoHalfRun(const std::string& project, const std::string& where) {
  for (const auto& run : run::RunFolder::list(project + "/runs")) {
    const auto condition = run::conditionOf(run);
    EXPECT_NE(condition.state, run::State::Queued) << where;
    EXPECT_NE(condition.state, run::State::Running) << where;
    EXPECT_TRUE(condition.resumable) << where << condition.sentence;
  }
}

void runsFail(std::int64_t stride) {
  Scratch scratch;
  const std::string first = tinyCopy(scratch, "first"), log = scratch / "log";
  auto words = [](const std::string& project) { return quick({"run", project, "--recipe", "rqk-4", "--quiet"}); };
  ASSERT_EQ(ghost(words(first), faulty({{"GHOST_FAULT_LOG", log}, {"GHOST_FAULT_UNDER", first}})).exitCode, 0);
  std::ifstream in(log);
  std::int64_t points = 0;
  for (std::string line; std::getline(in, line);) ++points;
  ASSERT_GT(points, 50);
  for (std::int64_t point = 1; point <= points; point += stride) {
    for (const int error : {ENOSPC, EIO, 0}) {
      const Scratch place;
      const std::string project = tinyCopy(place), where = "point " + std::to_string(point) + ", errno " + std::to_string(error) + "\n";
      std::map<std::string, std::string> settings{{"GHOST_FAULT_AT", std::to_string(point)}, {"GHOST_FAULT_UNDER", project}};
      if (error != 0) settings["GHOST_FAULT_ERROR"] = std::to_string(error);
      const Called called = ghost(words(project), faulty(settings));
      expectNoHalfRun(project, where + called.err);
      const auto runs = run::RunFolder::list(project + "/runs");
      ASSERT_LE(runs.size(), 1u) << where;
      if (error != 0 && called.exitCode != 0 && !runs.empty()) EXPECT_EQ(runs.front().state(), run::State::Failed) << where << called.err;
      if (error != 0 && called.exitCode != 0) EXPECT_TRUE(temporariesIn(treeOf(project)).empty()) << where << called.err;
      std::vector<std::string> again = runs.empty() ? words(project) : quick({"run", project, "--resume", runs.front().name(), "--quiet"});
      const Called resumed = ghost(again);
      EXPECT_EQ(resumed.exitCode, 0) << where << resumed.err;
      EXPECT_TRUE(temporariesIn(treeOf(project)).empty()) << where << testing::PrintToString(temporariesIn(treeOf(project)));
    }
  }
}

TEST(Faults, ARunThatFailsOrDiesIsFailedOrInterruptedAndGoesOn) { runsFail(71); }
TEST(SlowFaults, ARunThatFailsOrDiesIsFailedOrInterruptedAtAnyPoint) { runsFail(1); }

/// A run of the counting backend that was stopped after its first checkpoints.
std::string stoppedRun(const std::string& project) {
  Running running({"run", project, "--recipe", "ghost", "--backend", "frequency", "-o", "epochs=100000", "-o", "users_per_batch=8", "-o", "threads=1"});
  EXPECT_FALSE(running.errorLineWith("epoch 2: validation NLL").empty());
  running.signal(SIGINT);
  EXPECT_EQ(running.wait(), 130);
  return run::RunFolder::list(project + "/runs").front().name();
}

TEST(LostCheckpoint, IsSaidAndTheRunBeginsAgainOnlyWhenAsked) {
  const Scratch scratch;
  const std::string project = tinyCopy(scratch), run = stoppedRun(project), checkpoints = project + "/runs/" + run + "/checkpoints";
  fs::rename(checkpoints, scratch / "elsewhere");
  const std::vector<std::string> resume{"run", project, "--resume", run, "--backend", "frequency"};
  const int attempts = run::RunFolder::open(project + "/runs/" + run).attempts();
  for (const bool damaged : {false, true}) {
    if (damaged)
      for (const auto& [name, hash] : snapshot(scratch / "elsewhere")) writeText(fs::path(checkpoints) / name, "x");
    const Called refused = ghost(resume);
    EXPECT_EQ(refused.exitCode, 3) << refused.err;
    EXPECT_THAT(refused.sentence(), testing::AllOf(testing::HasSubstr("the run saved a checkpoint of step"), testing::HasSubstr(damaged ? "damaged" : "gone"), testing::HasSubstr("--start-over")));
    EXPECT_EQ(run::RunFolder::open(project + "/runs/" + run).attempts(), attempts) << "a refused start is no attempt";
  }
  Running again({"run", project, "--resume", run, "--start-over", "--backend", "frequency"});
  EXPECT_FALSE(again.errorLineWith("begins again at step 0").empty());
  EXPECT_FALSE(again.errorLineWith("epoch 1: validation NLL").empty());
  again.signal(SIGINT);
  EXPECT_EQ(again.wait(), 130);
  EXPECT_EQ(ghost({"run", project, "--recipe", "ghost", "--start-over"}).exitCode, 2);
}

TEST(LostCheckpoint, TheNewestIsMissedAloud) {
  const Scratch scratch;
  const std::string project = tinyCopy(scratch), run = stoppedRun(project);
  const fs::path checkpoints = project + "/runs/" + run + "/checkpoints";
  std::int64_t newest = 0;
  for (const auto& entry : fs::directory_iterator(checkpoints)) newest = std::max<std::int64_t>(newest, std::stoll(entry.path().filename().string().substr(5)));
  fs::remove_all(checkpoints / ("step-" + std::to_string(newest)));
  Running again({"run", project, "--resume", run, "--backend", "frequency"});
  EXPECT_THAT(again.errorLineWith("is gone; continuing from"), testing::HasSubstr("the checkpoint of step " + std::to_string(newest)));
  again.signal(SIGINT);
  again.wait();
}

}  // namespace
}  // namespace ghost::cli
