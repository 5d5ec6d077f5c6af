#include <signal.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/file_ops.h"
#include "program.h"
#include "run/run_folder.h"
#include "wire/message.h"

namespace ghost::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

std::string command(const std::string& kind, Json body = Json::object()) { return wire::format(wire::Command{kind, std::move(body)}) + "\n"; }

Json runBody(const std::string& project, int epochs = 3) {
  return {{"id", "r1"}, {"project", project}, {"recipe", "ghost"}, {"backend", "frequency"}, {"values", {{"epochs", epochs}, {"users_per_batch", 8}, {"threads", 1}}}};
}

std::vector<wire::Event> eventsOf(const std::string& out) {
  std::vector<wire::Event> events;
  wire::LineSplitter splitter;
  splitter.feed(out);
  while (const auto line = splitter.next()) events.push_back(wire::parseEvent(*line));
  return events;
}

run::RunFolder onlyRun(const std::string& project) {
  const auto runs = run::RunFolder::list(project + "/runs");
  EXPECT_EQ(runs.size(), 1u);
  return runs.front();
}

TEST(Worker, AnswersAndPlaysARunFromTheFirstEventToTheLast) {
  const Scratch scratch;
  const std::string project = tinyCopy(scratch);
  const Called called = ghost({"worker"}, {.input = command("ping", {{"id", "p"}}) + command("run", runBody(project)) + command("bye")});
  ASSERT_EQ(called.exitCode, 0) << called.err;
  std::string ofRun;
  std::vector<std::string> ofSession;
  for (const auto& event : eventsOf(called.out)) {
    if (event.run.empty()) ofSession.push_back(event.kind);
    else ofRun += wire::format(event) + "\n";
  }
  EXPECT_THAT(ofSession, testing::ElementsAre("ready", "pong"));
  const auto run = onlyRun(project);
  EXPECT_EQ(run.state(), run::State::Finished);
  EXPECT_EQ(ofRun, readFile(run.eventsFile(1)));  // what is printed is a live view of the file
}

TEST(Worker, DescribesTheSameProgramAsTheVerb) {
  const auto events = eventsOf(ghost({"worker"}, {.input = command("describe", {{"id", "d"}}) + command("bye")}).out);
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[1].kind, "described");
  EXPECT_EQ(events[1].body["id"], "d");
  EXPECT_EQ(events[1].body["description"], Json(ghost({"describe", "--json"}).json()));
}

TEST(Worker, StopsAfterACheckpointAndResumes) {
  const Scratch scratch;
  const std::string project = tinyCopy(scratch);
  Running worker({"worker"});
  worker.write(command("run", runBody(project, 100000)));
  ASSERT_FALSE(worker.lineWith("\"checkpoint\"").empty());
  worker.write(command("stop"));
  EXPECT_THAT(worker.lineWith("\"ended\""), HasSubstr("\"stopped\""));
  const auto run = onlyRun(project);
  EXPECT_EQ(run.state(), run::State::Stopped);
  worker.write(command("run", {{"project", project}, {"resume", run.name()}, {"backend", "frequency"}}));
  const auto accepted = wire::parseEvent(worker.lineWith("\"accepted\""));
  EXPECT_EQ(accepted.body["attempt"], 2);
  EXPECT_GT(accepted.body["resumes_after_step"], 0);
  worker.write(command("stop", {{"run", run.name()}}));
  EXPECT_FALSE(worker.lineWith("\"ended\"").empty());
  worker.closeInput();
  EXPECT_EQ(worker.wait(), 0);
}

TEST(Worker, OneRunAtATime) {
  const Scratch scratch;
  const std::string project = tinyCopy(scratch);
  Running worker({"worker"});
  worker.write(command("run", runBody(project, 100000)));
  ASSERT_FALSE(worker.lineWith("\"train/nll\"").empty());
  worker.write(command("run", {{"id", "second"}, {"project", project}, {"recipe", "popularity"}}));
  const auto refused = wire::parseEvent(worker.lineWith("\"second\""));
  EXPECT_EQ(refused.kind, "ended");
  EXPECT_EQ(refused.body["exit_code"], 2);
  worker.write(command("stop"));
  worker.closeInput();
  EXPECT_EQ(worker.wait(), 0);
}

TEST(Worker, ARunThatCantBeginSaysWhyUnderItsId) {
  const Scratch scratch;
  for (const auto& [body, code] : std::vector<std::pair<Json, int>>{{{{"id", "x"}, {"project", scratch / "nowhere"}}, 3}, {{{"id", "x"}}, 2}, {{{"id", "x"}, {"project", std::string(GHOST_PROJECTS) + "/tiny"}, {"recipe", "gohst"}}, 2},
                                                                   {{{"id", "x"}, {"project", std::string(GHOST_PROJECTS) + "/tiny"}, {"values", {{"epochs", "many"}}}}, 2}}) {
    const auto events = eventsOf(ghost({"worker"}, {.input = command("run", body)}).out);
    ASSERT_EQ(events.size(), 2u) << body;
    EXPECT_EQ(events[1].kind, "ended");
    EXPECT_EQ(events[1].body["id"], "x");
    EXPECT_EQ(events[1].body["exit_code"], code) << body;
    EXPECT_FALSE(events[1].body["error"].get<std::string>().empty());
  }
}

TEST(Worker, NoiseAndUnknownCommandsAreNotedAndTheSessionGoesOn) {
  const auto events = eventsOf(ghost({"worker"}, {.input = "what?\n{\"v\":1}\n" + command("dance") + command("fetch", {{"run", "/nowhere"}, {"file", "x"}}) + command("ping")}).out);
  std::vector<std::string> kinds;
  for (const auto& event : events) kinds.push_back(event.kind);
  EXPECT_THAT(kinds, testing::ElementsAre("ready", "note", "note", "note", "note", "pong"));
  for (std::size_t i = 0; i < events.size(); ++i) EXPECT_EQ(events[i].seq, static_cast<std::int64_t>(i) + 1);
}

TEST(Worker, AnotherProtocolVersionEndsTheLink) {
  const Called called = ghost({"worker"}, {.input = "{\"v\":2,\"kind\":\"ping\"}\n" + command("ping")});
  EXPECT_EQ(called.exitCode, 2);
  EXPECT_THAT(called.sentence(), HasSubstr("protocol version 2"));
  EXPECT_EQ(eventsOf(called.out).size(), 2u);  // ready and the note; the ping is not answered
}

TEST(Worker, FetchHandsOutPiecesOfARunFolderAndNothingElse) {
  const Scratch scratch;
  const std::string project = tinyCopy(scratch);
  ASSERT_EQ(ghost({"run", project, "--recipe", "popularity", "--backend", "frequency", "--quiet"}).exitCode, 0);
  const std::string run = onlyRun(project).path().string();
  const auto events = eventsOf(ghost({"worker"}, {.input = command("fetch", {{"run", run}, {"file", "config.toml"}, {"offset", 3}}) + command("fetch", {{"run", run}, {"file", "../../project.toml"}}) +
                                                              command("fetch", {{"run", run}, {"file", "/etc/passwd"}})}).out);
  ASSERT_EQ(events.size(), 4u);
  const std::string text = readFile(run + "/config.toml");
  EXPECT_EQ(events[1].kind, "fetched");
  EXPECT_EQ(events[1].body["size"], text.size());
  writeText(scratch / "piece", events[1].body["data"].get<std::string>());
  EXPECT_EQ(program("base64", {"-d", scratch / "piece"}).out, text.substr(3));
  EXPECT_EQ(events[2].kind, "note");
  EXPECT_EQ(events[3].kind, "note");
}

TEST(Worker, FinishesItsRunWhenTheOtherSideGoesAway) {
  const Scratch scratch;
  const std::string project = tinyCopy(scratch);
  Running worker({"worker"});
  worker.write(command("run", runBody(project, 20)));
  ASSERT_FALSE(worker.lineWith("\"train/nll\"").empty());
  worker.closeInput();
  worker.closeOutput();
  EXPECT_EQ(worker.wait(), 0);
  EXPECT_EQ(onlyRun(project).state(), run::State::Finished);
}

TEST(Signals, EndAWorkerAfterACheckpoint) {
  for (const auto& [number, code] : {std::pair(SIGINT, 130), std::pair(SIGTERM, 143)}) {
    const Scratch scratch;
    const std::string project = tinyCopy(scratch);
    Running worker({"worker"});
    worker.write(command("run", runBody(project, 100000)));
    ASSERT_FALSE(worker.lineWith("\"train/nll\"").empty());
    worker.signal(number);
    EXPECT_FALSE(worker.lineWith("\"checkpoint\"").empty());
    EXPECT_THAT(worker.lineWith("\"ended\""), HasSubstr("\"stopped\""));
    EXPECT_EQ(worker.wait(), code);
    EXPECT_EQ(onlyRun(project).state(), run::State::Stopped);
  }
}

TEST(Signals, EndAnIdleWorkerAtOnce) {
  Running worker({"worker"});
  ASSERT_FALSE(worker.lineWith("\"ready\"").empty());
  worker.signal(SIGTERM);
  EXPECT_EQ(worker.wait(), 143);
}

/// As `timeout` and job schedulers send them.
TEST(Signals, TwoAtOnceAreOneWish) {
  const Scratch scratch;
  const std::string project = tinyCopy(scratch);
  Running running({"run", project, "--recipe", "ghost", "--backend", "frequency", "-o", "epochs=100000", "-o", "users_per_batch=8", "-o", "threads=1"});
  ASSERT_FALSE(running.errorLineWith("epoch 1: validation NLL").empty());
  ::kill(running.pid(), SIGSTOP);  // so that both lie there when it goes on
  running.signal(SIGINT);
  running.signal(SIGTERM);
  running.signal(SIGCONT);
  EXPECT_THAT(running.wait(), testing::AnyOf(130, 143));
  EXPECT_EQ(onlyRun(project).state(), run::State::Stopped);
}

TEST(Signals, StopTheVerbRunWhichThenResumes) {
  for (const auto& [number, code] : {std::pair(SIGINT, 130), std::pair(SIGTERM, 143)}) {
    const Scratch scratch;
    const std::string project = tinyCopy(scratch);
    Running running({"run", project, "--recipe", "ghost", "--backend", "frequency", "-o", "epochs=100000", "-o", "users_per_batch=8", "-o", "threads=1"});
    ASSERT_FALSE(running.errorLineWith("epoch 1: validation NLL").empty());
    running.signal(number);
    EXPECT_EQ(running.wait(), code);
    const auto run = onlyRun(project);
    EXPECT_EQ(run.state(), run::State::Stopped);
    EXPECT_EQ(run::readEvents(run).events.back().body["outcome"], "stopped");
  }
}

}  // namespace
}  // namespace ghost::cli
