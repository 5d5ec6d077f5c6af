// Where verbs write: looked at before the work, and nobody's files are written over unasked.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file_ops.h"
#include "program.h"

namespace ghost::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

/// A refusal that came before any work: no stage was begun.
void expectAtOnce(const Called& called, int code, const std::string& says) {
  EXPECT_EQ(called.exitCode, code) << called.err;
  EXPECT_THAT(called.sentence(), HasSubstr(says));
  EXPECT_THAT(called.err, Not(HasSubstr("[")));
}

struct OutputPlace : testing::Test {
  const Scratch scratch;
  const std::string project = tinyCopy(scratch), vectors = project + "/data/Tiny.emb-generated.npy";
  // What is refused for its place is never read, so a run needn't be there.
  std::string run = project + "/runs/none", checkpoint = scratch / "checkpoint";
  OutputPlace() { writeText(checkpoint + "/counts.json", "{}"); }
  /// Every verb that writes one file, writing to `out`.
  std::vector<std::vector<std::string>> fileVerbs(const std::string& out) const {
    return {{"embed", project, "--encoder", "tfidf", "--out", out}, {"decode", "--checkpoint", checkpoint, "--sid", run + "/tokens", "--data", project, "--out", out}, {"run", "export", run, "--out", out}};
  }
  /// Every verb that makes a folder.
  std::vector<std::vector<std::string>> folderVerbs(const std::string& out) const {
    return {{"sid", "build", "--data", project, "--vectors", vectors, "--tokenizer", "rqkmeans", "-o", "codes=4", "--out", out},
            {"sid", "import", run + "/tokens/index.json", "--to", out},
            {"data", "export", project, "--format", "recbole", "--to", out},
            {"data", "import", project + "/data", "--to", out},
            {"data", "import", project + "/data", "--project", out},
            {"data", "generate", "--to", out}};
  }
};

TEST_F(OutputPlace, AFileIsReplacedOnlyByAWholeOne) {
  const Called made = ghost(quick({"run", project, "--recipe", "rqk-4", "--json"}));
  ASSERT_EQ(made.exitCode, 0) << made.err;
  run = project + "/runs/" + made.json()["run"].get<std::string>();
  checkpoint = run + "/" + readJsonFile(run + "/stages.json")["train"]["product"]["checkpoint"].get<std::string>();
  writeText(scratch / "mine", "a person's own");
  EXPECT_EQ(ghost({"embed", project, "--encoder", scratch / "no-encoder", "--out", scratch / "mine"}).exitCode, 3);
  EXPECT_EQ(readFile(scratch / "mine"), "a person's own");
  for (auto words : fileVerbs(scratch / "mine")) {
    EXPECT_EQ(ghost(words).exitCode, 0) << words.front();
    EXPECT_NE(readFile(scratch / "mine"), "a person's own") << words.front();
    writeText(scratch / "mine", "a person's own");
  }
}

TEST_F(OutputPlace, AFolderThatIsThereStays) {
  writeText(scratch / "mine/note.txt", "a person's own");
  for (const auto& words : folderVerbs(scratch / "mine")) {
    expectAtOnce(ghost(words), 2, "there is something already");
    EXPECT_EQ(snapshot(scratch / "mine").size(), 1u);
  }
}

TEST_F(OutputPlace, APlaceThatCantBeWrittenIsToldBeforeTheWork) {
  writeText(scratch / "file", "");
  for (const auto& words : fileVerbs("/proc/ghost-out")) expectAtOnce(ghost(words), 4, "can't be written");
  for (const auto& words : folderVerbs("/proc/ghost-out")) expectAtOnce(ghost(words), 4, "can't be written");
  for (const std::string place : {scratch / "nowhere/out", scratch / "file/out"}) expectAtOnce(ghost(fileVerbs(place)[0]), 4, "can't be written");
  expectAtOnce(ghost(folderVerbs(scratch / "file/out")[0]), 4, "can't be written");
  expectAtOnce(ghost(fileVerbs(scratch.path().string())[0]), 2, "name a file in it");
  expectAtOnce(ghost(fileVerbs("/dev/null")[0]), 2, "no ordinary file");
  EXPECT_FALSE(fs::exists(scratch / "nowhere"));
  expectAtOnce(ghost({"figure", "export", "long-tail", "--project", project, "--out", "/proc/ghost-figures"}), 4, "can't be written");
  expectAtOnce(ghost({"figure", "export", "long-tail", "--project", project, "--out", scratch / "file"}), 2, "a folder was expected");
}

TEST_F(OutputPlace, LookingLeavesNothingBehind) {
  const auto before = snapshot(scratch.path());
  EXPECT_EQ(ghost({"embed", project, "--encoder", scratch / "no-encoder", "--out", scratch / "new"}).exitCode, 3);
  EXPECT_EQ(ghost({"sid", "build", "--data", project, "--vectors", scratch / "nowhere.npy", "--tokenizer", "skt", "--out", scratch / "deep/new"}).exitCode, 3);
  EXPECT_EQ(snapshot(scratch.path()), before);
  EXPECT_FALSE(fs::exists(scratch / "deep"));
}

}  // namespace
}  // namespace ghost::cli
