#include "data/time_choice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/base/scratch.h"
#include "tests/data/imported.h"

namespace ghost::data {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;
using testing_base::errorOf;
using testing_base::Scratch;
using testing_data::importOf;
using testing_data::previewOf;
using testing_data::RawSequences;
using testing_data::Values;

const RawSequences inTime{{"a", {"p", "q", "r", "s", "t"}}, {"b", {"p", "q", "r", "s", "t"}}};

/// Two users with five events each, the newest first; `cells` are what stands behind user and item in the rows of p, q, r, s and t.
std::string newestFirst(const std::string& headings, const std::vector<std::string>& cells, char between = ',') {
  std::string text = headings + "\n";
  for (const char user : {'a', 'b'})
    for (int i = 4; i >= 0; --i) text += std::string(1, user) + between + static_cast<char>('p' + i) + between + cells[static_cast<std::size_t>(i)] + "\n";
  return text;
}

class TimeChoiceTest : public testing::Test {
 protected:
  RawSequences sequencesOf(const std::string& text, const Values& values = {}, const std::string& name = "t.csv") { return importOf(m_scratch.write(name, text), m_scratch.path() / ("to" + std::to_string(++m_count)), values).sequences(); }
  std::string refusal(const std::string& text, const Values& values = {}) {
    return errorOf([&] { importOf(m_scratch.write("t.csv", text), m_scratch.path() / "refused", values); });
  }
  const Scratch m_scratch{testing_data::inMemory()};
  int m_count = 0;
};

TEST_F(TimeChoiceTest, AnyNameAndAnyForm) {
  const std::vector<std::vector<std::string>> forms{
      {"2020-01-16T10:00:00Z", "2020-01-17T10:00:00Z", "2020-01-18T10:00:00Z", "2020-01-19T10:00:00Z", "2020-01-20T10:00:00Z"},
      {"16/01/2020", "17/01/2020", "18/01/2020", "19/01/2020", "20/01/2020"},
      {"20200116", "20200117", "20200118", "20200119", "20200120"},
      {"20200116100000", "20200117100000", "20200118100000", "20200119100000", "20200120100000"},
      {"1579168800", "1579255200", "1579341600", "1579428000", "1579514400"},
      {"1579168800.5", "1579255200.25", "1579341600.125", "1579428000.5", "1579514400.0"},
      {"1579168800000", "1579255200000", "1579341600000", "1579428000000", "1579514400000"},
      {"1579168800000000", "1579255200000000", "1579341600000000", "1579428000000000", "1579514400000000"},
      {"1579168800000000000", "1579255200000000000", "1579341600000000000", "1579428000000000000", "1579514400000000000"},
      {"Jan 16 2020 9:00 AM", "Jan 17 2020 9:00 AM", "Jan 18 2020 9:00 AM", "Jan 19 2020 9:00 AM", "Jan 20 2020 9:00 AM"},
      {"2020-01-16 10:00:00 UTC", "2020-01-17 10:00:00 UTC", "2020-01-18 10:00:00 UTC", "2020-01-19 10:00:00 UTC", "2020-01-20 10:00:00 UTC"}};
  for (const auto& form : forms)
    for (const char* name : {"listened_at", "t_dat", "event_time", "time", "quando", "v3"}) EXPECT_EQ(sequencesOf(newestFirst(std::string("user_id,item_id,") + name, form)), inTime) << name << " " << form.front();
  EXPECT_EQ(sequencesOf(newestFirst("user_id,item_id,date", {"43846", "43847", "43848", "43849", "43850"})), inTime) << "days of a spreadsheet";
  EXPECT_EQ(sequencesOf(newestFirst("user_id,item_id,year", {"2001", "2002", "2003", "2004", "2005"})), inTime);
}

TEST_F(TimeChoiceTest, DigitsOfADateAreShownAndFilteredAsDates) {
  const std::string text = newestFirst("user_id,item_id,date", {"20220410", "20220411", "20220412", "20220413", "20220414"});
  const auto preview = previewOf(m_scratch.write("t.csv", text), 5);
  EXPECT_EQ(preview.rows.back()[2], "2022-04-10 00:00:00");
  EXPECT_EQ(sequencesOf(text, {{"from", "2022-04-12"}}), (RawSequences{{"a", {"r", "s", "t"}}, {"b", {"r", "s", "t"}}}));
  EXPECT_EQ(sequencesOf(text, {{"to", "20220413"}}), (RawSequences{{"a", {"p", "q", "r"}}, {"b", {"p", "q", "r"}}}));
}

TEST_F(TimeChoiceTest, OfSeveralThatAgreeTheFinest) {
  EXPECT_EQ(sequencesOf(newestFirst("user,item,date,timestamp", {"2020-01-16,1579168800", "2020-01-16,1579168801", "2020-01-16,1579168802", "2020-01-17,1579255200", "2020-01-17,1579255201"})), inTime);
  EXPECT_EQ(sequencesOf(newestFirst("user,item,time,clicked", {"2020-01-16,1579168800", "2020-01-16,1579168801", "2020-01-16,1579168802", "2020-01-17,1579255200", "2020-01-17,1579255201"})), inTime);
  EXPECT_EQ(sequencesOf(newestFirst("user,item,day,clock_time", {"2020-01-16,10:00:00", "2020-01-16,10:00:01", "2020-01-16,11:00:00", "2020-01-17,09:00:00", "2020-01-17,10:00:00"})), inTime) << "two columns that are one time";
  EXPECT_EQ(sequencesOf(newestFirst("user,item,date,time", {"20200116,9:00 PM", "20200116,9:01 PM", "20200116,11:00 PM", "20200117,9:00 AM", "20200117,10:00 AM"})), inTime);
}

TEST_F(TimeChoiceTest, OthersThanTheEventsTimeArePassedOver) {
  EXPECT_EQ(sequencesOf(newestFirst("user,item,release_date,listened_at", {"2019-01-01,2020-01-16", "2012-01-01,2020-01-17", "2013-01-01,2020-01-18", "2001-01-01,2020-01-19", "2002-01-01,2020-01-20"})), inTime);
  EXPECT_EQ(sequencesOf(newestFirst("user,item,order_id,price,seen", {"1579168805,20200116,2020-01-16", "1579168804,20200117,2020-01-17", "1579168803,20200118,2020-01-18", "1579168802,20200119,2020-01-19", "1579168801,20200120,2020-01-20"})), inTime) << "ids and prices are no times";
  EXPECT_EQ(sequencesOf(newestFirst("user,item,read_at,date_added", {",2020-01-16", "2020-01-19,2020-01-17", "2020-01-11,2020-01-18", "2020-01-12,2020-01-19", ",2020-01-20"})), inTime) << "some rows have no read_at";
}

TEST_F(TimeChoiceTest, SeveralReadingsAreAQuestion) {
  const std::string two = newestFirst("user,item,ordered,delivered", {"2020-01-16,2020-02-16", "2020-01-17,2020-02-18", "2020-01-18,2020-02-17", "2020-01-19,2020-02-20", "2020-01-20,2020-02-19"});
  const std::string refused = refusal(two);
  EXPECT_THAT(refused, StartsWith("2 "));
  EXPECT_THAT(refused, HasSubstr("ordered (\"2020-01-20\") and delivered (\"2020-02-19\") could be the time of the events"));
  EXPECT_THAT(refused, HasSubstr("-o time=ordered, -o time=delivered, or -o time=none"));
  EXPECT_EQ(sequencesOf(two, {{"time", "ordered"}}), inTime);
  EXPECT_EQ(sequencesOf(two, {{"time", "delivered"}}), (RawSequences{{"a", {"p", "r", "q", "t", "s"}}, {"b", {"p", "r", "q", "t", "s"}}}));
  const auto asked = previewOf(m_scratch.path() / "t.csv", 2);
  EXPECT_THAT(asked.problem, HasSubstr("-o time=ordered"));
  EXPECT_THAT(asked.headings, ElementsAre("user", "item", "ordered", "delivered"));

  const std::string slashes = newestFirst("user,item,date", {"01/02/2020", "02/03/2020", "03/04/2020", "04/05/2020", "05/06/2020"});
  EXPECT_THAT(refusal(slashes), HasSubstr("may begin with the day or the month; say which with -o time_format=day_first or -o time_format=month_first"));
  EXPECT_EQ(sequencesOf(slashes, {{"time_format", "day_first"}}), inTime);
  EXPECT_THAT(refusal(newestFirst("user,item,release_date", {"2020-01-16", "2020-01-17", "2020-01-18", "2020-01-19", "2020-01-20"})), HasSubstr("if it is the time of the events say -o time=release_date, or -o time=none"));
  EXPECT_THAT(refusal(newestFirst("user,item,date", {"mon", "tue", "wed", "thu", "fri"})), HasSubstr("what stands in the column date (\"fri\") isn't read as a time"));
  EXPECT_THAT(refusal(newestFirst("user,item,when", {"2020-01-16 1:00 IST", "2020-01-17 1:00 IST", "2020-01-18 1:00 IST", "2020-01-19 1:00 IST", "2020-01-20 1:00 IST"}).replace(0, 0, "")), HasSubstr("-o zones=ignore"));
  EXPECT_THAT(refusal(slashes, {{"time", "item"}}), HasSubstr("what stands in the column item (\"t\") isn't read as a time"));
}

TEST_F(TimeChoiceTest, AnOrderAgainstATimeIsSaid) {
  const std::string text = newestFirst("user,item,seen", {"2020-01-16", "2020-01-17", "2020-01-18", "2020-01-19", "2020-01-20"});
  const auto given = importOf(m_scratch.write("t.csv", text), m_scratch.path() / "none", {{"time", "none"}});
  EXPECT_EQ(given.sequences()[0].second, (std::vector<std::string>{"t", "s", "r", "q", "p"}));
  EXPECT_THAT(given.report.warnings, Contains(HasSubstr("run from the newest to the oldest")));
  const auto falling = importOf(m_scratch.write("n.csv", newestFirst("user,item,row", {"1", "2", "3", "4", "5"})), m_scratch.path() / "falling");
  EXPECT_THAT(falling.report.warnings, Contains(HasSubstr("the numbers of column row fall from row to row of each user: if the file begins with the newest, order it by -o time=row")));
  EXPECT_EQ(sequencesOf(newestFirst("user,item,row", {"1", "2", "3", "4", "5"}), {{"time", "row"}}), inTime);
}

TEST_F(TimeChoiceTest, DaysOfAFileThatBeginsWithTheNewestAreSaidToHaveTies) {
  const auto result = importOf(m_scratch.write("t.csv", newestFirst("user,item,day", {"2020-01-16", "2020-01-17", "2020-01-17", "2020-01-19", "2020-01-20"})), m_scratch.path() / "ties");
  EXPECT_THAT(result.report.warnings, Contains(HasSubstr("the rows run from the newest to the oldest by column day, and events of a user at the same time stay in that order")));
  EXPECT_THAT(importOf(m_scratch.write("u.csv", newestFirst("user,item,day", {"2020-01-16", "2020-01-17", "2020-01-18", "2020-01-19", "2020-01-20"})), m_scratch.path() / "none").report.warnings, Not(Contains(HasSubstr("newest"))));
}

TEST_F(TimeChoiceTest, AWindowWithoutTimesIsRefused) {
  EXPECT_THAT(refusal("user,item\na,p\na,q\na,r\n", {{"from", "2020"}}), HasSubstr("the rows have no time, so nothing lies inside a window of time; leave them out, or name what holds the time with -o time=..."));
  const auto missing = importOf(m_scratch.write("m.csv", "user,item,time\na,p,2020-01-01\na,q,2020-01-02\na,r,2020-01-03\na,s,NULL\n"), m_scratch.path() / "missing");
  EXPECT_EQ(missing.report.rejectedFirst.front().what, "the time is missing");
}

TEST_F(TimeChoiceTest, NumbersThatAreNoTimes) {
  for (const char* name : {"price", "quantity", "rating", "stock", "order_id", "isbn13"}) {
    const auto preview = previewOf(m_scratch.write("t.csv", newestFirst(std::string("user,item,") + name, {"5", "4", "3", "2", "1"})), 2);
    EXPECT_THAT(preview.columns, Not(Contains("time"))) << name;
  }
  EXPECT_THAT(previewOf(m_scratch.write("t.csv", newestFirst("user,item,review_id", {"1579168805", "1579168804", "1579168803", "1579168802", "1579168801"})), 2).columns, Not(Contains("time"))) << "an id that grows";
  EXPECT_THAT(previewOf(m_scratch.write("t.csv", newestFirst("user,item,watch_time", {"1579168805", "1579168804", "1579168803", "1579168802", "1579168801"})), 2).columns, Not(Contains("time"))) << "a duration";
}

TEST_F(TimeChoiceTest, InSemicolonTablesTheDayComesFirstAndCommasAreDecimal) {
  const std::string text = newestFirst("user;item;rating;date", {"4,5;01.02.2020", "3,0;02.02.2020", "5,0;01/03/2020", "1,5;05/03/2020", "2,0;01/04/2020"}, ';');
  EXPECT_EQ(sequencesOf(text), inTime);
  EXPECT_EQ(sequencesOf(text, {{"min_rating", "2"}, {"to", "2020-03-02"}}), (RawSequences{{"a", {"p", "q", "r"}}, {"b", {"p", "q", "r"}}}));
}

TEST_F(TimeChoiceTest, WithoutHeadings) {
  const std::string text = newestFirst("", {"20220410,3", "20220411,4", "20220412,3", "20220413,2", "20220414,1"}).substr(1);
  EXPECT_EQ(sequencesOf(text), inTime);
  EXPECT_THAT(previewOf(m_scratch.path() / "t.csv", 2).columns, ElementsAre("user", "item", "rating", "time"));
  EXPECT_EQ(sequencesOf(newestFirst("", {"3;10.04.2022 09:00", "4;11.04.2022 10:00", "3;12.04.2022 11:00", "2;13.04.2022 12:00", "1;14.04.2022 13:00"}, ';').substr(1)), inTime);
}

TEST_F(TimeChoiceTest, FieldsOfObjectsAlike) {
  std::string text;
  for (int i = 4; i >= 0; --i) text += "{\"user\":\"a\",\"item\":\"" + std::string(1, static_cast<char>('p' + i)) + "\",\"day\":2022041" + std::to_string(i) + ",\"listened\":\"2022-04-1" + std::to_string(i) + "T10:00:00\"}\n";
  EXPECT_EQ(sequencesOf(text, {}, "t.jsonl"), (RawSequences{inTime[0]}));
  EXPECT_EQ(previewOf(m_scratch.path() / "t.jsonl", 1).rows.front().back(), "2022-04-14 10:00:00");
  EXPECT_EQ(sequencesOf(text, {{"time", "day"}}, "t.jsonl"), (RawSequences{inTime[0]}));
  EXPECT_THAT(errorOf([&] { importOf(m_scratch.path() / "t.jsonl", m_scratch.path() / "to", {{"time", "when"}}); }), HasSubstr("there is no field \"when\""));
}

TEST_F(TimeChoiceTest, RecbolesColumnsAlike) {
  std::string text = "user_id:token\titem_id:token\tt_dat:token\trated:float\n", two = "user_id:token\titem_id:token\tordered:token\tdelivered:float\n";
  for (int i = 4; i >= 0; --i) {
    const std::string ids = "a\t" + std::string(1, static_cast<char>('p' + i)) + "\t";
    text += ids + "2022041" + std::to_string(i) + "\t4\n";
    two += ids + "2022-04-1" + std::to_string(i) + "\t165" + std::to_string((i * 2) % 5) + "000000\n";
  }
  EXPECT_EQ(sequencesOf(text, {}, "t.inter"), (RawSequences{inTime[0]}));
  EXPECT_EQ(previewOf(m_scratch.path() / "t.inter", 1).rows.front().back(), "2022-04-14 00:00:00");
  EXPECT_THAT(errorOf([&] { importOf(m_scratch.write("two.inter", two), m_scratch.path() / "x"); }), HasSubstr("-o time=ordered, -o time=delivered, or -o time=none"));
  EXPECT_EQ(sequencesOf(two, {{"time", "ordered:token"}}, "two.inter"), (RawSequences{inTime[0]}));
}

}  // namespace
}  // namespace ghost::data
