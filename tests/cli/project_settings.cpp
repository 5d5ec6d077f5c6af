// Settings of a project from the command line: project set, embed --attach.
#include <fstream>
#include <signal.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file_ops.h"
#include "embed/item_vectors.h"
#include "program.h"
#include "run/project.h"

namespace ghost::cli {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

/// tiny without vectors, its project.toml with a comment.
std::string bareTiny(const Scratch& scratch) {
  const std::string project = tinyCopy(scratch);
  fs::rename(project + "/data/Tiny.emb-generated.npy", scratch / "mine.npy");
  writeText(project + "/project.toml", "# a study\nschema = 1\nname = \"Tiny\" # short\ndata = \"data\"\n\n[[recipes]]\nrecipe = \"ghost\"\nset = { codes = 4 }\n");
  return project;
}

TEST(ProjectSet, VectorsFromElsewhereAreCheckedCopiedAndNamed) {
  const Scratch scratch;
  const std::string project = bareTiny(scratch), before = readFile(project + "/project.toml");
  const Called set = ghost({"project", "set", project, "vectors=" + (scratch / "mine.npy"), "--json"});
  ASSERT_EQ(set.exitCode, 0) << set.err;
  EXPECT_EQ(set.json()["changed"]["vectors"], "data/mine.npy");
  EXPECT_EQ(set.json()["rows"], 30);
  EXPECT_EQ(set.json()["copied"], true);
  EXPECT_TRUE(fs::exists(scratch / "mine.npy")) << "copied, not moved";
  EXPECT_EQ(readFile(project + "/project.toml"), std::string(before).insert(before.find("\n[[recipes]]"), "vectors = \"data/mine.npy\"\n")) << "everything else stays as it was written";
  EXPECT_EQ(ghost({"run", project, "--recipe", "ghost", "--dry-run"}).exitCode, 0);
  // The same file again, another file of the same name, and one that is in the project already.
  EXPECT_EQ(ghost({"project", "set", project, "vectors=" + (scratch / "mine.npy"), "--json"}).json()["changed"]["vectors"], "data/mine.npy");
  embed::ItemVectors other = embed::readItemVectors(scratch / "mine.npy");
  other.values[0] += 1;
  fs::create_directories(scratch / "other");
  embed::writeNpy(scratch / "other/mine.npy", other);
  EXPECT_EQ(ghost({"project", "set", project, "vectors=" + (scratch / "other/mine.npy"), "--json"}).json()["changed"]["vectors"], "data/mine-2.npy");
  const Called inside = ghost({"project", "set", project, "vectors=data/mine.npy", "--json"});
  EXPECT_EQ(inside.json()["changed"]["vectors"], "data/mine.npy") << "counted from the project folder";
  EXPECT_EQ(inside.json()["copied"], false);
  ASSERT_EQ(ghost({"project", "set", project, "vectors="}).exitCode, 0);
  EXPECT_EQ(readFile(project + "/project.toml"), before);
}

TEST(ProjectSet, WhatDoesNotFitIsRefusedAndChangesNothing) {
  const Scratch scratch;
  const std::string project = bareTiny(scratch);
  embed::writeNpy(scratch / "short.npy", {29, 2, std::vector<float>(58, 0.5f)});
  writeText(scratch / "text.npy", "no numbers");
  const auto before = snapshot(project);
  for (const auto& [words, code, said] : std::vector<std::tuple<std::vector<std::string>, int, std::string>>{
           {{"vectors=" + (scratch / "short.npy")}, 3, "29"}, {{"vectors=" + (scratch / "text.npy")}, 3, "text.npy"}, {{"vectors=" + (scratch / "nowhere.npy")}, 3, "no such file"},
           {{"colour=red"}, 2, "colour"}, {{"vectors"}, 2, "key=value"}, {{"name="}, 2, "name"}, {{"data=nowhere"}, 3, "nowhere"}, {{"name=New", "vectors=" + (scratch / "short.npy")}, 3, "29"}, {{"text=no.json"}, 3, "no.json"}}) {
    std::vector<std::string> all{"project", "set", project};
    all.insert(all.end(), words.begin(), words.end());
    const Called called = ghost(all);
    EXPECT_EQ(called.exitCode, code) << words.front();
    EXPECT_THAT(called.sentence(), HasSubstr(said));
  }
  EXPECT_EQ(snapshot(project), before);
  EXPECT_EQ(ghost({"project", "set", scratch / "nowhere", "name=x"}).exitCode, 3);
}

TEST(ProjectSet, SeveralSettingsAreChangedAtOnce) {
  const Scratch scratch;
  const std::string project = bareTiny(scratch);
  ASSERT_EQ(ghost({"project", "set", project, "name=Kleine Läden", "machine=box"}).exitCode, 0);
  const run::Project read = run::openProject(project);
  EXPECT_EQ(read.name, "Kleine Läden");
  EXPECT_EQ(read.machine, "box");
}

TEST(EmbedAttach, MakesTheVectorsThoseOfTheProject) {
  const Scratch scratch;
  const std::string project = bareTiny(scratch);
  const Called refused = ghost({"run", project, "--recipe", "ghost", "--dry-run"});
  EXPECT_EQ(refused.exitCode, 3);
  EXPECT_THAT(refused.sentence(), HasSubstr("ghost embed " + project + " --encoder tfidf --attach")) << "says the command that helps";
  const Called made = ghost({"embed", project, "--encoder", "tfidf", "--attach", "--events", "--json", "-o", "dim=8"});
  ASSERT_EQ(made.exitCode, 0) << made.err;
  EXPECT_EQ(made.json()["vectors"], "data/Tiny.emb-tfidf.npy");
  EXPECT_THAT(made.out, HasSubstr("\"stage\":\"encode\"")) << "progress as events on stdout";
  EXPECT_EQ(run::openProject(project).vectors, "data/Tiny.emb-tfidf.npy");
  const Called wide = ghost({"embed", project, "--encoder", "tfidf", "--out", scratch / "wide.npy", "--events", "--json", "-o", "dim=60000"});
  ASSERT_EQ(wide.exitCode, 0) << wide.err;
  EXPECT_THAT(wide.json()["warnings"].dump(), HasSubstr("not the 60000 of dim")) << "a warning stands in the result, told as an event or not";
  EXPECT_EQ(embed::readItemVectors(project + "/data/Tiny.emb-tfidf.npy").rows, 30);
  EXPECT_EQ(ghost({"run", project, "--recipe", "ghost", "--dry-run"}).exitCode, 0);
  // Made once more they get a name of their own: earlier runs were of the earlier ones.
  EXPECT_EQ(ghost({"embed", project, "--encoder", "tfidf", "--attach", "--json", "-o", "dim=4"}).json()["vectors"], "data/Tiny.emb-tfidf-2.npy");
  EXPECT_EQ(ghost({"embed", project + "/data", "--encoder", "tfidf", "--attach"}).exitCode, 2) << "no project";
  EXPECT_EQ(ghost({"embed", project, "--encoder", "tfidf"}).exitCode, 2) << "nowhere to write";
  // A given place outside is kept, and a copy becomes the project's.
  EXPECT_EQ(ghost({"embed", project, "--encoder", "tfidf", "--attach", "--out", scratch / "out.npy", "--json"}).json()["vectors"], "data/out.npy");
  EXPECT_TRUE(fs::exists(scratch / "out.npy"));
}

}  // namespace
}  // namespace ghost::cli
