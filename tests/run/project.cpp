#include "run/project.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/file_ops.h"
#include "scratch.h"

namespace ghost::run {
namespace {

using testing::HasSubstr;

const std::string good = "schema = 1\nname = \"Mine\"\ndata = \"data\"\n";

TEST(Project, WhatIsSavedIsReadBack) {
  const Scratch scratch;
  Project project;
  project.folder = scratch / "p";
  project.name = "Näme \"quoted\" \\ and\ttab";
  project.vectors = "data/x.npy";
  project.text = "data/x.item.json";
  project.machine = "box-1";
  project.recipes = {{"ghost", {{"alpha", 1.0}, {"epochs", 3}, {"balanced", true}, {"dedup", "all"}, {"odd key", "é"}}}, {"rqk-4"}};
  saveProject(project);
  const Project read = openProject(project.folder);
  EXPECT_EQ(read.name, project.name);
  EXPECT_EQ(read.data, "data");
  EXPECT_EQ(read.vectors, project.vectors);
  EXPECT_EQ(read.text, project.text);
  EXPECT_EQ(read.machine, "box-1");
  ASSERT_EQ(read.recipes.size(), 2u);
  EXPECT_EQ(Json(read.recipes[0].overrides), Json(project.recipes[0].overrides));
  EXPECT_TRUE(read.recipes[0].overrides["alpha"].is_number_float());  // 1.0 doesn't turn into an integer on the way
  EXPECT_TRUE(read.recipes[1].overrides.empty());
}

TEST(Project, TheReadyProjectsOpen) {
  EXPECT_EQ(openProject(std::string(GHOST_PROJECTS) + "/instruments").name, "Instruments");
  EXPECT_EQ(openProject(std::string(GHOST_PROJECTS) + "/tiny").name, "Tiny");
}

struct Bad { const char* name; std::string text, says; };
class RefusedProject : public testing::TestWithParam<Bad> {};
TEST_P(RefusedProject, SaysWhereAndWhatToDo) {
  const Scratch scratch;
  writeText(scratch / "project.toml", GetParam().text);
  try {
    openProject(scratch.path());
    FAIL() << "opened";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::Data);
    EXPECT_THAT(error.what(), HasSubstr((scratch / "project.toml").string()));
    EXPECT_THAT(error.what(), HasSubstr(GetParam().says));
  }
}
INSTANTIATE_TEST_SUITE_P(Files, RefusedProject,
                         testing::Values(Bad{"newer", "schema = 2\nname = \"x\"\nfuture = 1\n", "made by a newer version"}, Bad{"noSchema", "name = \"x\"\n", "\"schema\" is missing"},
                                         Bad{"textSchema", "schema = \"1\"\nname = \"x\"\n", "must be an integer"}, Bad{"noName", "schema = 1\n", "\"name\" is missing"},
                                         Bad{"noToml", "schema = = 1", ":1:"}, Bad{"unknownKey", good + "colour = \"red\"\n", ":4: unknown key \"colour\""},
                                         Bad{"absolute", good + "vectors = \"/etc/passwd\"\n", ":4: \"vectors\" is the absolute path"}, Bad{"parent", good + "vectors = \"data/../../x.npy\"\n", "leaves the project folder"},
                                         Bad{"absoluteData", "schema = 1\nname = \"x\"\ndata = \"/data\"\n", ":3:"}, Bad{"numberForText", "schema = 1\nname = 3\n", ":2: \"name\" must be text"},
                                         Bad{"recipeWithoutName", good + "[[recipes]]\nset = {}\n", "\"recipe\" is missing"}, Bad{"recipeUnknownKey", good + "[[recipes]]\nrecipe = \"ghost\"\nalpha = 1\n", "unknown key \"alpha\""},
                                         Bad{"recipesNoTable", good + "recipes = [1]\n", "must be a table"}, Bad{"date", good + "[[recipes]]\nrecipe = \"ghost\"\nset = { alpha = 2020-01-01 }\n", "dates have no meaning"}),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Project, AMissingOneSaysSo) {
  const Scratch scratch;
  try {
    openProject(scratch / "nowhere");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::Data);
    EXPECT_THAT(error.what(), HasSubstr("no such file"));
  }
}

TEST(Project, AFolderThatCantBeWrittenLeavesTheOldFile) {
  const Scratch scratch;
  writeText(scratch / "file", "in the way");
  Project project;
  project.folder = scratch / "file" / "p";
  project.name = "x";
  EXPECT_THROW(saveProject(project), Error);
  EXPECT_EQ(readFile(scratch / "file"), "in the way");
}

TEST(Project, ASettingIsChangedWhereItStandsAndEveryOtherByteStays) {
  const Scratch scratch;
  const std::string text = "# über alles\nschema = 1\nname = \"Süß # kein Kommentar\"   # the name\ndata = \"data\"\n\n# vectors come later\n[[recipes]]\nrecipe = \"ghost\"  # mine\nset = { codes = 4 }\n";
  writeText(scratch / "p" / "project.toml", text);
  const auto now = [&] { return readFile(scratch / "p" / "project.toml"); };
  EXPECT_EQ(changeProject(scratch / "p", {{"vectors", "data/x \"1\".npy"}}).vectors, "data/x \"1\".npy");
  std::string expected = text;
  expected.insert(expected.find("\n# vectors come"), "vectors = \"data/x \\\"1\\\".npy\"\n");
  EXPECT_EQ(now(), expected) << "a new one goes behind the last setting before the tables";
  changeProject(scratch / "p", {{"vectors", "data/y.npy"}, {"name", "ä"}});
  EXPECT_THAT(now(), HasSubstr("name = \"ä\"   # the name\n"));
  EXPECT_THAT(now(), HasSubstr("vectors = \"data/y.npy\"\n"));
  changeProject(scratch / "p", {{"vectors", ""}, {"name", "Süß # kein Kommentar"}});
  EXPECT_EQ(now(), text) << "and back";
}

TEST(Project, ASettingIsAddedToWhateverStandsThere) {
  const Scratch scratch;
  for (const std::string text : {"schema = 1\nname = \"x\"", "name = \"x\"\nschema=1\r\nrecipes = [ {recipe = \"ghost\"},\n {recipe = \"rqk-4\"} ]\n", "schema = 1\nname = '''x'''\n[[recipes]]\nrecipe = \"ghost\""}) {
    writeText(scratch / "p" / "project.toml", text);
    const Project project = changeProject(scratch / "p", {{"vectors", "data/x.npy"}, {"name", "new"}});
    EXPECT_EQ(project.vectors, "data/x.npy") << text;
    EXPECT_EQ(openProject(scratch / "p").name, "new") << text;
  }
}

TEST(Project, AChangeThatMakesNoProjectIsRefusedAndLeavesTheFile) {
  const Scratch scratch;
  writeText(scratch / "p" / "project.toml", good);
  for (const auto& [key, value] : ProjectChanges{{"vectors", "/etc/x.npy"}, {"vectors", "../x.npy"}, {"recipes", "x"}, {"schema", "2"}, {"name", ""}, {"colour", "red"}}) EXPECT_THROW(changeProject(scratch / "p", {{key, value}}), Error) << key << "=" << value;
  EXPECT_EQ(readFile(scratch / "p" / "project.toml"), good);
}

}  // namespace
}  // namespace ghost::run
