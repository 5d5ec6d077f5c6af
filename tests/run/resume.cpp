#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/content_hash.h"
#include "base/error.h"
#include "base/file_ops.h"
#include "base/rng.h"
#include "run/conductor.h"
#include "scratch.h"

namespace ghost::run {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

RunOutcome play(const RunRequest& request, std::stop_token stop = {}, const std::function<void(const wire::Event&)>& onEvent = {}) {
  const auto backend = frequencyBackend();
  return conduct(request, *backend, onEvent, stop);
}

RunFolder folderOf(const Project& project, const std::string& run) { return RunFolder::open(project.runs() / run); }

/// Checkpoints kept and lists made, by content.
std::vector<std::string> products(const RunFolder& run) {
  std::vector<std::string> lines;
  for (const auto& entry : fs::recursive_directory_iterator(run.path())) {
    const std::string name = fs::relative(entry.path(), run.path()).string();
    if (entry.is_regular_file() && (name.starts_with("lists/") || name.starts_with("checkpoints/"))) lines.push_back(name + " " + ContentHash::ofFile(entry.path()));
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

bool isTold(const wire::Event& event) { return event.kind != "progress"; }

struct Reference {
  std::vector<std::string> story, products;
  std::size_t events = 0;  ///< without progress, whose number depends on the clock
};
/// The tokens are made beforehand, as they are for every later run of the project, so that all runs tell the same number of events.
Reference uninterrupted(const RunRequest& request) {
  play(request);  // makes the tokens, so that every later run tells the same events
  play(request);
  const RunFolder run = folderOf(request.project, play(request).run);
  const EventLog log = readEvents(run);
  const auto told = std::count_if(log.events.begin(), log.events.end(), isTold);
  return {substance(log), products(run), static_cast<std::size_t>(told)};
}

RunRequest anyRequest(const Project& project) { return tinyRequest(project, "ghost"); }

/// Stops after the n-th event of the first attempt, for every n, and continues: what comes out is what one attempt gives.
TEST(Resume, StoppedAfterAnyEventItEndsAsIfItHadNotBeen) {
  const Scratch scratch;
  const Project project = tinyCopy(scratch);
  const RunRequest request = anyRequest(project);
  const Reference reference = uninterrupted(request);
  int continued = 0;
  for (std::size_t n = 1; n <= reference.events; n += n < 24 ? 1 : 3) {
    std::stop_source source;
    std::size_t heard = 0;
    const RunOutcome first = play(request, source.get_token(), [&](const wire::Event& event) { if (isTold(event) && ++heard == n) source.request_stop(); });
    const RunFolder run = folderOf(project, first.run);
    if (!first.stopped) {  // the stop came after the work
      ASSERT_TRUE(first.metrics.contains("k")) << "a run that isn't through is called finished, stopped after event " << n;
      continue;
    }
    EXPECT_EQ(run.state(), State::Stopped);
    ++continued;
    const RunOutcome second = play(resumeRequest(project, first.run));
    ASSERT_FALSE(second.stopped);
    EXPECT_EQ(run.state(), State::Finished);
    ASSERT_EQ(substance(readEvents(run)), reference.story) << "stopped after event " << n;
    ASSERT_EQ(products(run), reference.products) << "stopped after event " << n;
  }
  EXPECT_GT(continued, 10);
}

/// kill -9 instead of a stop: nothing is said, the state is unknown, and continuing still gives the same.
TEST(Resume, KilledAfterAnyEventItEndsAsIfItHadNotBeen) {
  const Scratch scratch;
  const Project project = tinyCopy(scratch);
  const RunRequest request = anyRequest(project);
  const Reference reference = uninterrupted(request);
  Rng rng(11);
  for (int trial = 0; trial < 12; ++trial) {
    const auto n = static_cast<std::size_t>(1 + rng.below(reference.events - 1));
    const auto before = RunFolder::list(project.runs()).size();
    const pid_t child = ::fork();
    if (child == 0) {
      std::size_t heard = 0;
      play(request, {}, [&](const wire::Event& event) { if (isTold(event) && ++heard == n) ::kill(::getpid(), SIGKILL); });
      ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status));
    const auto runs = RunFolder::list(project.runs());
    ASSERT_EQ(runs.size(), before + 1);
    const auto killed = std::find_if(runs.begin(), runs.end(), [](const RunFolder& run) { return run.state() == State::Unknown; });
    ASSERT_NE(killed, runs.end());
    const RunOutcome outcome = play(resumeRequest(project, killed->name()));
    ASSERT_EQ(substance(readEvents(*killed)), reference.story) << "killed after event " << n;
    ASSERT_EQ(products(*killed), reference.products) << "killed after event " << n;
    for (const auto& entry : fs::recursive_directory_iterator(killed->path())) EXPECT_THAT(entry.path().filename().string(), testing::Not(HasSubstr(".tmp-")));
  }
}

/// The newest checkpoint is damaged: said, not used, and the one before it leads to the same end.
TEST(Resume, ADamagedCheckpointIsReportedAndTheOneBeforeItTaken) {
  const Scratch scratch;
  const Project project = tinyCopy(scratch);
  const RunRequest request = anyRequest(project);
  const Reference reference = uninterrupted(request);
  std::stop_source source;
  int checkpoints = 0;
  const RunOutcome first = play(request, source.get_token(), [&](const wire::Event& event) { if (event.body.value("artifact", "") == "checkpoint" && ++checkpoints == 3) source.request_stop(); });
  const RunFolder run = folderOf(project, first.run);
  const auto newest = frequencyBackend()->resumeStep(run.checkpoints());
  const fs::path counts = run.checkpoints() / ("step-" + std::to_string(newest)) / "counts.json";
  std::string bytes = readFile(counts);
  bytes[bytes.size() / 2] ^= 1;
  writeText(counts, bytes);
  EXPECT_LT(frequencyBackend()->resumeStep(run.checkpoints()), newest);
  play(resumeRequest(project, first.run));
  EXPECT_EQ(substance(readEvents(run)), reference.story);
  EXPECT_EQ(products(run), reference.products);
  const auto events = readEvents(run).events;
  EXPECT_TRUE(std::any_of(events.begin(), events.end(), [](const wire::Event& event) { return event.kind == "note" && event.body.value("text", "").find("not the one that was saved") != std::string::npos; }));
}

TEST(Resume, OfAFinishedRunDoesNothingAgain) {
  const Scratch scratch;
  const Project project = tinyCopy(scratch);
  const RunOutcome first = play(anyRequest(project));
  const RunOutcome again = play(resumeRequest(project, first.run));
  for (const auto& stage : again.stages) {
    const bool costly = stage["stage"] == "tokens" || stage["stage"] == "train" || stage["stage"] == "decode";
    EXPECT_EQ(stage["skipped"].get<bool>(), costly) << stage["stage"];
  }
  OrderedJson a = first.metrics, b = again.metrics;
  a.erase("seconds");
  b.erase("seconds");
  EXPECT_EQ(a, b);
}

TEST(Resume, WithOtherParametersIsRefused) {
  const Scratch scratch;
  const Project project = tinyCopy(scratch);
  const RunOutcome first = play(anyRequest(project));
  RunRequest request = resumeRequest(project, first.run);
  request.values.set("alpha", "0.7");
  try {
    play(request);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::Usage);
    EXPECT_THAT(error.what(), HasSubstr("alpha = 0.1, now it is 0.7"));
  }
  EXPECT_EQ(folderOf(project, first.run).state(), State::Finished);
}

TEST(Resume, OnOtherDataIsRefused) {
  const Scratch scratch;
  const Project project = tinyCopy(scratch);
  const RunOutcome first = play(anyRequest(project));
  std::string data = readFile(project.dataFolder() / "Tiny.inter.json");
  data.insert(data.find('{') + 1, "\n\"x\": [0, 1, 2, 3, 4, 5],");
  writeText(project.dataFolder() / "Tiny.inter.json", data);
  EXPECT_THROW(play(resumeRequest(project, first.run)), Error);
}

TEST(Resume, OnOtherVectorsIsRefusedByNameEvenWhereTheTokensAreGiven) {
  const Scratch scratch;
  const Project project = tinyCopy(scratch);
  RunRequest request = tinyRequest(project, "given-tokens");
  request.values.set("alpha", "0.1");
  const RunOutcome first = play(request);
  std::string bytes = readFile(project.vectorsFile());
  bytes.back() ^= 1;
  writeText(project.vectorsFile(), bytes);
  try {
    play(resumeRequest(project, first.run));
    ADD_FAILURE() << "was continued";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::Data);
    EXPECT_THAT(error.what(), HasSubstr("Tiny.emb-generated.npy changed since this run began"));
  }
}

TEST(Resume, ARecordOfStagesThatIsNoneIsNamed) {
  const Scratch scratch;
  const Project project = tinyCopy(scratch);
  const RunOutcome first = play(tinyRequest(project, "popularity"));
  const fs::path records = folderOf(project, first.run).path() / "stages.json";
  for (const char* text : {"[]", "{\"train\": 3}", "{\"train\": {\"seconds\": \"x\"}}", "{\"decode\": {\"seconds\": 1, \"hash\": 3}}", "{\"decode\": {\"seconds\": 1, \"hash\": \"a\"}}"}) {
    writeText(records, text);
    try {
      play(resumeRequest(project, first.run));
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::Data);
      EXPECT_THAT(error.what(), HasSubstr("stages.json")) << text;
    }
  }
  fs::remove(records);
  EXPECT_FALSE(play(resumeRequest(project, first.run)).stopped);
}

TEST(Resume, OfARunThatIsBeingWrittenIsRefused) {
  const Scratch scratch;
  const Project project = tinyCopy(scratch);
  const RunRequest request = anyRequest(project);
  bool tried = false;
  play(request, {}, [&](const wire::Event& event) {
    if (tried || event.kind != "stage") return;
    tried = true;
    EXPECT_THROW(play(resumeRequest(project, event.run)), Error);
  });
  EXPECT_TRUE(tried);
}

}  // namespace
}  // namespace ghost::run
