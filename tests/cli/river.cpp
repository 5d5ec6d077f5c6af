#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file_ops.h"
#include "program.h"

namespace ghost::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// A finished run of the tiny project; its folder.
std::string finished(const std::string& project, const std::string& recipe, const std::vector<std::string>& more = {}) {
  auto words = quick({"run", project, "--recipe", recipe, "--json"});
  words.insert(words.end(), more.begin(), more.end());
  const Called called = ghost(words);
  EXPECT_EQ(called.exitCode, 0) << called.err;
  return project + "/runs/" + called.json()["run"].get<std::string>();
}

TEST(River, RunEvalAndDecodeAgree) {
  const Scratch scratch;
  const std::string project = tinyCopy(scratch), run = finished(project, "ghost");
  const OrderedJson metrics = readJsonFile(run + "/metrics.json");
  const OrderedJson again = ghost({"eval", run, "--json"}).json();
  for (const auto& [key, value] : again.items()) EXPECT_EQ(metrics[key], value) << key;
  const OrderedJson fromFile = ghost({"eval", "--lists", run + "/lists/test.jsonl.zst", "--data", project, "--json"}).json();
  EXPECT_EQ(fromFile["k"], metrics["k"]);
  EXPECT_EQ(fromFile["fifths"], metrics["fifths"]);

  // Decoding the checkpoint by hand gives the same lists, for both penalties.
  const std::string checkpoint = run + "/" + readJsonFile(run + "/stages.json")["train"]["product"]["checkpoint"].get<std::string>();
  for (const auto& [penalty, part] : {std::pair("1", "test"), std::pair("0", "test-lp0.0")}) {
    const Called decoded = ghost({"decode", "--checkpoint", checkpoint, "--sid", run + "/tokens", "--data", project, "--out", scratch / part, "-o", std::string("length_penalty=") + penalty, "--json"});
    ASSERT_EQ(decoded.exitCode, 0) << decoded.err;
    EXPECT_EQ(decoded.json()["users"], 40);
    EXPECT_EQ(decoded.json()["invalid_rate"], 0.0);
    EXPECT_EQ(ghost({"eval", "--lists", scratch / part, "--data", project, "--json"}).json(), ghost({"eval", "--lists", run + "/lists/" + part + ".jsonl.zst", "--data", project, "--json"}).json()) << part;
  }
  // Other semantic IDs of as many tokens would give lists without a meaning.
  OrderedJson index = readJsonFile(run + "/tokens/index.json");
  std::swap(index["0"], index["1"]);
  fs::copy(run + "/tokens", scratch / "others", fs::copy_options::recursive);
  writeFileAtomically(scratch / "others/index.json", index.dump());
  for (const char* part : {"others/skeleton.json", "others/codebooks.safetensors"}) fs::remove(scratch / part);
  const Called others = ghost({"decode", "--checkpoint", checkpoint, "--sid", scratch / "others", "--data", project, "--out", scratch / "wrong"});
  EXPECT_EQ(others.exitCode, 3);
  EXPECT_THAT(others.sentence(), HasSubstr("item 0 is"));
}

TEST(River, TrainThenRunResumesFromTheCheckpoint) {
  const Scratch scratch;
  const std::string project = tinyCopy(scratch);
  const OrderedJson trained = ghost(quick({"train", project, "--recipe", "ghost", "--json"})).json();
  EXPECT_EQ(trained["stages"].back()["stage"], "train");
  const Called resumed = ghost({"run", project, "--resume", trained["run"].get<std::string>(), "--backend", "frequency", "--json"});
  ASSERT_EQ(resumed.exitCode, 0) << resumed.err;
  EXPECT_EQ(resumed.json()["run"], trained["run"]);
  EXPECT_TRUE(resumed.json()["metrics"].contains("k"));
}

TEST(River, ADryRunWritesNothing) {
  const Scratch scratch;
  const std::string project = tinyCopy(scratch);
  const auto before = snapshot(project);
  const OrderedJson plan = ghost(quick({"run", project, "--recipe", "ghost", "--dry-run", "--json"})).json();
  EXPECT_EQ(snapshot(project), before);
  EXPECT_GT(plan["estimate"]["rows_per_epoch"], 0);
  EXPECT_EQ(plan["values"]["epochs"], 3);
  EXPECT_EQ(plan["warnings"], OrderedJson::array());
}

#ifdef GHOST_HAS_TORCH
TEST(River, ADryRunWarnsOfMoreMemoryThanThereIs) {
  const std::string tiny = std::string(GHOST_PROJECTS) + "/tiny";
  const Called called = ghost({"run", tiny, "--recipe", "ghost", "--dry-run", "-o", "max_rows=100000000", "-o", "layers=128", "--json"});
  ASSERT_EQ(called.exitCode, 0) << called.err;
  EXPECT_GT(called.json()["estimate"]["bytes"], 1e13);
  ASSERT_EQ(called.json()["warnings"].size(), 1u);
  EXPECT_THAT(called.json()["warnings"][0].get<std::string>(), HasSubstr("of memory, this machine has"));
  EXPECT_THAT(called.err, HasSubstr("lower max_rows"));
}
#endif

TEST(River, CompareNeedsTheSameData) {
  const Scratch scratch;
  const std::string project = tinyCopy(scratch);
  std::vector<std::string> words{"compare"};
  for (const char* recipe : {"ghost", "rqk-4", "popularity"}) words.push_back(finished(project, recipe));
  const std::string shown = ghost(words).out;
  for (const char* part : {"CNS@10", "95 % intervals over 1000 draws of the users", "Difference to ", " to "}) EXPECT_THAT(shown, HasSubstr(part));
  EXPECT_THAT(ghost({words.begin(), words.begin() + 3}).out, HasSubstr("CNS scales each metric between the best and the worst"));
  auto json = words;
  json.insert(json.end(), {"--json", "--bootstrap", "50"});
  const OrderedJson result = ghost(json).json();
  EXPECT_EQ(result["rows"].size(), 3u);
  EXPECT_EQ(result["cns_set"].size(), 3u);
  json.push_back("--all-penalties");
  EXPECT_EQ(ghost(json).json()["rows"].size(), 5u);  // the two trained ones twice

  for (const auto& [more, says] : {std::pair<std::vector<std::string>, std::string>{{words[1]}, "named twice"}, {{"--baseline", "nowhere"}, "none of the runs"}, {{"--bootstrap", "-5"}, "-5"}}) {
    auto wrong = words;
    wrong.insert(wrong.end(), more.begin(), more.end());
    const Called refused = ghost(wrong);
    EXPECT_EQ(refused.exitCode, 2);
    EXPECT_THAT(refused.sentence(), HasSubstr(says));
  }

  ASSERT_EQ(ghost({"data", "generate", "--project", scratch / "other", "--users", "50", "--quiet"}).exitCode, 0);
  words.push_back(finished(scratch / "other", "popularity"));
  const Called refused = ghost(words);
  EXPECT_EQ(refused.exitCode, 3);
  EXPECT_THAT(refused.sentence(), HasSubstr("other data"));
}

TEST(River, RunListShowAndExport) {
  const Scratch scratch;
  const std::string project = tinyCopy(scratch), run = finished(project, "ghost");
  finished(project, "popularity");
  const OrderedJson list = ghost({"run", "list", project, "--json"}).json()["runs"];
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0]["state"], "finished");
  const OrderedJson show = ghost({"run", "show", run, "--json"}).json();
  EXPECT_EQ(show["state"], "finished");
  EXPECT_EQ(show["manifest"]["recipe"], "ghost");
  EXPECT_EQ(show["damaged_lines"], 0);

  ASSERT_EQ(ghost({"run", "export", run, "--out", scratch / "m.csv", "--quiet"}).exitCode, 0);
  const std::string csv = readFile(scratch / "m.csv");
  EXPECT_TRUE(csv.starts_with("run,recipe,profile,seed,length_penalty,metric,k,group,value\n"));
  EXPECT_THAT(csv, HasSubstr(",ghost,paper,42,1.0,hr,10,tail,"));
  EXPECT_THAT(csv, HasSubstr(",ghost,paper,42,0.0,hr,10,tail,"));
  ASSERT_EQ(ghost({"run", "export", run, "--out", scratch / "c.csv", "--what", "curves", "--quiet"}).exitCode, 0);
  EXPECT_THAT(readFile(scratch / "c.csv"), HasSubstr(",valid/nll/epoch,tail,3,"));
}

TEST(River, ProjectsAreMadeAndChecked) {
  const Scratch scratch;
  const std::string data = std::string(GHOST_PROJECTS) + "/tiny/data";
  ASSERT_EQ(ghost({"project", "new", scratch / "mine", "--data", data, "--vectors", data + "/Tiny.emb-generated.npy", "--recipe", "rqk-4", "--quiet"}).exitCode, 0);
  const OrderedJson check = ghost({"project", "check", scratch / "mine", "--json"}).json();
  EXPECT_EQ(check["users"], 40);
  EXPECT_EQ(check["vector_dim"], 16);
  EXPECT_EQ(check["recipes"], (OrderedJson{"rqk-4"}));
  EXPECT_EQ(ghost({"project", "new", scratch / "mine", "--data", data}).exitCode, 2);
}

TEST(River, TokensAreBuiltImportedAndInspected) {
  const Scratch scratch;
  const std::string tiny = std::string(GHOST_PROJECTS) + "/tiny", vectors = tiny + "/data/Tiny.emb-generated.npy";
  const Called built = ghost({"sid", "build", "--data", tiny, "--vectors", vectors, "--tokenizer", "skt", "--out", scratch / "skt", "-o", "codes=4", "-o", "head_levels=2", "-o", "tail_levels=1", "--json"});
  ASSERT_EQ(built.exitCode, 0) << built.err;
  for (const char* key : {"items", "tokens", "lengths", "codes_used", "collisions_before_dedup", "max_group", "inertia", "tails_per_head", "anchor_cosine", "z_anchor", "z_any_head"}) EXPECT_TRUE(built.json().contains(key)) << key;
  const OrderedJson inspected = ghost({"sid", "inspect", scratch / "skt", "--data", tiny, "--json"}).json();
  EXPECT_EQ(inspected["lengths"], built.json()["lengths"]);
  const Called imported = ghost({"sid", "import", scratch / "skt/index.json", "--to", scratch / "imported", "--data", tiny, "--json"});
  ASSERT_EQ(imported.exitCode, 0) << imported.err;
  EXPECT_EQ(imported.json()["items"], 30);
  EXPECT_EQ(readFile(scratch / "skt/index.json"), readFile(scratch / "imported/index.json"));
}

TEST(River, ReleasedProfileOfSidBuildSetsItsDefaults) {
  const Scratch scratch;
  const std::string tiny = std::string(GHOST_PROJECTS) + "/tiny", vectors = tiny + "/data/Tiny.emb-generated.npy";
  const Called built = ghost({"sid", "build", "--data", tiny, "--vectors", vectors, "--tokenizer", "skt", "--out", scratch / "skt", "-o", "codes=2", "-o", "profile=released", "--json"});
  ASSERT_EQ(built.exitCode, 0) << built.err;
  EXPECT_EQ(built.json()["lengths"], (OrderedJson{{"5", 6}, {"7", 24}}));  // 4 and 4 + 2 levels, a suffix on every item
}

TEST(Figures, ExportSaysClearlyWhenTheDesktopPartIsNotBuilt) {
  if (fs::exists(std::string(GHOST_BIN) + "/ghost-figure")) GTEST_SKIP() << "ghost-figure is built here";
  const Called called = ghost({"figure", "export", "skeleton-tree", "--out", "x"});
  EXPECT_EQ(called.exitCode, 2);
  EXPECT_THAT(called.sentence(), HasSubstr("the desktop part isn't built here"));
}

TEST(Figures, ExportDrawsThroughTheFigureProgram) {
  if (!fs::exists(std::string(GHOST_BIN) + "/ghost-figure")) GTEST_SKIP() << "the desktop part isn't built here";
  const Scratch scratch;
  const std::string project = tinyCopy(scratch), run = finished(project, "ghost");
  const Called called = ghost({"figure", "export", "list-composition", "--run", run, "--out", scratch / "f", "--width", "84mm", "--format", "pdf,csv", "--json"});
  ASSERT_EQ(called.exitCode, 0) << called.err;
  ASSERT_EQ(called.json()["files"].size(), 2u);
  for (const auto& file : called.json()["files"]) EXPECT_GT(fs::file_size(file.get<std::string>()), 100u);
}

/// The demonstration's whole way, with the tiny project in the place of the large one: floors, both trained recipes, the sweep, the table; and nothing twice.
TEST(Demo, PlaysEveryRunOnceAndReportsWhatItMeasured) {
  const Scratch scratch;
  tinyCopy(scratch, "projects/instruments");
  tinyCopy(scratch, "projects/tiny");
  const std::vector<std::string> words{"demo", scratch / "demo", "--projects", scratch / "projects", "--backend", "frequency", "--json"};
  const Called first = ghost(words);
  ASSERT_EQ(first.exitCode, 0) << first.err;
  const OrderedJson result = first.json();
  std::vector<std::string> recipes;
  for (const auto& row : result["rows"]) recipes.push_back(row["recipe"]);
  EXPECT_THAT(recipes, testing::ElementsAre("popularity", "next-item", "item-knn", "rqk-4", "ghost"));
  EXPECT_EQ(result["rows"][4]["by_length_penalty"].size(), 2u);
  OrderedJson kept = result;
  kept.erase("warnings");  // said of the call, not of what it made
  EXPECT_EQ(readJsonFile(scratch / "demo/demo.json"), kept);
  EXPECT_THAT(first.err, HasSubstr("run 14 of 14"));
  // The closing sentences speak of these very rows, and every command they name is one of this program.
  const auto percent = [](const OrderedJson& value) { return std::to_string(static_cast<int>(value.get<double>() * 10000 + 0.5) / 100) + "."; };
  ASSERT_EQ(result["story"].size(), 6u);
  EXPECT_THAT(result["story"][0].get<std::string>(), HasSubstr(percent(result["rows"][0]["k"]["10"]["hr"])));
  EXPECT_THAT(result["story"][1].get<std::string>(), HasSubstr(percent(result["rows"][3]["k"]["10"]["hr_head"])));
  EXPECT_THAT(result["story"][2].get<std::string>(), HasSubstr("ghost at length penalty 1.0"));
  const double plain = result["rows"][3]["k"]["10"]["hr"], neighbours = result["rows"][2]["k"]["10"]["hr"];
  EXPECT_THAT(result["story"][5].get<std::string>(), HasSubstr(plain > neighbours ? "rqk-4 is above it" : plain < neighbours ? "rqk-4 is below it" : "rqk-4 is equal to it"));
  ASSERT_EQ(result["next"].size(), 3u);
  const Called tried = ghost({"run", scratch / "demo", "--recipe", "ghost", "-o", "alpha=0.02", "-o", "epochs=12", "--dry-run", "--backend", "frequency", "--json"});
  EXPECT_EQ(tried.exitCode, 0) << tried.err;
  EXPECT_THAT(first.err, HasSubstr("left in all"));
  std::vector<std::string> cells;
  const OrderedJson sweep = ghost({"run", "list", scratch / "demo/tiny", "--json"}).json();  // named: a range-for doesn't keep what it indexes into
  for (const auto& run : sweep["runs"]) {
    const OrderedJson parameters = readJsonFile(scratch / "demo/tiny/runs/" + run["run"].get<std::string>() + "/manifest.json")["parameters"];
    cells.push_back(parameters["head_levels"].dump() + "x" + parameters["tail_levels"].dump());
  }
  EXPECT_THAT(cells, testing::UnorderedElementsAre("2x1", "2x2", "2x3", "3x1", "3x2", "3x3", "4x1", "4x2", "4x3"));

  const Called second = ghost(words);
  ASSERT_EQ(second.exitCode, 0) << second.err;
  EXPECT_EQ(second.json()["rows"], result["rows"]);
  EXPECT_EQ(ghost({"run", "list", scratch / "demo", "--json"}).json()["runs"].size(), 5u);
  EXPECT_EQ(ghost({"run", "list", scratch / "demo/tiny", "--json"}).json()["runs"].size(), 9u);
}

}  // namespace
}  // namespace ghost::cli
