// A trainer that is killed twenty times, at random and inside the saver, ends in the same weights, moments, random streams and events as one left alone.
// Saver and pruner are killed at their system calls by the injector of tests/faults.
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <map>
#include <thread>

#include "base/file_ops.h"
#include "base/rng.h"
#include "model/checkpoint.h"
#include "model/trainer.h"
#include "run/event_reporter.h"
#include "run/run_folder.h"
#include "temporary_folder.h"
#include "tiny_training.h"

extern char** environ;

namespace ghost::model::testing {
namespace {
namespace fs = std::filesystem;

constexpr const char* folderVariable = "GHOST_KILL_DRILL_FOLDER";
constexpr const char* saverVariable = "GHOST_FAULT_AT";
constexpr const char* againVariable = "GHOST_KILL_DRILL_AGAIN";
constexpr const char* stepVariable = "GHOST_KILL_DRILL_STEP";

[[noreturn]] void die() {
  ::kill(::getpid(), SIGKILL);
  for (;;) ::pause();
}

/// Counts optimiser steps for the killer's thread and passes everything on.
class Counting : public Reporter {
 public:
  explicit Counting(Reporter& to) : m_to(to) {}
  void progress(std::int64_t done, std::int64_t total, std::string_view unit) override {
    ++steps;
    m_to.progress(done, total, unit);
  }
  void metric(const Metric& metric) override { m_to.metric(metric); }
  void probe(const Probe& probe) override { m_to.probe(probe); }
  void artifact(std::string_view kind, std::string_view path, std::string_view hash) override { m_to.artifact(kind, path, hash); }
  void note(std::string_view level, std::string_view text) override { m_to.note(level, text); }
  std::atomic<std::int64_t> steps{0};

 private:
  Reporter& m_to;
};

std::int64_t numberOf(const char* variable) {
  const char* text = std::getenv(variable);
  return text ? std::atoll(text) : 0;
}

/// One life of the trainer; what the variables ask for ends it early.
void live(const fs::path& folder) {
  const TinyTraining training(160, {{"epochs", "4"}, {"threads", "2"}, {"checkpoint_every", "4"}});
  const auto run = run::RunFolder::open(folder);
  const int attempt = run.attempts() + 1;
  tidyFolder(run.checkpoints());
  const std::int64_t step = attempt > 1 ? torchBackend()->resumeStep(run.checkpoints()) : 0;
  run::EventReporter events(run, attempt, {{"attempt", attempt}, {"resumes_after_step", step}}, {});
  Counting reporter(events);
  std::jthread killer;
  if (const std::int64_t fatal = numberOf(stepVariable))
    killer = std::jthread([&reporter, fatal](const std::stop_token& stop) {
      // Somewhere inside the step that follows: the fractional part of a hash spins a while first.
      while (reporter.steps < fatal && !stop.stop_requested()) std::this_thread::yield();
      Rng rng(static_cast<std::uint64_t>(fatal * 977 + ::getpid()));
      for (std::uint64_t i = rng.below(2000000); i > 0; --i) asm volatile("");
      if (!stop.stop_requested()) die();
    });
  train(training.input(run.checkpoints(), attempt > 1, reporter));
}

TEST(KillDrillChild, OneLife) {
  const char* folder = std::getenv(folderVariable);
  if (!folder) GTEST_SKIP() << "only a child of the drill";
  live(folder);
}

using Settings = std::map<std::string, std::string>;

/// What became of a child of this program that plays one life with these variables set: 0 when it came to its end, -1 when it was killed, else its exit code.
int childOf(const Settings& settings) {
  std::vector<std::string> environment{"ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0"};
  for (const auto& [name, value] : settings) environment.push_back(name + "=" + value);
  if (settings.contains(saverVariable)) environment.push_back(std::string("LD_PRELOAD=") + GHOST_FAULTS);
  std::vector<char*> pointers;
  for (char** one = environ; *one; ++one)
    if (!std::string_view(*one).starts_with("ASAN_OPTIONS=")) pointers.push_back(*one);
  for (auto& one : environment) pointers.push_back(one.data());
  pointers.push_back(nullptr);
  std::string program = fs::read_symlink("/proc/self/exe").string(), filter = "--gtest_filter=KillDrillChild.*", brief = "--gtest_brief=1";
  char* arguments[] = {program.data(), filter.data(), brief.data(), nullptr};
  pid_t child = 0;
  if (::posix_spawn(&child, program.c_str(), nullptr, nullptr, arguments, pointers.data()) != 0) throw std::runtime_error("the child doesn't start");
  int status = 0;
  ::waitpid(child, &status, 0);
  if (WIFSIGNALED(status)) {
    EXPECT_EQ(WTERMSIG(status), SIGKILL);
    return -1;
  }
  return WEXITSTATUS(status);
}

/// Runs one life in a process of its own; true when it came to its end.
bool lives(const fs::path& folder, const char* variable, std::int64_t value) {
  const int end = childOf({{folderVariable, folder.string()}, {"GHOST_FAULT_UNDER", "/checkpoints"}, {variable, std::to_string(value)}});
  EXPECT_LE(end, 0);
  return end == 0;
}

/// Metrics and probes of the whole run as one story, clock readings left out.
std::vector<std::string> story(const fs::path& folder) {
  std::vector<std::string> lines;
  for (const auto& event : run::readEvents(run::RunFolder::open(folder)).events) {
    if (event.kind != "metric" && event.kind != "probe") continue;
    if (event.body.value("name", "").ends_with("per_second")) continue;
    lines.push_back(event.body.dump());
  }
  return lines;
}

TEST(KillDrill, TwentyDeathsChangeNothing) {
  const TemporaryFolder place;
  const fs::path alone = run::RunFolder::create(place.path() / "alone", "small", "ghost").path();
  ASSERT_TRUE(lives(alone, "GHOST_KILL_DRILL_NOTHING", 1));
  const fs::path killed = run::RunFolder::create(place.path() / "killed", "small", "ghost").path();
  Rng rng(20);
  int kills = 0, inSaver = 0, lived = 0;
  for (int life = 0; kills < 20; ++life) {
    ASSERT_LT(life, 60);
    const bool saver = life % 2 == 0;
    // A checkpoint is due every 4 steps and takes about fifty calls; few enough that an end is reached rarely, many enough to get ahead.
    const bool ended = lives(killed, saver ? saverVariable : stepVariable, saver ? 1 + static_cast<std::int64_t>(rng.below(90)) : 1 + static_cast<std::int64_t>(rng.below(7)));
    if (ended) {
      ++lived;  // it came through: the run is complete, start it anew from its newest but one
      fs::remove_all(newest(run::RunFolder::open(killed).checkpoints()));
      continue;
    }
    ++kills;
    inSaver += saver;
  }
  while (!lives(killed, "GHOST_KILL_DRILL_NOTHING", 1)) {}
  EXPECT_GE(inSaver, 5);
  EXPECT_EQ(bitsOf(newest(run::RunFolder::open(killed).checkpoints())), bitsOf(newest(run::RunFolder::open(alone).checkpoints())));
  EXPECT_EQ(story(killed), story(alone));
  EXPECT_GT(story(alone).size(), 100u);
  RecordProperty("kills", kills);
  RecordProperty("inside_saver", inSaver);
}

/// The training whose only checkpoint is saved again: stopped at the last step of an epoch, resumed, validated and saved under the same step.
TinyTraining shortTraining() { return TinyTraining(24, {{"epochs", "2"}, {"threads", "1"}, {"checkpoint_every", "0"}}); }

void liveAgain(const fs::path& checkpoints) {
  const TinyTraining training = shortTraining();
  Memory memory;
  train(training.input(checkpoints, true, memory));
}

TEST(KillDrillChild, ALifeThatSavesAStepAgain) {
  const char* checkpoints = std::getenv(againVariable);
  if (!checkpoints) GTEST_SKIP() << "only a child of the drill";
  liveAgain(checkpoints);
}

Settings again(const fs::path& place, std::int64_t point, int error, bool exchange) {
  Settings settings{{againVariable, (place / "checkpoints").string()}, {saverVariable, std::to_string(point)}, {"GHOST_FAULT_UNDER", (place / "checkpoints").string()}, {"GHOST_FAULT_LOG", (place / "log").string()}};
  if (error != 0) settings["GHOST_FAULT_ERROR"] = std::to_string(error);
  if (!exchange) settings["GHOST_FAULT_NO_EXCHANGE"] = "1";
  return settings;
}

/// At every `stride`-th call of saver and pruner: killed there (`error` 0), or the call fails. A checkpoint can be loaded at every moment, and the run ends as one left alone.
void saveAgain(std::int64_t stride, int error, bool exchange) {
  const TinyTraining training = shortTraining();
  const Train train = [&](const fs::path& checkpoints, bool resume, Reporter& reporter, const std::stop_token& stop) { return model::train(training.input(checkpoints, resume, reporter, stop)); };
  const TemporaryFolder whole, stopped;
  const Finished expected = finish(train, whole.path());
  Memory memory;
  const std::int64_t last = (static_cast<std::int64_t>(training.samples.trainUsers().size()) + 7) / 8;
  memory.stopAt = last;
  train(stopped.path() / "checkpoints", false, memory, memory.stop.get_token());
  ASSERT_EQ(checkpointsNewestFirst(stopped.path() / "checkpoints").size(), 1u) << "the drill needs the moment with one checkpoint only";
  ASSERT_EQ(torchBackend()->resumeStep(stopped.path() / "checkpoints"), last);
  const std::int64_t points = [&] {
    const TemporaryFolder cut;
    fs::copy(stopped.path() / "checkpoints", cut.path() / "checkpoints", fs::copy_options::recursive);
    EXPECT_EQ(childOf(again(cut.path(), 0, error, exchange)), 0);
    const std::string log = readFile(cut.path() / "log");
    return std::count(log.begin(), log.end(), '\n');
  }();
  ASSERT_GT(points, 60) << "the injector sees too little";
  for (std::int64_t point = 1; point <= points; point += stride) {
    const TemporaryFolder cut;
    const fs::path checkpoints = cut.path() / "checkpoints";
    fs::copy(stopped.path() / "checkpoints", checkpoints, fs::copy_options::recursive);
    const int end = childOf(again(cut.path(), point, error, exchange));
    EXPECT_TRUE(error != 0 || end == -1) << "call " << point << " wasn't reached";
    tidyFolder(checkpoints);  // as the next start does
    EXPECT_GE(torchBackend()->resumeStep(checkpoints), last) << "no checkpoint after call " << point << " of " << points << (exchange ? "" : ", without exchange");
    for (const auto& entry : fs::directory_iterator(checkpoints)) EXPECT_EQ(entry.path().filename().string().find('.'), std::string::npos) << entry.path();
    EXPECT_EQ(finish(train, checkpoints, true).bits, expected.bits) << "call " << point;
  }
}

TEST(KillDrill, ASavedStepIsNeverWithoutACheckpointWhenSavedAgain) { saveAgain(7, 0, true); }
TEST(KillDrill, NorWhereTwoNamesCantBeExchanged) { saveAgain(11, 0, false); }
TEST(SlowKillDrill, SavingAgainDiesAtEveryCall) {
  saveAgain(1, 0, true);
  saveAgain(1, 0, false);
}
TEST(SlowKillDrill, SavingAgainFailsAtEveryCall) {
  for (const int error : {ENOSPC, EIO, EACCES}) saveAgain(1, error, true);
}

}  // namespace
}  // namespace ghost::model::testing
