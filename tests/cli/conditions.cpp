// Runs that haven't ended well: what the verbs say of them, and what to do.
#include <signal.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file_ops.h"
#include "program.h"

namespace ghost::cli {
namespace {

using testing::HasSubstr;

/// A run that is ended by a signal in the middle of its training; its folder.
std::string endedBy(int signal, const std::string& project) {
  Running running({"run", project, "--recipe", "rqk-4", "--backend", "frequency", "-o", "threads=1", "-o", "epochs=100000"});
  EXPECT_FALSE(running.errorLineWith("epoch 1:").empty());
  running.signal(signal);
  running.wait();
  return project + "/runs/" + ghost({"run", "list", project, "--json"}).json()["runs"][0]["run"].get<std::string>();
}

TEST(Conditions, AKilledRunIsInterruptedAndResumable) {
  const Scratch scratch;
  const std::string project = tinyCopy(scratch), run = endedBy(SIGKILL, project);
  const OrderedJson row = ghost({"run", "list", project, "--json"}).json()["runs"][0];
  EXPECT_EQ(row["state"], "unknown");  // nobody has said how it ended
  EXPECT_EQ(row["interrupted"], true);
  EXPECT_EQ(row["resumable"], true);
  EXPECT_THAT(row["condition"].get<std::string>(), HasSubstr("interrupted in the stage train"));
  EXPECT_THAT(row["advice"].get<std::string>(), HasSubstr("--resume " + row["run"].get<std::string>()));
  const Called list = ghost({"run", "list", project});
  EXPECT_THAT(list.out, HasSubstr("interrupted"));
  EXPECT_THAT(list.out, testing::Not(HasSubstr("unknown")));
  const OrderedJson show = ghost({"run", "show", run, "--json"}).json();
  EXPECT_EQ(show["interrupted"], true);
  EXPECT_EQ(show["state"], "unknown");
  for (const auto& words : {std::vector<std::string>{"eval", run}, {"compare", run}}) {
    const Called called = ghost(words);
    EXPECT_EQ(called.exitCode, 3) << words.front();
    EXPECT_THAT(called.sentence(), HasSubstr("interrupted in the stage train")) << words.front();
    EXPECT_THAT(called.sentence(), HasSubstr("--resume")) << words.front();
  }
  std::filesystem::remove(run + "/config.toml");
  EXPECT_EQ(ghost({"run", "list", project, "--json"}).json()["runs"][0]["resumable"], false);
}

TEST(Conditions, AStoppedRunSaysSoWhereItsListsAreWanted) {
  const Scratch scratch;
  const std::string project = tinyCopy(scratch), run = endedBy(SIGINT, project);
  const OrderedJson row = ghost({"run", "list", project, "--json"}).json()["runs"][0];
  EXPECT_EQ(row["state"], "stopped");
  EXPECT_EQ(row["interrupted"], false);
  EXPECT_EQ(row["resumable"], true);
  const Called called = ghost({"eval", run});
  EXPECT_EQ(called.exitCode, 3);
  EXPECT_THAT(called.sentence(), testing::MatchesRegex(".*the run has no saved lists: it was stopped in the stage train at step [0-9]+; resume it with.*"));
}

TEST(Conditions, AFailedRunSaysWhy) {
  const Scratch scratch;
  const std::string project = tinyCopy(scratch);
  writeText(project + "/data/Tiny.emb-generated.npy", "no vectors");
  ASSERT_EQ(ghost(quick({"run", project, "--recipe", "ghost"})).exitCode, 3);
  const OrderedJson row = ghost({"run", "list", project, "--json"}).json()["runs"][0];
  EXPECT_EQ(row["state"], "failed");
  const Called called = ghost({"eval", project + "/runs/" + row["run"].get<std::string>()});
  EXPECT_EQ(called.exitCode, 3);
  EXPECT_THAT(called.sentence(), HasSubstr("it failed in the stage tokens: "));
  EXPECT_THAT(called.sentence(), HasSubstr("once that is mended, resume it with"));
}

/// A run that was only trained is finished all the same.
TEST(Conditions, ATrainedRunGoesOnToItsLists) {
  const Scratch scratch;
  const std::string project = tinyCopy(scratch);
  const std::string run = ghost(quick({"train", project, "--recipe", "rqk-4", "--json"})).json()["run"];
  const Called called = ghost({"eval", project + "/runs/" + run});
  EXPECT_EQ(called.exitCode, 3);
  EXPECT_THAT(called.sentence(), HasSubstr("it is finished; go on to what is missing with `ghost run " + project + " --resume " + run + "`"));
}

}  // namespace
}  // namespace ghost::cli
