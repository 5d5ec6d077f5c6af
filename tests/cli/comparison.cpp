// Comparisons: seeds and repeats, the untrained baselines, history kept or left out, and semantic IDs that items share.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file_ops.h"
#include "program.h"

namespace ghost::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

std::string finished(const std::string& project, const std::string& recipe, const std::vector<std::string>& more = {}) {
  auto words = quick({"run", project, "--recipe", recipe, "--json"});
  words.insert(words.end(), more.begin(), more.end());
  const Called called = ghost(words);
  EXPECT_EQ(called.exitCode, 0) << called.err;
  return project + "/runs/" + called.json()["run"].get<std::string>();
}

std::vector<std::string> textsOf(const OrderedJson& array) {
  std::vector<std::string> texts;
  for (const auto& text : array) texts.push_back(text.get<std::string>());
  return texts;
}

struct Comparison : testing::Test {
  const Scratch scratch;
  const std::string project = tinyCopy(scratch);
  Called compared(std::vector<std::string> runs, const std::vector<std::string>& more = {}) {
    runs.insert(runs.begin(), "compare");
    runs.insert(runs.end(), {"--bootstrap", "20"});
    runs.insert(runs.end(), more.begin(), more.end());
    const Called called = ghost(runs);
    EXPECT_EQ(called.exitCode, 0) << called.err;
    return called;
  }
};

TEST_F(Comparison, SeedsAreCountedOnceAndRepeatsAreSaid) {
  const std::vector<std::string> runs{finished(project, "ghost", {"-o", "seed=1"}), finished(project, "ghost", {"-o", "seed=2"}), finished(project, "ghost", {"-o", "seed=2"})};
  const OrderedJson json = compared(runs, {"--json"}).json();
  ASSERT_EQ(json["recipes"].size(), 1u);
  EXPECT_EQ(json["recipes"][0]["runs"], 2);
  EXPECT_EQ(json["recipes"][0]["seeds"], (OrderedJson{1, 2}));
  EXPECT_EQ(json["rows"][2]["repeats"], fs::path(runs[1]).filename().string());
  const Called shown = compared(runs);
  EXPECT_THAT(shown.out, HasSubstr("ghost, 2 seeds"));
  EXPECT_THAT(shown.err, HasSubstr("has the parameters and the seed of " + fs::path(runs[1]).filename().string()));
  EXPECT_TRUE(compared({runs[1], runs[2]}, {"--json"}).json()["recipes"].empty()) << "one seed twice has no deviation";
}

TEST_F(Comparison, BaselinesAreShownKeptAndLeftOutOnDemand) {
  const std::string one = finished(project, "ghost"), two = finished(project, "rqk-4");
  const OrderedJson json = compared({one, two}, {"--json"}).json();
  EXPECT_EQ(json["rows"].size(), 2u);
  ASSERT_EQ(json["baselines"].size(), 3u);
  EXPECT_EQ(json["cns_set"].size(), 2u);
  const std::string knn = finished(project, "item-knn");
  EXPECT_EQ(json["baselines"][2]["metrics"]["k"], readJsonFile(knn + "/metrics.json")["k"]);
  const Called shown = compared({one, two});
  for (const char* row : {"popularity (baseline)", "next-item (baseline)", "item-knn (baseline)", "* best of its column"}) EXPECT_THAT(shown.out, HasSubstr(row));
  EXPECT_EQ(compared({one, knn}, {"--json"}).json()["baselines"].size(), 2u) << "item-knn stands there already";
  EXPECT_TRUE(compared({one, two}, {"--json", "--no-baselines"}).json()["baselines"].empty());
  const auto before = snapshot(project);
  compared({one, two});
  EXPECT_EQ(snapshot(project), before) << "what was kept is read";
}

TEST_F(Comparison, ATrainedRunBelowNextItemIsNamed) {
  const std::string run = finished(project, "ghost");
  OrderedJson metrics = readJsonFile(run + "/metrics.json");
  metrics["k"]["10"]["hr"] = 0.001;
  writeFileAtomically(run + "/metrics.json", metrics.dump());
  EXPECT_THAT(compared({run}).err, HasSubstr("ranks below next-item, an untrained table of counts (HR@10 0.0010 against "));
  EXPECT_THAT(textsOf(compared({run}, {"--json"}).json()["warnings"]), testing::Contains(HasSubstr("below next-item")));
}

TEST_F(Comparison, HistoryIsInEveryMetricsFileAndBothWaysComeFromOneRun) {
  const std::string kept = finished(project, "item-knn", {"-o", "slots=30"}), left = finished(project, "item-knn", {"-o", "slots=30", "-o", "keep_history=false"});
  EXPECT_EQ(readJsonFile(kept + "/metrics.json")["history"], "kept") << "the default of every recipe";
  EXPECT_EQ(readJsonFile(left + "/metrics.json")["history"], "left out");
  const OrderedJson both = ghost({"eval", kept, "--history", "both", "--json"}).json();
  EXPECT_EQ(both["history"], "kept");
  EXPECT_EQ(both["history_left_out"]["k"], readJsonFile(left + "/metrics.json")["k"]);
  EXPECT_EQ(ghost({"eval", kept, "--history", "left-out", "--json"}).json()["k"], readJsonFile(left + "/metrics.json")["k"]);
  EXPECT_EQ(ghost({"eval", left, "--json"}).json()["history"], "left out");
  EXPECT_EQ(ghost({"eval", "--lists", left + "/lists/test.jsonl.zst", "--data", project, "--json"}).json()["history"], "left out");

  const std::string trained = finished(project, "ghost", {"-o", "slots=30", "-o", "beams=30"});
  const Called mixed = compared({trained, left});
  EXPECT_THAT(mixed.out, HasSubstr("History is kept in some rows and left out in others"));
  EXPECT_THAT(mixed.out, Not(HasSubstr("*")));
  EXPECT_THAT(mixed.err, HasSubstr("can't be compared with each other"));
  const OrderedJson same = compared({trained, left}, {"--history", "left-out", "--json"}).json();
  EXPECT_EQ(same["history"], "left out");
  EXPECT_EQ(same["baselines"][0]["history"], "left out");
  EXPECT_FALSE(same["best"]["10"].empty());
  const OrderedJson two = compared({trained}, {"--history", "both", "--json"}).json();
  EXPECT_EQ(two["rows"].size(), 2u);
  EXPECT_EQ(two["baselines"].size(), 6u) << "both ways, too";
}

TEST_F(Comparison, AnOldRunWithoutTheKeyIsJudgedByItsParameters) {
  const std::string left = finished(project, "next-item", {"-o", "keep_history=false"});
  OrderedJson metrics = readJsonFile(left + "/metrics.json");
  metrics.erase("history");
  writeFileAtomically(left + "/metrics.json", metrics.dump());
  EXPECT_EQ(compared({left}, {"--json"}).json()["rows"][0]["history"], "left out");
}

TEST_F(Comparison, ListsTooShortToLeaveTheHistoryOutAreRefused) {
  const Called called = ghost({"eval", finished(project, "item-knn", {"-o", "slots=5"}), "--history", "left-out"});
  EXPECT_EQ(called.exitCode, 3);
  EXPECT_THAT(called.sentence(), HasSubstr("decode more (slots"));
}

/// The project's data with item i called number[i], and its tokens file.
void renumber(const std::string& from, const std::string& to, const std::vector<int>& number, const std::vector<std::string>& sids) {
  const OrderedJson users = readJsonFile(from + "/data/Tiny.inter.json");
  OrderedJson sequences = OrderedJson::object();
  for (const auto& [user, items] : users.items())
    for (const auto& item : items) sequences[user].push_back(number[item.get<std::size_t>()]);
  writeFileAtomically(to + "/data/Tiny.inter.json", sequences.dump());
  for (const char* list : {"head", "tail"}) fs::remove(to + "/data/Tiny." + list + ".json");  // of the old numbers
  std::vector<std::string> own(sids.size());
  for (std::size_t i = 0; i < sids.size(); ++i) own[static_cast<std::size_t>(number[i])] = sids[i];
  OrderedJson index = OrderedJson::object();
  for (std::size_t i = 0; i < own.size(); ++i) index[std::to_string(i)] = {own[i].substr(0, 5), own[i].substr(5)};
  writeFileAtomically(to + "/shared.index.json", index.dump());
}

TEST_F(Comparison, MetricsDontDependOnTheNumbersOfItemsThatShareASid) {
  // 30 items in ten groups of three; in the second project the numbers inside each group go round.
  std::vector<std::string> sids;
  std::vector<int> own(30), round(30);
  for (int item = 0; item < 30; ++item) {
    sids.push_back("<a_" + std::to_string(item % 5) + "><b_" + std::to_string(item / 5 % 2) + ">");
    own[static_cast<std::size_t>(item)] = item;
    round[static_cast<std::size_t>(item)] = (item + 10) % 30;
  }
  const std::string other = tinyCopy(scratch, "other");
  renumber(project, project, own, sids);
  renumber(project, other, round, sids);
  OrderedJson before, after;
  for (const auto& [place, metrics] : {std::pair(project, &before), std::pair(other, &after)}) {
    *metrics = readJsonFile(finished(place, "given-tokens", {"-o", "tokens=shared.index.json"}) + "/metrics.json");
    for (const char* key : {"seconds", "training"}) metrics->erase(key);
  }
  EXPECT_EQ(before.dump(1), after.dump(1));
  EXPECT_EQ(before["shared_sids"]["targets"], 40) << "every item has two others";
  EXPECT_LT(before["k"]["5"]["hr"].get<double>(), before["k"]["5"]["hr_sid"].get<double>());
  EXPECT_EQ(before["short_lists"]["10"], 0) << "ten SIDs are ten slots";
}

TEST_F(Comparison, SharedSidsAreSaidWithTheNumberOfTargets) {
  std::vector<std::string> sids;
  std::vector<int> own(30);
  for (int item = 0; item < 30; ++item) {
    sids.push_back("<a_" + std::to_string(item % 5) + "><b_" + std::to_string(item / 5 % 2) + ">");
    own[static_cast<std::size_t>(item)] = item;
  }
  renumber(project, project, own, sids);
  const std::string run = finished(project, "given-tokens", {"-o", "tokens=shared.index.json"});
  EXPECT_THAT(ghost({"eval", run}).err, HasSubstr("40 of 40 test targets share their SID with other items: hr, ndcg and mrr count such a hit as 1/n"));
}

}  // namespace
}  // namespace ghost::cli
