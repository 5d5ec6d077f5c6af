#include <algorithm>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file_ops.h"
#include "program.h"

namespace ghost::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

const std::string tiny = std::string(GHOST_PROJECTS) + "/tiny";

std::vector<std::string> wordsOf(const std::string& text) {
  std::vector<std::string> words;
  std::istringstream in(text);
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

/// The description without what depends on machine and build.
OrderedJson tables(OrderedJson description) {
  for (const char* key : {"backends", "devices", "build"}) description.erase(key);
  for (auto& row : description["tokenizers"]) row.erase("executable");  // needs LibTorch for learned rows
  auto& benches = description["benches"];
  benches.erase(std::remove_if(benches.begin(), benches.end(), [](const OrderedJson& row) { return row["id"] == "auo-step"; }), benches.end());  // needs LibTorch
  return description;
}

/// Walks every table of the program. A row that comes or goes, a renamed key or a changed default shows here and must be meant.
TEST(Describe, EqualsTheGoldenFile) {
  const fs::path golden = std::string(GHOST_FIXTURES) + "/cli/describe.json";
  const Called called = ghost({"describe", "--json"});
  ASSERT_EQ(called.exitCode, 0) << called.err;
  const std::string actual = tables(called.json()).dump(1) + "\n";
  if (actual != (fs::exists(golden) ? readFile(golden) : "")) {
    writeText(golden.string() + ".actual", actual);
    FAIL() << "describe differs from " << golden << "; compare it with " << golden << ".actual and take that over where the change is meant";
  }
}

TEST(Describe, EveryRowOfEveryTableHasAnIdAndOneSentence) {
  const OrderedJson description = ghost({"describe", "--json"}).json();
  for (const char* table : {"recipes", "tokenizers", "metrics", "figures", "importers", "exporters", "benches", "verbs"}) {
    EXPECT_FALSE(description[table].empty()) << table;
    for (const auto& row : description[table]) {
      EXPECT_FALSE(row["id"].get<std::string>().empty()) << table;
      EXPECT_TRUE(row["description"].get<std::string>().ends_with('.')) << table << " " << row["id"];
      for (const auto& param : row.value("params", OrderedJson::array()))
        for (const char* key : {"key", "type", "default", "help"}) EXPECT_TRUE(param.contains(key)) << table << " " << row["id"] << " " << key;
    }
  }
  for (const char* key : {"backends", "devices", "build"}) EXPECT_TRUE(description.contains(key)) << key;
}

TEST(Describe, LearnedTokenizersAreExecutableWithLibTorchOnly) {
  const OrderedJson description = ghost({"describe", "--json"}).json();
  const bool torch = description["backends"].dump().find("torch") != std::string::npos;
  for (const auto& row : description["tokenizers"]) EXPECT_EQ(row["executable"], torch || (row["id"] != "rqvae" && row["id"] != "letter")) << row["id"];
}

TEST(Verbs, EachHasHelpWithItsExample) {
  const OrderedJson description = ghost({"describe", "--json"}).json();
  for (const auto& verb : description["verbs"]) {
    auto words = wordsOf(verb["id"].get<std::string>());
    words.push_back("--help");
    const Called called = ghost(words);
    EXPECT_EQ(called.exitCode, 0) << verb["id"];
    EXPECT_THAT(called.out, HasSubstr(verb["example"].get<std::string>())) << verb["id"];
    EXPECT_THAT(called.out, HasSubstr("--json")) << verb["id"];
    EXPECT_THAT(called.out, HasSubstr("--quiet")) << verb["id"];
  }
}

TEST(Usage, ExitCodeTwoAndOneSentence) {
  for (const auto& words : std::vector<std::vector<std::string>>{{}, {"data"}, {"data", "check"}, {"data", "check", tiny, "extra"}, {"run"}, {"run", tiny, "--nonsense"}, {"eval"}, {"sid", "build", "--data", tiny},
                                                                 {"run", "export", "x", "--out", "y", "--what", "nothing"}})
    EXPECT_EQ(ghost(words).exitCode, 2) << testing::PrintToString(words);
  struct Wrong { std::vector<std::string> words; std::string says; };
  for (const auto& wrong : {Wrong{{"rnu", tiny}, "did you mean run?"}, Wrong{{"run", tiny, "--recipe", "gohst"}, "did you mean ghost?"}, Wrong{{"run", tiny, "--recipe", "lc-rec"}, "lc-rec isn't built yet"}, Wrong{{"run", tiny, "-o", "alhpa=1"}, "did you mean alpha?"},
                            Wrong{{"run", tiny, "-o", "alpha=lots"}, "a number from 0 to 10"}, Wrong{{"run", tiny, "-o", "alpha"}, "give it as key=value"}, Wrong{{"run", tiny, "--backend", "abacus"}, "this build has"},
                            Wrong{{"bench", "kmens"}, "did you mean kmeans?"}, Wrong{{"figure", "export", "skeleton-tee", "--out", "x"}, "did you mean skeleton-tree?"}, Wrong{{"data", "generate"}, "--to DIR or --project DIR"}}) {
    const Called called = ghost(wrong.words);
    EXPECT_EQ(called.exitCode, 2) << testing::PrintToString(wrong.words);
    EXPECT_THAT(called.sentence(), HasSubstr(wrong.says));
  }
}

/// What the parser of the words objects to has the form of every other error: one sentence with "ghost: " in front, and an object with --json wherever that stands.
TEST(Usage, TheParsersErrorsLookLikeAllOthers) {
  struct Wrong { std::vector<std::string> words; std::string says, where; };
  for (const auto& wrong : {Wrong{{}, "a verb is missing; `ghost --help`", "command line"}, Wrong{{"data"}, "a verb is missing; `ghost data --help`", "data"}, Wrong{{"data", "check"}, "DIR is required; `ghost data check --help`", "data check"}, Wrong{{"run", tiny, "--nonsense"}, "--nonsense", "run"}, Wrong{{"run", "export", "x", "--out", "y", "--what", "nothing"}, "nothing", "run export"},
                            Wrong{{"rnu", tiny}, "did you mean run?", "verb rnu"}}) {
    const Called plain = ghost(wrong.words);
    EXPECT_EQ(plain.exitCode, 2) << testing::PrintToString(wrong.words);
    EXPECT_THAT(plain.sentence(), HasSubstr(wrong.says));
    EXPECT_EQ(std::count(plain.err.begin(), plain.err.end(), '\n'), 1) << plain.err;
    auto words = wrong.words;
    words.insert(words.size() > 2 ? words.begin() + 2 : words.end(), "--json");
    const Called called = ghost(words);
    EXPECT_EQ(called.exitCode, 2);
    const OrderedJson json = called.json();
    EXPECT_EQ(json["exit_code"], 2) << testing::PrintToString(words);
    EXPECT_EQ(json["where"], wrong.where) << testing::PrintToString(words);
    EXPECT_THAT(called.sentence(), HasSubstr(json["error"].get<std::string>()));
  }
}

TEST(Json, IsTheLastLineAndProgressGoesElsewhere) {
  const Called called = ghost({"data", "check", tiny, "--json"});
  EXPECT_EQ(called.exitCode, 0);
  EXPECT_EQ(std::count(called.out.begin(), called.out.end(), '\n'), 1);
  const OrderedJson json = called.json();
  for (const char* key : {"users", "items", "items_seen", "interactions", "min_length", "max_length", "mean_length", "train_events", "train_examples", "items_with_train_events", "x80", "head_items", "gh_head", "test_targets",
                          "train_targets", "fifths_test", "fifths_mass", "warnings"})
    EXPECT_TRUE(json.contains(key)) << key;
  EXPECT_EQ(json["users"], 40);
}

TEST(Json, AnErrorIsAnObjectToo) {
  const Called called = ghost({"data", "check", "/nowhere", "--json"});
  EXPECT_EQ(called.exitCode, 3);
  const OrderedJson json = called.json();
  EXPECT_EQ(json["exit_code"], 3);
  EXPECT_THAT(called.sentence(), HasSubstr(json["error"].get<std::string>()));
}

TEST(Quiet, SaysNothing) {
  const Scratch scratch;
  const Called called = ghost(quick({"run", tinyCopy(scratch), "--recipe", "ghost", "--quiet"}));
  EXPECT_EQ(called.exitCode, 0);
  EXPECT_EQ(called.out, "");
  EXPECT_EQ(called.err, "");
}

TEST(Heads, AreThoseOfTheFileInTheDataFolder) {
  EXPECT_EQ(ghost({"data", "heads", tiny, "--json"}).json()["heads"], readJsonFile(tiny + "/data/Tiny.head.json"));
}

TEST(Generate, MakesTheSameBytesAsTheCommittedTinyProject) {
  const Scratch scratch;
  ASSERT_EQ(ghost({"data", "generate", "--project", scratch / "again", "--quiet"}).exitCode, 0);
  auto committed = snapshot(tiny);
  std::erase_if(committed, [](const auto& file) { return !file.first.starts_with("data/") && file.first != "project.toml"; });
  EXPECT_EQ(snapshot(scratch / "again"), committed);
}

TEST(Generate, NeverOverwrites) {
  const Scratch scratch;
  const std::string folder = tinyCopy(scratch);
  const auto before = snapshot(folder);
  const Called called = ghost({"data", "generate", "--project", folder});
  EXPECT_EQ(called.exitCode, 2);
  EXPECT_THAT(called.sentence(), HasSubstr("something already"));
  EXPECT_EQ(snapshot(folder), before);
}

TEST(Doctor, NamesWhatIsThere) {
  const Scratch scratch;
  const OrderedJson checks = ghost({"doctor", "--json"}, {.environment = {{"XDG_DATA_HOME", scratch / "data"}}}).json()["checks"];
  std::vector<std::string> names;
  for (const auto& check : checks) {
    names.push_back(check["name"]);
    EXPECT_TRUE(check["ok"].get<bool>() || check["advice"].is_string()) << check;
  }
  EXPECT_THAT(names, testing::IsSupersetOf({"backends", "ghost-figure", "memory", "disk", "data folder", "threads"}));
}

TEST(Bench, PrintsARatioAgainstItsBaseline) {
  const OrderedJson result = ghost({"bench", "kmeans", "--json", "-o", "rows=2000", "-o", "codes=16", "-o", "repeats=1"}).json();
  for (const char* key : {"name", "ratio", "baseline", "unit", "details"}) EXPECT_TRUE(result.contains(key)) << key;
  EXPECT_GT(result["ratio"], 0.0);
}

#ifdef GHOST_HAS_TORCH
TEST(Bench, KnowsTheBenchmarksOfTheModel) {
  const OrderedJson description = ghost({"describe", "--json"}).json();
  std::vector<std::string> ids;
  for (const auto& row : description["benches"]) ids.push_back(row["id"]);
  EXPECT_THAT(ids, testing::Contains("auo-step"));
  EXPECT_EQ(description["backends"][0], "torch");
}
#endif

}  // namespace
}  // namespace ghost::cli
