// Metrics of lists that are shorter than K, of a part of the users, or of another data set say so.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "base/file_ops.h"
#include "eval/saved_lists.h"
#include "program.h"

namespace ghost::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string tiny = std::string(GHOST_PROJECTS) + "/tiny";

struct SavedLists : testing::Test {
  const Scratch scratch;
  std::vector<std::string> lines;
  void SetUp() override {
    const std::string project = tinyCopy(scratch);
    const std::string run = ghost(quick({"run", project, "--recipe", "popularity", "--json"})).json()["run"];
    eval::saveLists(scratch / "all.jsonl", eval::readLists(project + "/runs/" + run + "/lists/test.jsonl.zst", 30));
    std::istringstream text(readFile(scratch / "all.jsonl"));
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    ASSERT_EQ(lines.size(), 40u);
  }
  Called evaluated(const std::vector<std::string>& some) {
    std::string text;
    for (const auto& line : some) text += line + "\n";
    writeText(scratch / "some.jsonl", text);
    return ghost({"eval", "--lists", scratch / "some.jsonl", "--data", tiny, "--json"});
  }
};

TEST_F(SavedLists, OfAllUsersNeedNoRemark) {
  const Called called = evaluated(lines);
  EXPECT_EQ(called.exitCode, 0) << called.err;
  EXPECT_THAT(called.err, Not(HasSubstr("warning")));
  const OrderedJson json = called.json();
  EXPECT_EQ(json["users"], 40);
  EXPECT_EQ(json["users_in_data"], 40);
  EXPECT_EQ(json["foreign_targets"], 0);
  EXPECT_EQ(json["short_lists"], (OrderedJson{{"5", 0}, {"10", 0}}));
}

TEST_F(SavedLists, OfAPartOfTheUsersSaySo) {
  const Called called = evaluated({lines.begin(), lines.begin() + 7});
  EXPECT_EQ(called.exitCode, 0) << called.err;
  EXPECT_THAT(called.err, HasSubstr("warning: the lists cover 7 of the 40 users"));
  const OrderedJson json = called.json();
  EXPECT_EQ(json["users"], 7);
  EXPECT_EQ(json["users_in_data"], 40);
}

TEST_F(SavedLists, OfOtherUsersAreRefused) {
  auto others = lines;
  others.push_back(R"({"u":40,"h":[1],"t":2,"r":[3],"s":[0.5]})");
  const Called called = evaluated(others);
  EXPECT_EQ(called.exitCode, 3);
  EXPECT_THAT(called.sentence(), HasSubstr("user 40"));
  EXPECT_THAT(called.sentence(), HasSubstr("users 0 to 39"));
}

TEST_F(SavedLists, OfOtherTargetsSaySo) {
  auto others = lines;
  OrderedJson line = parseJson(others[3], "line");
  line["t"] = line["h"][0];  // an item of the history is neither held-out item here
  others[3] = line.dump();
  const Called called = evaluated(others);
  EXPECT_EQ(called.exitCode, 0) << called.err;
  EXPECT_THAT(called.err, HasSubstr("1 of 40 targets are neither the test nor the validation item"));
}

TEST_F(SavedLists, ThatNameAnItemTwiceAreRefused) {
  auto others = lines;
  OrderedJson line = parseJson(others[4], "line");
  line["r"][6] = line["r"][1];
  others[4] = line.dump();
  const Called called = evaluated(others);
  EXPECT_EQ(called.exitCode, 3);
  EXPECT_THAT(called.sentence(), HasSubstr("some.jsonl, line 5: the item " + line["r"][1].dump() + " stands more than once"));
  line["r"][6] = line["r"][1] = -1;  // what names no item may come several times
  others[4] = line.dump();
  EXPECT_EQ(evaluated(others).exitCode, 0);
}

/// HR@10 over lists of four is HR@4: the run says so when it has measured, and whoever looks at the numbers later is told again.
TEST_F(SavedLists, ShorterThanKSaySo) {
  const std::string project = scratch / "tiny";
  for (const std::string option : {"slots=4", "beams=4"}) {
    const Called called = ghost(quick({"run", project, "--recipe", "rqk-4", "--json", "-o", option}));
    ASSERT_EQ(called.exitCode, 0) << called.err;
    const std::string said = "metrics at K = 10 stand on lists of fewer slots: 40 of 40 users have less than 10, the longest list has 4";
    EXPECT_THAT(called.err, HasSubstr(said)) << option;
    const OrderedJson json = called.json();
    EXPECT_EQ(json["metrics"]["longest_list"], 4);
    EXPECT_EQ(json["metrics"]["short_lists"]["10"], 40);
    const std::string run = project + "/runs/" + json["run"].get<std::string>();
    if (option == "slots=4") continue;
    for (const auto& words : {std::vector<std::string>{"eval", run}, {"run", "show", run}, {"compare", run}, {"run", project, "--recipe", "rqk-4", "--dry-run", "-o", option}})
      EXPECT_THAT(ghost(words).err, HasSubstr("K = 10")) << words.front();
  }
  EXPECT_THAT(ghost(quick({"run", project, "--recipe", "rqk-4"})).err, Not(HasSubstr("K = 10")));
}

}  // namespace
}  // namespace ghost::cli
