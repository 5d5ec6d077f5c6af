#include "data/minionerec.h"

#include <algorithm>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/rng.h"
#include "tests/base/scratch.h"
#include "tests/data/imported.h"

namespace ghost::data {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing_base::errorOf;
using testing_base::Scratch;
using testing_data::importOf;
using testing_data::previewOf;

/// The published layout from random sequences with repeats: every event but a user's first is a row, rows are sorted by time over all users and cut 8:1:1.
struct Published {
  std::vector<std::vector<int>> sequences;
  std::vector<std::array<std::int64_t, 3>> counts;
  int items = 40;

  static std::string title(int item) { return fmt::format("Item {} with \"quotes\", it's \\ fine\u00e9", item); }
  static std::string sid(int item) { return fmt::format("<a_{}><b_{}><c_{}>", item % 3, item % 5, item % 7); }
  static std::string quoted(const std::string& text) {
    std::string result = "\"";
    for (const char c : text) result += c == '"' ? "\"\"" : std::string(1, c);
    return result + "\"";
  }
  static std::string pythonText(const std::string& text) {
    std::string result = "'";
    for (const char c : text) result += c == '\'' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    return result + "'";
  }

  explicit Published(const fs::path& folder, const std::string& category = "Office_Products") {
    Rng rng(9);
    struct Row { std::int64_t time; int user; std::size_t at; };
    std::vector<Row> rows;
    for (int user = 0; user < 50; ++user) {
      sequences.emplace_back(4 + rng.below(20));
      std::int64_t time = static_cast<std::int64_t>(rng.below(1000));
      for (std::size_t at = 0; at < sequences.back().size(); ++at) {
        sequences.back()[at] = static_cast<int>(rng.below(static_cast<std::uint64_t>(items)));
        if (at > 0) rows.push_back({time += static_cast<std::int64_t>(rng.below(60)), user, at});
      }
    }
    std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.time < b.time; });
    counts.assign(sequences.size(), {});
    std::string parts[3];
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const int part = i < rows.size() * 8 / 10 ? 0 : i < rows.size() * 9 / 10 ? 1 : 2;
      ++counts[static_cast<std::size_t>(rows[i].user)][static_cast<std::size_t>(part)];
      parts[part] += line(rows[i].user, rows[i].at);
    }
    for (auto& count : counts) ++count[0];  // the first event is nobody's target
    const char* names[3] = {"train", "valid", "test"};
    for (int part = 0; part < 3; ++part) {
      fs::create_directories(folder / names[part]);
      std::ofstream(folder / names[part] / (category + "_5_2016-10-2018-11.csv"), std::ios::binary) << "user_id,history_item_title,item_title,history_item_id,item_id,history_item_sid,item_sid\r\n" << parts[part];
    }
    fs::create_directories(folder / "info");
    std::ofstream info(folder / "info" / (category + "_5_2016-10-2018-11.txt"), std::ios::binary);
    for (int item = 0; item < items; ++item) info << sid(item) << '\t' << title(item) << '\t' << item << '\n';
  }

  std::string line(int user, std::size_t at) const {
    std::string ids, titles, sids;
    const auto& sequence = sequences[static_cast<std::size_t>(user)];
    for (std::size_t i = at - std::min<std::size_t>(at, 10); i < at; ++i) {
      const char* between = ids.empty() ? "" : ", ";
      ids += between + std::to_string(sequence[i]);
      titles += between + pythonText(title(sequence[i]));
      sids += between + pythonText(sid(sequence[i]));
    }
    const int target = sequence[at];
    return fmt::format("A{},{},{},{},{},{},{}\r\n", user, quoted("[" + titles + "]"), quoted(title(target)), ids.find(',') == std::string::npos ? "[" + ids + "]" : quoted("[" + ids + "]"), target, quoted("[" + sids + "]"), sid(target));
  }
};

TEST(Minionerec, SequencesNumbersTextsAndSemanticIdsComeBack) {
  const Scratch scratch(testing_data::inMemory());
  const Published published(scratch.path() / "Amazon");
  const auto result = importOf(scratch.path() / "Amazon", scratch.path() / "to");
  EXPECT_EQ(result.report.format, "minionerec");
  EXPECT_EQ(result.dataSet.name, "Office_Products");
  EXPECT_EQ(result.report.rowsRejected, 0);
  const auto& interactions = result.dataSet.interactions;
  ASSERT_EQ(interactions.users(), 50);
  const OrderedJson split = readJsonFile(result.folder / "Office_Products.split.json");
  for (UserId user = 0; user < interactions.users(); ++user) {
    const std::string& name = interactions.userNames[static_cast<std::size_t>(user)];
    const auto number = std::stoul(name.substr(1));
    const auto sequence = interactions.sequence(user);
    EXPECT_EQ(std::vector<int>(sequence.begin(), sequence.end()), published.sequences[number]) << name;
    EXPECT_EQ(split["counts"][name], OrderedJson(published.counts[number])) << name;
  }
  EXPECT_EQ(result.dataSet.items(), published.items);
  EXPECT_EQ(result.dataSet.catalog.titles[7], Published::title(7));
  const OrderedJson index = readJsonFile(result.folder / "Office_Products.index.json");
  EXPECT_EQ(index["38"], (OrderedJson{"<a_2>", "<b_3>", "<c_3>"}));
  EXPECT_THAT(result.report.warnings, Contains(HasSubstr("numbers of the two can't be compared")));
  EXPECT_THAT(result.dataSet.warnings, Contains(HasSubstr("events repeat an item")));
}

TEST(Minionerec, OnePartAloneIsPartOfTheTruth) {
  const Scratch scratch(testing_data::inMemory());
  const Published published(scratch.path() / "Amazon");
  fs::remove_all(scratch.path() / "Amazon/train");
  const auto result = importOf(scratch.path() / "Amazon", scratch.path() / "to");
  EXPECT_THAT(result.report.warnings, Contains(HasSubstr("there are no training rows")));
  const auto& interactions = result.dataSet.interactions;
  for (UserId user = 0; user < interactions.users(); ++user) {
    const auto& whole = published.sequences[std::stoul(interactions.userNames[static_cast<std::size_t>(user)].substr(1))];
    const auto sequence = interactions.sequence(user);
    EXPECT_TRUE(std::equal(sequence.rbegin(), sequence.rend(), whole.rbegin())) << "the end of the sequence";
  }
  const auto single = importOf(scratch.path() / "Amazon/test/Office_Products_5_2016-10-2018-11.csv", scratch.path() / "single");
  EXPECT_GT(single.report.users, 0);
}

TEST(Minionerec, ACategoryIsChosen) {
  const Scratch scratch(testing_data::inMemory());
  const Published office(scratch.path() / "Amazon"), toys(scratch.path() / "Amazon", "Toys_and_Games");
  EXPECT_THAT(errorOf([&] { importOf(scratch.path() / "Amazon", scratch.path() / "to"); }), HasSubstr("several categories here (Office_Products, Toys_and_Games); choose one with -o category=NAME"));
  EXPECT_THAT(errorOf([&] { importOf(scratch.path() / "Amazon", scratch.path() / "to", {{"category", "Books"}}); }), HasSubstr("there is no \"Books\" here"));
  EXPECT_EQ(importOf(scratch.path() / "Amazon", scratch.path() / "to", {{"category", "Toys_and_Games"}}).dataSet.name, "Toys_and_Games");
}

TEST(Minionerec, HostileRowsAreCounted) {
  const Scratch scratch(testing_data::inMemory());
  const std::string head = "user_id,history_item_id,item_id\n";
  std::string text = head + "A1,\"[1, 2, 3]\",4\n";
  for (const char* bad : {"A1,\"[1, 2\",4", "A1,\"__import__('os')\",4", "A1,\"[[1]]\",4", "A1,[],4", "A1,\"[1.5]\",4", ",\"[1]\",4", "A1,\"[1]\",", "A1,\"[1]\"", "A1,{},4", "A1,\"[99999999999999999999]\",4"}) text += std::string(bad) + "\n";
  text += "A1,\"" + std::string(2'000'000, '[') + "\",4\n";
  const auto result = importOf(scratch.write("x.csv", text), scratch.path() / "to");
  EXPECT_EQ(result.report.rowsRejected, 11);
  EXPECT_EQ(result.report.users, 1);
  EXPECT_EQ(result.report.interactions, 4);
  for (const auto& row : result.report.rejectedFirst) EXPECT_LT(row.what.size(), 120u);
  EXPECT_EQ(previewOf(scratch.path() / "x.csv", 5).rejected.size(), 10u);
}

}  // namespace
}  // namespace ghost::data
