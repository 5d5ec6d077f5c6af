// A trainer that is killed twenty times, at random and inside the saver, ends in the same weights, moments, random streams and events as one left alone.
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
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
constexpr const char* saverVariable = "GHOST_KILL_DRILL_SAVER_POINT";
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
  const std::int64_t step = attempt > 1 ? torchBackend()->resumeStep(run.checkpoints()) : 0;
  run::EventReporter events(run, attempt, {{"attempt", attempt}, {"resumes_after_step", step}}, {});
  Counting reporter(events);
  std::atomic<std::int64_t> points{0};
  if (const std::int64_t fatal = numberOf(saverVariable))
    setSaverObserver([&points, fatal](std::string_view) { if (++points == fatal) die(); });
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
  setSaverObserver({});
}

TEST(KillDrillChild, OneLife) {
  const char* folder = std::getenv(folderVariable);
  if (!folder) GTEST_SKIP() << "only a child of the drill";
  live(folder);
}

/// Runs one life in a process of its own; true when it came to its end.
bool lives(const fs::path& folder, const char* variable, std::int64_t value) {
  std::vector<std::string> environment{std::string(folderVariable) + "=" + folder.string(), std::string(variable) + "=" + std::to_string(value)};
  std::vector<char*> pointers;
  for (char** one = environ; *one; ++one) pointers.push_back(*one);
  for (auto& one : environment) pointers.push_back(one.data());
  pointers.push_back(nullptr);
  std::string program = fs::read_symlink("/proc/self/exe").string(), filter = "--gtest_filter=KillDrillChild.*", brief = "--gtest_brief=1";
  char* arguments[] = {program.data(), filter.data(), brief.data(), nullptr};
  pid_t child = 0;
  if (::posix_spawn(&child, program.c_str(), nullptr, nullptr, arguments, pointers.data()) != 0) throw std::runtime_error("the child doesn't start");
  int status = 0;
  ::waitpid(child, &status, 0);
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) return false;
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "status " << status;
  return true;
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
    // A checkpoint is due every 4 steps and has 10 points; few enough that an end is reached rarely, many enough to get ahead.
    const bool ended = lives(killed, saver ? saverVariable : stepVariable, saver ? 1 + static_cast<std::int64_t>(rng.below(13)) : 1 + static_cast<std::int64_t>(rng.below(7)));
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

}  // namespace
}  // namespace ghost::model::testing
