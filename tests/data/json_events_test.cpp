#include "data/json_events.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/base/scratch.h"
#include "tests/data/imported.h"
#include "tests/rows/gzip.h"

namespace ghost::data {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing_base::errorOf;
using testing_base::Scratch;
using testing_data::importOf;
using testing_data::previewOf;
using testing_data::RawSequences;

TEST(JsonEvents, YelpWithItsBusinesses) {
  const Scratch scratch(testing_data::inMemory());
  std::filesystem::create_directory(scratch.path() / "yelp");
  scratch.write("yelp/review.json", R"({"review_id":"r1","user_id":"u","business_id":"b2","stars":5.0,"text":"so\ngood","date":"2018-07-07 22:09:11"}
{"review_id":"r2","user_id":"u","business_id":"b1","stars":1.0,"text":"","date":"2018-07-06 22:09:11"}
{"review_id":"r3","user_id":"u","business_id":"b3","stars":4.0,"text":"","date":"yesterday"}
{"review_id":"r4","user_id":"u","business_id":"b3","stars":4.0,"text":"","date":"2018-07-09 22:09:11"}
)");
  scratch.write("yelp/tip.json", R"({"user_id":"u","business_id":"b1","text":"go","date":"2018-07-07 22:09:11"})");
  scratch.write("yelp/user.json", R"({"user_id":"u","name":"Ann"})");
  scratch.write("yelp/business.json", R"({"business_id":"b1","name":"Caf\u00e9 One","categories":"Food, Coffee"}
{"business_id":"b2","name":"Two","categories":null}
{"business_id":"b3","name":"Three"}
)");
  const auto result = importOf(scratch.path() / "yelp", scratch.path() / "to");
  EXPECT_EQ(result.report.format, "jsonl");
  EXPECT_EQ(result.sequences(), (RawSequences{{"u", {"b1", "b2", "b3"}}}));
  EXPECT_THAT(result.dataSet.catalog.titles, ElementsAre("Caf\xc3\xa9 One", "Two", "Three"));
  EXPECT_THAT(result.dataSet.catalog.categories, ElementsAre("Food, Coffee", "", ""));
  EXPECT_EQ(result.report.rowsRejected, 1);
  EXPECT_EQ(result.report.rejectedFirst.front().line, 3);
  EXPECT_EQ(importOf(scratch.path() / "yelp/review.json", scratch.path() / "alone").sequences(), result.sequences());
}

TEST(JsonEvents, PythonDictsPackedAndWithFieldsChosen) {
  const Scratch scratch(testing_data::inMemory());
  const std::string text = "{'who': u'ann', 'product_id': '7', 'date': '2018-01-02', 'text': \"it's\"}\n{'who': 'ann', 'product_id': 8, 'date': '2018-01-01'}\n{'who': 'ann', 'product_id': '9', 'date': '2018-01-03'}\nnothing\n";
  const auto file = scratch.write("steam.json.gz", testing_rows::gzipped(text));
  EXPECT_THAT(errorOf([&] { importOf(file, scratch.path() / "to", {}, "jsonl"); }), HasSubstr("it isn't clear which field holds the user; say so with -o user=FIELD, one of date, product_id, text, who"));
  const auto unclear = previewOf(file, 2, {}, "jsonl");
  EXPECT_THAT(unclear.headings, ElementsAre("date", "product_id", "text", "who"));
  EXPECT_THAT(unclear.rows.front(), ElementsAre("2018-01-02", "7", "it's", "ann"));
  EXPECT_THAT(unclear.problem, HasSubstr("-o user=FIELD"));
  const auto result = importOf(file, scratch.path() / "to", {{"user", "who"}}, "jsonl");
  EXPECT_EQ(result.sequences(), (RawSequences{{"ann", {"8", "7", "9"}}}));
  EXPECT_EQ(result.report.rowsRejected, 1);
  EXPECT_THAT(errorOf([&] { importOf(file, scratch.path() / "to2", {{"user", "whom"}}, "jsonl"); }), HasSubstr("there is no field \"whom\" in the first lines of steam.json.gz"));
  EXPECT_THAT(errorOf([&] { importOf(file, scratch.path() / "to2", {{"user", "who"}, {"min_rating", "3"}}, "jsonl"); }), HasSubstr("no field of ratings"));
}

TEST(JsonEvents, WithoutATimeTheOrderOfTheFileCounts) {
  const Scratch scratch(testing_data::inMemory());
  const auto file = scratch.write("e.jsonl", "{\"user\":1,\"item\":\"b\",\"title\":\"Bowl\"}\n{\"user\":1,\"item\":\"a\",\"title\":\"Axe\"}\n{\"item\":\"a\"}\n{\"user\":1,\"item\":\"c\"}\n");
  const auto result = importOf(file, scratch.path() / "to");
  EXPECT_EQ(result.sequences(), (RawSequences{{"1", {"b", "a", "c"}}}));
  EXPECT_THAT(result.dataSet.catalog.titles, ElementsAre("Bowl", "Axe", ""));
  EXPECT_EQ(result.report.rejectedFirst.front().line, 3);
}

TEST(JsonEvents, OtherObjectsAreNoEvents) {
  const Scratch scratch(testing_data::inMemory());
  EXPECT_FALSE(sniffJsonEvents(scratch.write("a.json", "{\"user_id\": 1}\n")));
  EXPECT_FALSE(sniffJsonEvents(scratch.write("b.json", "[[1, 2], {\"user_id\": 1}]\n")));
  EXPECT_FALSE(sniffJsonEvents(scratch.write("c.json", "{\"user_id\": 1, \"item_id\"\n")));
  EXPECT_THAT(errorOf([&] { importOf(scratch.write("d.json", "[[1, 2], [3, 4]]\n"), scratch.path() / "to", {}, "jsonl"); }), HasSubstr("no JSON objects and no Python dicts"));
}

}  // namespace
}  // namespace ghost::data
