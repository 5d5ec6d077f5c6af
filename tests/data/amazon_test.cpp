#include "data/amazon.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/amazon_files.h"
#include "tests/base/scratch.h"
#include "tests/data/amazon_world.h"
#include "tests/rows/gzip.h"

namespace ghost::data {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Matcher;
using testing::Not;
using testing::StartsWith;
using testing_base::errorOf;
using testing_base::Scratch;
using testing_data::AmazonWorld;
using testing_data::importOf;
using testing_data::previewOf;
using testing_data::Wanted;
using testing_rows::gzipped;

/// The corpus as a folder of two packed files whose names say nothing.
fs::path folderOf(const Scratch& scratch, const AmazonWorld& world, int year, bool reviews) {
  const fs::path folder = scratch.path() / ("Shop" + std::to_string(year));
  fs::create_directory(folder);
  std::string text = reviews ? world.reviews(year) : world.ratingsCsv(year);
  const auto half = text.find('\n', text.size() / 2) + 1;
  std::ofstream(folder / "one", std::ios::binary) << gzipped(text.substr(0, half)) << gzipped(text.substr(half));
  std::ofstream(folder / "two", std::ios::binary) << gzipped(world.metadata(year));
  return folder;
}

class AmazonYears : public testing::TestWithParam<std::tuple<int, bool>> {};

/// The generated corpus through every year's files gives what plain loops over strings give, for all kinds of wishes.
TEST_P(AmazonYears, GiveWhatPlainLoopsGive) {
  const auto [year, reviews] = GetParam();
  for (const std::uint64_t seed : {1u, 2u}) {
    const Scratch scratch(testing_data::inMemory());
    const AmazonWorld world(seed);
    const fs::path folder = folderOf(scratch, world, year, reviews);
    int number = 0;
    for (const Wanted& wanted : {Wanted{}, Wanted{.core = 0}, Wanted{.keepAll = true, .core = 4}, Wanted{.minimumRating = 3, .requireMetadata = false, .core = 3}, Wanted{.core = 3, .maxTitleWords = 20},
                                 Wanted{.core = 2, .from = 1'400'000'000 + 5 * 86400, .to = 1'400'000'000 + 30 * 86400}}) {
      const auto result = importOf(folder, scratch.path() / ("to" + std::to_string(number++)), valuesOf(wanted));
      EXPECT_EQ(result.report.format, "amazon" + std::to_string(year));
      EXPECT_EQ(result.sequences(), expected(world, wanted)) << "seed " << seed << ", wish " << number;
      EXPECT_EQ(result.report.rowsRejected, 0);
      EXPECT_GT(result.report.megabytesPerSecond(), 0);
      std::int32_t next = 0;
      for (const ItemId item : result.dataSet.interactions.items) {
        EXPECT_LE(item, next) << "numbers in order of first appearance";
        next = std::max(next, item + 1);
      }
      EXPECT_EQ(next, result.dataSet.items());
      EXPECT_EQ(result.dataSet.interactions.userNames[0], "0");
    }
  }
}
INSTANTIATE_TEST_SUITE_P(All, AmazonYears, testing::Combine(testing::Values(2014, 2018, 2023), testing::Bool()));

TEST(Amazon, TextsAreCleaned) {
  for (const int year : {2014, 2018, 2023}) {
    const Scratch scratch(testing_data::inMemory());
    const AmazonWorld world(1);
    const auto result = importOf(folderOf(scratch, world, year, true), scratch.path() / "to");
    const auto raw = result.rawIds(".item2id", static_cast<std::size_t>(result.dataSet.items()));
    for (std::size_t i = 0; i < raw.size(); ++i) {
      const auto& item = world.items.at(raw[i]);
      EXPECT_EQ(result.dataSet.catalog.titles[i], item.title) << year;
      EXPECT_EQ(result.dataSet.catalog.brands[i], "Maker") << year;
      EXPECT_EQ(result.dataSet.catalog.categories[i], "Music, " + item.categories[1]) << year;
      EXPECT_EQ(result.dataSet.catalog.descriptions[i], "Good very good") << year;
    }
    EXPECT_THAT(result.report.warnings, year == 2014 ? Matcher<std::vector<std::string>>(Not(Contains(HasSubstr("the first one counts")))) : Matcher<std::vector<std::string>>(Contains(HasSubstr("the first one counts"))));
    const auto lcrec = importOf(folderOf(scratch, world, year, false), scratch.path() / "lcrec", {{"text", "lcrec"}});
    std::string title = world.items.at(raw[0]).title;
    std::erase(title, '"');
    EXPECT_EQ(lcrec.dataSet.catalog.titles[0], title + ".");
  }
}

TEST(Amazon, TiesAreToldAndCanBeShuffled) {
  const Scratch scratch(testing_data::inMemory());
  const AmazonWorld world(1);
  const fs::path folder = folderOf(scratch, world, 2014, false);
  const auto file = importOf(folder, scratch.path() / "file");
  EXPECT_THAT(file.report.warnings, Contains(HasSubstr("the last two events have the same time")));
  const auto one = importOf(folder, scratch.path() / "one", {{"ties", "shuffle"}}), again = importOf(folder, scratch.path() / "again", {{"ties", "shuffle"}}), other = importOf(folder, scratch.path() / "other", {{"ties", "shuffle"}, {"seed", "7"}});
  EXPECT_EQ(one.text(".inter.json"), again.text(".inter.json"));
  EXPECT_NE(one.sequences(), other.sequences());
  EXPECT_NE(one.sequences(), file.sequences());
  EXPECT_EQ(one.report.interactions, file.report.interactions);
}

TEST(Amazon, MetadataIsNamedOrDoneWithout) {
  const Scratch scratch(testing_data::inMemory());
  const AmazonWorld world(3);
  const auto ratings = scratch.write("ratings_Shop.csv", world.ratingsCsv(2018)), metadata = scratch.write("m", world.metadata(2018));
  EXPECT_THAT(errorOf([&] { importOf(ratings, scratch.path() / "to"); }), HasSubstr("-o metadata=FILE, or give -o require_metadata=false"));
  EXPECT_THAT(errorOf([&] { importOf(ratings, scratch.path() / "to", {{"metadata", "/nowhere/at/all"}}); }), HasSubstr("no such file; correct -o metadata=FILE"));
  EXPECT_THAT(errorOf([&] { importOf(metadata, scratch.path() / "to", {}, "amazon2018"); }), HasSubstr("this is item metadata"));
  EXPECT_FALSE(fs::exists(scratch.path() / "to"));
  EXPECT_EQ(importOf(ratings, scratch.path() / "with", {{"metadata", metadata.string()}}).sequences(), expected(world, {}));
  const auto without = importOf(ratings, scratch.path() / "without", {{"require_metadata", "false"}, {"name", "My shop"}});
  EXPECT_EQ(without.sequences(), expected(world, {.requireMetadata = false}));
  EXPECT_EQ(without.dataSet.name, "My_shop");
  EXPECT_THAT(errorOf([&] { importOf(scratch.path(), scratch.path() / "x"); }), StartsWith("")) << "a folder with the two files is fine";
}

TEST(Amazon, TheChronologicalSplitIsToldBesideTheData) {
  const Scratch scratch(testing_data::inMemory());
  const AmazonWorld world(1);
  const auto result = importOf(folderOf(scratch, world, 2018, false), scratch.path() / "to", {{"split", "chronological"}});
  const OrderedJson split = readJsonFile(result.folder / "Shop2018.split.json");
  EXPECT_EQ(split["rule"], "chronological");
  std::array<std::int64_t, 3> sums{};
  for (UserId user = 0; user < result.dataSet.interactions.users(); ++user) {
    const auto& counts = split["counts"][std::to_string(user)];
    EXPECT_EQ(counts[0].get<std::size_t>() + counts[1].get<std::size_t>() + counts[2].get<std::size_t>(), result.dataSet.interactions.sequence(user).size());
    for (std::size_t part = 0; part < 3; ++part) sums[part] += counts[part].get<std::int64_t>();
  }
  const auto events = result.report.interactions;
  EXPECT_THAT(sums, ElementsAre(events * 8 / 10, events * 9 / 10 - events * 8 / 10, events - events * 9 / 10));
  EXPECT_THAT(result.dataSet.warnings, Contains(HasSubstr("tells of a split by the rule \"chronological\"")));
}

TEST(Amazon, BadLinesAreCountedWithTheirNumbers) {
  const Scratch scratch(testing_data::inMemory());
  std::string good, text = "not json\n{\"reviewerID\": \"A\", \"asin\": \"B\", \"overall\": 5}\n";
  for (int u = 0; u < 3; ++u)
    for (int i = 0; i < 4; ++i) good += R"({"reviewerID": "A0000000000)" + std::to_string(u) + R"(", "asin": "B00000000)" + std::to_string(i) + R"(", "overall": 5.0, "verified": true, "unixReviewTime": 140000000)" + std::to_string(i) + "}\n";
  const std::string begin = R"({"reviewerID": "A00000000000", "asin": "B000000000", "overall": )";
  text = good + text + begin + "5.0, \"unixReviewTime\": -5}\n" + begin + "5.0, \"unixReviewTime\": 99999999999999999999999}\n" + begin + "\"five\", \"unixReviewTime\": 1400000000}\n" + begin + "1e999, \"unixReviewTime\": 1400000000}\n" +
         R"({"reviewerID": "A\u0009b", "asin": "B000000000", "overall": 5, "unixReviewTime": 1400000000})" + "\n" + R"({"reviewerID": null, "asin": "B000000000", "overall": 5, "unixReviewTime": 1400000000})" + "\n{'reviewerID': 'A00000000000', 'asin': 'B00000000";
  const auto result = importOf(scratch.write("r", text), scratch.path() / "to", {{"require_metadata", "false"}, {"k_core", "0"}});
  EXPECT_EQ(result.report.users, 3);
  EXPECT_EQ(result.report.rowsRejected, 9);
  std::vector<std::string> said;
  for (const auto& row : result.report.rejectedFirst) said.push_back(std::to_string(row.line) + " " + row.what);
  EXPECT_THAT(said, ElementsAre("13 not a JSON object", HasSubstr("14 the time is missing"), HasSubstr("15 the time \"-5\" is no time"), HasSubstr("16 the time \"9999"), HasSubstr("17 the rating \"five\""), HasSubstr("18 the rating \"1e999\""), HasSubstr("19 the user id holds a control"), HasSubstr("20 the user is missing"), HasSubstr("21 neither JSON nor")));
}

TEST(Amazon, PreviewShowsRowsAndWritesNothing) {
  const Scratch scratch(testing_data::inMemory());
  const AmazonWorld world(1);
  const fs::path folder = folderOf(scratch, world, 2018, false);
  const auto preview = previewOf(folder, 3);
  EXPECT_THAT(preview.columns, ElementsAre("user", "item", "rating", "time"));
  ASSERT_EQ(preview.rows.size(), 3u);
  EXPECT_EQ(preview.rows[0][0], world.ratings[0].user);
  EXPECT_EQ(preview.rows[0][1], world.ratings[0].item);
  EXPECT_THAT(preview.rows[0][3], StartsWith("2014-"));
}

/// Each was once compared with all before it.
TEST(Amazon, AListOfManyCategoriesCostsItsLength) {
  const Scratch scratch;
  constexpr int many = 300'000;
  std::string line = R"({"asin": "B000000001", "title": "t", "category": [)";
  for (int i = 0; i < many; ++i) line += (i == 0 ? "\"c" : ", \"c") + std::to_string(i / 2) + "\"";
  const auto file = scratch.write("meta.json", line + "]}\n");
  rows::Reading reading;
  std::int64_t commas = 0;
  readAmazonItems(file, 2018, true, reading, [&](const ItemRow& row) { commas = std::count(row.categories.begin(), row.categories.end(), ','); });
  EXPECT_EQ(commas, many / 2 - 1);
}

}  // namespace
}  // namespace ghost::data
