#include "run/run_folder.h"

#include <sys/wait.h>
#include <unistd.h>

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "run/process_identity.h"
#include "scratch.h"

namespace ghost::run {
namespace {

wire::Event event(const std::string& kind, Json body = Json::object(), std::int64_t seq = 1) { return {"run", seq, "2026-01-01T00:00:00.000Z", kind, std::move(body)}; }

void writeEvents(const RunFolder& run, int attempt, const std::vector<wire::Event>& events) {
  std::string text;
  for (const auto& one : events) text += wire::format(one) + "\n";
  writeText(run.eventsFile(attempt), text);
}

/// The identity of a process that has ended.
ProcessIdentity deadProcess() {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  ::waitpid(child, nullptr, 0);
  ProcessIdentity identity = ProcessIdentity::ofThisProcess();
  identity.pid = child;
  return identity;
}

OrderedJson runningAs(const ProcessIdentity& process) {
  OrderedJson status{{"state", "running"}};
  process.writeTo(status);
  return status;
}

TEST(RunFolder, NamesAreUniqueAndSafe) {
  const Scratch scratch;
  std::set<std::string> names;
  for (int i = 0; i < 50; ++i) names.insert(RunFolder::create(scratch / "runs", "A/b ../c", "ghost").name());
  EXPECT_EQ(names.size(), 50u);
  for (const auto& name : names) EXPECT_THAT(name, testing::MatchesRegex("[0-9]+-[0-9]+-A_b_[.][.]_c-ghost-[0-9a-f]+"));
}

TEST(RunFolder, OpensOnlyRunFolders) {
  const Scratch scratch;
  EXPECT_THROW(RunFolder::open(scratch / "none"), Error);
  EXPECT_THROW(RunFolder::open(scratch.path()), Error);
  const auto run = RunFolder::create(scratch / "runs", "D", "ghost");
  EXPECT_EQ(RunFolder::open(run.path()).name(), run.name());
  EXPECT_EQ(RunFolder::open(run.path().string() + "/").name(), run.name());
}

TEST(RunFolder, ListShowsRunsNewestFirstAndNothingElse) {
  const Scratch scratch;
  for (const char* name : {"20250101-000000-D-ghost-0001", "20260101-000000-D-ghost-0001", "notes"}) std::filesystem::create_directories(scratch / "runs" / name);
  for (const char* name : {"20250101-000000-D-ghost-0001", "20260101-000000-D-ghost-0001"}) writeText(scratch / "runs" / name / "status.json", "{}");
  const auto runs = RunFolder::list(scratch / "runs");
  ASSERT_EQ(runs.size(), 2u);
  EXPECT_EQ(runs[0].name(), "20260101-000000-D-ghost-0001");
  EXPECT_TRUE(RunFolder::list(scratch / "nowhere").empty());
}

TEST(RunState, NamesGoThereAndBack) {
  for (const State state : {State::Queued, State::Running, State::LinkLost, State::Unknown, State::Stopped, State::Failed, State::Finished}) EXPECT_EQ(stateOf(stateName(state)), state);
  EXPECT_EQ(stateName(State::LinkLost), "link lost");
  EXPECT_EQ(stateOf("exploded"), State::Unknown);
}

TEST(RunState, RunningWhileItsProcessLives) {
  const Scratch scratch;
  const auto run = RunFolder::create(scratch / "runs", "D", "ghost");
  EXPECT_EQ(run.state(), State::Queued);
  run.writeStatus(runningAs(ProcessIdentity::ofThisProcess()));
  EXPECT_EQ(run.state(), State::Running);
}

TEST(RunState, UnknownWhenItsProcessIsGoneWithoutAWord) {
  const Scratch scratch;
  const auto run = RunFolder::create(scratch / "runs", "D", "ghost");
  run.writeStatus(runningAs(deadProcess()));
  writeEvents(run, 1, {event("accepted")});
  EXPECT_EQ(run.state(), State::Unknown);
}

TEST(RunState, TheLastEventTellsTheEndOfAProcessThatIsGone) {
  const Scratch scratch;
  for (const auto& [outcome, state] : {std::pair("done", State::Finished), std::pair("stopped", State::Stopped), std::pair("failed", State::Failed)}) {
    const auto run = RunFolder::create(scratch / "runs", "D", "ghost");
    run.writeStatus(runningAs(deadProcess()));
    writeEvents(run, 1, {event("accepted"), event("ended", {{"outcome", outcome}}, 2)});
    EXPECT_EQ(run.state(), state) << outcome;
  }
}

TEST(RunState, AnEndThatTellsNoOutcomeIsUnknown) {
  const Scratch scratch;
  const auto run = RunFolder::create(scratch / "runs", "D", "ghost");
  run.writeStatus(runningAs(deadProcess()));
  for (const Json& body : {Json{{"outcome", 3}}, Json{{"outcome", nullptr}}, Json::object()}) {
    writeEvents(run, 1, {event("ended", body)});
    EXPECT_EQ(run.state(), State::Unknown) << body;
  }
}

TEST(RunState, AnotherProcessWithTheSamePidIsNotTheRun) {
  const Scratch scratch;
  const auto run = RunFolder::create(scratch / "runs", "D", "ghost");
  ProcessIdentity other = ProcessIdentity::ofThisProcess();
  other.started -= 1;
  run.writeStatus(runningAs(other));
  EXPECT_EQ(run.state(), State::Unknown);
}

TEST(RunState, NothingIsClaimedAboutAnotherMachine) {
  const Scratch scratch;
  const auto run = RunFolder::create(scratch / "runs", "D", "ghost");
  ProcessIdentity other = deadProcess();
  other.host = "elsewhere";
  run.writeStatus(runningAs(other));
  EXPECT_EQ(run.state(), State::Running);
}

TEST(RunState, ADamagedStatusIsUnknown) {
  const Scratch scratch;
  const auto run = RunFolder::create(scratch / "runs", "D", "ghost");
  for (const char* text : {"", "{", "[]", "{\"state\": 3}"}) {
    writeText(run.path() / "status.json", text);
    EXPECT_EQ(run.state(), State::Unknown) << text;
  }
}

Json metric(std::int64_t step) { return {{"name", "train/nll"}, {"step", step}, {"value", 1.0}, {"group", "all"}}; }
Json checkpoint(std::int64_t step) { return {{"artifact", "checkpoint"}, {"path", "checkpoints/step-" + std::to_string(step)}, {"hash", "x"}}; }

std::vector<std::int64_t> steps(const EventLog& log) {
  std::vector<std::int64_t> found;
  for (const auto& one : log.events)
    if (one.kind == "metric") found.push_back(one.body["step"].get<std::int64_t>());
  return found;
}

TEST(EventLog, AnOlderAttemptEndsAtTheCheckpointThatTheNextOneTook) {
  const Scratch scratch;
  const auto run = RunFolder::create(scratch / "runs", "D", "ghost");
  writeEvents(run, 1, {event("accepted", {{"resumes_after_step", 0}}), event("metric", metric(1)), event("metric", metric(2)), event("artifact", checkpoint(2)),
                       event("metric", {{"name", "valid/nll/epoch"}, {"step", 1}, {"value", 2.0}}), event("metric", metric(3)), event("metric", metric(4))});
  writeEvents(run, 2, {event("accepted", {{"resumes_after_step", 2}}), event("metric", metric(3)), event("metric", metric(4)), event("metric", metric(5))});
  EXPECT_THAT(steps(readEvents(run)), testing::ElementsAre(1, 2, 3, 4, 5));  // the epoch's number after the checkpoint is dropped too
}

TEST(EventLog, WithoutTheCheckpointsEventTheStepDecides) {
  const Scratch scratch;
  const auto run = RunFolder::create(scratch / "runs", "D", "ghost");
  writeEvents(run, 1, {event("accepted"), event("metric", {{"name", "valid/nll/epoch"}, {"step", 7}, {"value", 2.0}}), event("metric", metric(1)), event("metric", metric(2)), event("metric", metric(3))});
  writeEvents(run, 2, {event("accepted", {{"resumes_after_step", 2}}), event("metric", metric(3))});
  EXPECT_THAT(steps(readEvents(run)), testing::ElementsAre(7, 1, 2, 3));
}

TEST(EventLog, CurvesOfTheTokensDecideNothing) {
  const Scratch scratch;
  const auto run = RunFolder::create(scratch / "runs", "D", "ghost");
  writeEvents(run, 1, {event("accepted"), event("metric", {{"name", "tokens/reconstruction"}, {"step", 200}, {"value", 2.0}}), event("metric", metric(1)), event("metric", metric(2)), event("metric", metric(3))});
  writeEvents(run, 2, {event("accepted", {{"resumes_after_step", 2}}), event("metric", metric(3))});
  EXPECT_THAT(steps(readEvents(run)), testing::ElementsAre(200, 1, 2, 3));
}

TEST(EventLog, AThirdAttemptCutsBothBeforeIt) {
  const Scratch scratch;
  const auto run = RunFolder::create(scratch / "runs", "D", "ghost");
  writeEvents(run, 1, {event("accepted"), event("metric", metric(1)), event("artifact", checkpoint(1)), event("metric", metric(2)), event("artifact", checkpoint(2)), event("metric", metric(3))});
  writeEvents(run, 2, {event("accepted", {{"resumes_after_step", 2}}), event("metric", metric(3)), event("metric", metric(4))});
  writeEvents(run, 3, {event("accepted", {{"resumes_after_step", 1}}), event("metric", metric(2))});  // checkpoint 2 was damaged
  EXPECT_THAT(steps(readEvents(run)), testing::ElementsAre(1, 2));
}

TEST(EventLog, ATornLastLineIsNoDamageAndABrokenOneIsCounted) {
  const Scratch scratch;
  const auto run = RunFolder::create(scratch / "runs", "D", "ghost");
  const std::string line = wire::format(event("metric", metric(1)));
  writeText(run.eventsFile(1), line + "\n{broken\n" + line + "\n" + std::string(300, '\0') + "\n" + line.substr(0, 20));
  const EventLog log = readEvents(run);
  EXPECT_EQ(log.events.size(), 2u);
  EXPECT_EQ(log.damagedLines, 2);
}

}  // namespace
}  // namespace ghost::run
