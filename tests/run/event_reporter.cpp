#include "run/event_reporter.h"

#include <cmath>
#include <fstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file_ops.h"
#include "scratch.h"

namespace ghost::run {
namespace {

Json accepted() { return {{"attempt", 1}, {"resumes_after_step", 0}}; }

TEST(EventReporter, AnEventIsInTheFileBeforeAnyoneHearsOfIt) {
  const Scratch scratch;
  const auto run = RunFolder::create(scratch / "runs", "D", "ghost");
  int heard = 0;
  EventReporter reporter(run, 1, accepted(), [&](const wire::Event& event) {
    ++heard;
    EXPECT_TRUE(readFile(run.eventsFile(1)).ends_with(wire::format(event) + "\n"));
  });
  reporter.stage("data");
  reporter.metric({"train/nll", 1.5, 1, "all"});
  reporter.note("info", "hello");
  EXPECT_EQ(heard, 4);
}

TEST(EventReporter, SequenceNumbersAreGaplessFromManyThreads) {
  const Scratch scratch;
  const auto run = RunFolder::create(scratch / "runs", "D", "ghost");
  {
    EventReporter reporter(run, 1, accepted(), {});
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t)
      threads.emplace_back([&] { for (int i = 0; i < 50; ++i) reporter.metric({"m", 1, i, "all"}); });
  }
  const EventLog log = readEvents(run);
  ASSERT_EQ(log.events.size(), 201u);
  for (std::size_t i = 0; i < log.events.size(); ++i) EXPECT_EQ(log.events[i].seq, static_cast<std::int64_t>(i) + 1);
}

TEST(EventReporter, ProgressIsThinnedButItsEndIsAlwaysSaid) {
  const Scratch scratch;
  const auto run = RunFolder::create(scratch / "runs", "D", "ghost");
  {
    EventReporter reporter(run, 1, accepted(), {});
    reporter.stage("train");
    for (int i = 1; i <= 5000; ++i) reporter.progress(i, 5000, "steps");
  }
  std::vector<std::int64_t> done;
  for (const auto& event : readEvents(run).events)
    if (event.kind == "progress") done.push_back(event.body["done"].get<std::int64_t>());
  EXPECT_EQ(done.front(), 1);
  EXPECT_EQ(done.back(), 5000);
  EXPECT_LT(done.size(), 500u);
}

TEST(EventReporter, ANumberThatIsNoneBecomesNull) {
  const Scratch scratch;
  const auto run = RunFolder::create(scratch / "runs", "D", "ghost");
  EventReporter(run, 1, accepted(), {}).metric({"loss", std::nan(""), 3, "all"});
  EXPECT_TRUE(readEvents(run).events.back().body["value"].is_null());
}

TEST(EventReporter, PathsInsideTheRunFolderAreSaidFromThere) {
  const Scratch scratch;
  const auto run = RunFolder::create(scratch / "runs", "D", "ghost");
  EventReporter reporter(run, 1, accepted(), {});
  reporter.artifact("checkpoint", (run.checkpoints() / "step-3").string(), "h");
  EXPECT_EQ(readEvents(run).events.back().body["path"], "checkpoints/step-3");
  reporter.artifact("tokens", "/elsewhere/x", "h");
  EXPECT_EQ(readEvents(run).events.back().body["path"], "/elsewhere/x");
}

TEST(EventReporter, TheEndIsInEventsAndStatus) {
  const Scratch scratch;
  const auto run = RunFolder::create(scratch / "runs", "D", "ghost");
  {
    EventReporter reporter(run, 1, accepted(), {});
    EXPECT_EQ(run.state(), State::Running);
    reporter.ended(State::Failed, {{"outcome", "failed"}, {"error", "the sentence"}});
  }
  EXPECT_EQ(run.state(), State::Failed);
  EXPECT_EQ(run.status()["error"], "the sentence");
  EXPECT_EQ(readEvents(run).events.back().kind, "ended");
}

}  // namespace
}  // namespace ghost::run
