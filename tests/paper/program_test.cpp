#include <gtest/gtest.h>

#include "../figure/small_project.h"
#include "pdf_tools.h"

namespace ghost::figure_testing {
namespace {

using paper_testing::linesOf;
using paper_testing::Ran;

/// The program as a batch job runs it: no display, no platform chosen.
Ran ghostFigure(const std::string& arguments) {
  return paper_testing::run("env -u DISPLAY -u WAYLAND_DISPLAY -u QT_QPA_PLATFORM '" + std::string(GHOST_BIN) + "/ghost-figure' " + arguments);
}

TEST(GhostFigure, ListsKindsStylesAndFormats) {
  const Ran ran = ghostFigure("list --json");
  ASSERT_EQ(ran.code, 0) << ran.out;
  const Json json = Json::parse(linesOf(ran.out).back());
  EXPECT_EQ(json["kinds"].size(), 14U);
  EXPECT_EQ(json["kinds"][0]["id"], "skeleton-tree");
  EXPECT_EQ(json["kinds"][0]["params"][0]["key"], "shape");
  EXPECT_EQ(json["formats"].size(), 6U);
}

TEST(GhostFigure, ExportsWithoutADisplay) {
  SmallProject project;
  const run::RunFolder run = addWholeRun(project);
  const std::string out = (project.scratch() / "out").string();
  const Ran ran = ghostFigure("export list-composition --project '" + project.project().folder.string() + "' --run " + run.name() + " --out '" + out + "' --width 8.4cm --format pdf,csv -o k=5 --json");
  ASSERT_EQ(ran.code, 0) << ran.out;
  const Json json = Json::parse(linesOf(ran.out).back());
  ASSERT_EQ(json["files"].size(), 2U);
  EXPECT_EQ(json["files"][0], out + "/list-composition.pdf");
  EXPECT_NEAR(paper_testing::textOf(json["files"][0].get<std::string>()).page.width(), 84 * 72 / 25.4, 0.02);
}

TEST(GhostFigure, ReplacesOnlyWithForceAndMakesASavedFigureAgain) {
  SmallProject project;
  const run::RunFolder run = addWholeRun(project);
  const std::string out = (project.scratch() / "out").string(), tail = " --project '" + project.project().folder.string() + "' --out '" + out + "'";
  const std::string first = "export list-composition --run " + run.name() + " -o k=5 --width 100mm --title 'In the lists' --format csv,json" + tail;
  ASSERT_EQ(ghostFigure(first).code, 0);
  const Ran again = ghostFigure(first);
  EXPECT_EQ(again.code, 2) << again.out;
  EXPECT_NE(again.out.find("--force"), std::string::npos) << again.out;
  EXPECT_EQ(ghostFigure(first + " --force").code, 0);
  const std::string saved = out + "/list-composition.json", before = readFile(saved);
  const Ran remade = ghostFigure("export '" + saved + "'" + tail + " --name again");
  ASSERT_EQ(remade.code, 0) << remade.out;
  Json a = Json::parse(before), b = Json::parse(readFile(out + "/again.json"));
  a["paper"].erase("name");
  b["paper"].erase("name");
  EXPECT_EQ(a, b);
  writeFileAtomically(project.scratch() / "edits.json", R"({"panels": [{"titel": "x"}]})");
  const Ran wrong = ghostFigure(first + " --force --edit '" + (project.scratch() / "edits.json").string() + "'");
  EXPECT_EQ(wrong.code, 3) << wrong.out;
  EXPECT_NE(wrong.out.find("did you mean title"), std::string::npos) << wrong.out;
}

TEST(GhostFigure, FindsTheProjectOfARunGivenAsAPath) {
  SmallProject project;
  const run::RunFolder run = addWholeRun(project);
  const Ran ran = ghostFigure("export training-curves --run '" + run.path().string() + "' --out '" + project.scratch().string() + "/out' --format csv");
  EXPECT_EQ(ran.code, 0) << ran.out;
}

TEST(GhostFigure, EndsWithOneSentenceAndTheRightCode) {
  SmallProject project;
  const std::string folder = project.project().folder.string(), out = " --out '" + project.scratch().string() + "/out'";
  const auto expectEnd = [](const Ran& ran, int code, const std::string& part) {
    EXPECT_EQ(ran.code, code) << ran.out;
    EXPECT_NE(ran.out.find(part), std::string::npos) << ran.out;
  };
  expectEnd(ghostFigure("export"), 2, "required");
  expectEnd(ghostFigure("export long-tail --project '" + folder + "'" + out + " --name ../elsewhere"), 2, "without a slash");
  expectEnd(ghostFigure("export skelton --project '" + folder + "'" + out), 2, "did you mean skeleton-tree");
  expectEnd(ghostFigure("export long-tail --project '" + folder + "'" + out + " --width wide"), 2, "84mm");
  expectEnd(ghostFigure("export long-tail --project '" + folder + "'" + out + " -o scale"), 2, "key=value");
  expectEnd(ghostFigure("export long-tail --project '" + folder + "'" + out + " -o scael=log"), 2, "scale");
  expectEnd(ghostFigure("export comparison --project '" + folder + "'" + out), 2, "no finished run yet");
  expectEnd(ghostFigure("export long-tail --project /nowhere" + out), 3, "/nowhere");
  expectEnd(ghostFigure("export comparison --project '" + folder + "' --run 20200101-000000-x" + out), 3, "no such run folder");
  writeFileAtomically(project.project().dataFolder() / "Small.inter.json", "{");
  expectEnd(ghostFigure("export long-tail --project '" + folder + "'" + out), 3, "Small.inter.json");
  EXPECT_FALSE(std::filesystem::exists(project.scratch() / "out"));
}

}  // namespace
}  // namespace ghost::figure_testing
