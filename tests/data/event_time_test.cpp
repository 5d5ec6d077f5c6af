#include "data/event_time.h"

#include <gtest/gtest.h>

#include "data/item_text.h"

namespace ghost::data {
namespace {

using Numbers = TimeForm::Numbers;
const TimeForm secondsOnly{Numbers::Seconds};

TEST(EventTime, SecondsMillisecondsAndDates) {
  EXPECT_EQ(parseTime("0", secondsOnly), 0);
  EXPECT_EQ(parseTime("1400000000", secondsOnly), 1400000000000);
  EXPECT_EQ(parseTime("1400000000.25", secondsOnly), 1400000000250);
  EXPECT_EQ(parseTime("1.4e9", secondsOnly), 1400000000000);
  EXPECT_EQ(parseTime("1588687728923"), 1588687728923);
  EXPECT_EQ(parseTime("1588687728923", secondsOnly), std::nullopt);
  EXPECT_EQ(parseTime("1400000000"), 1400000000000);
  EXPECT_EQ(parseTime("2014-05-13", secondsOnly), 1399939200000);
  EXPECT_EQ(parseTime("2014-05-13 16:53:20", secondsOnly), 1400000000000);
  EXPECT_EQ(parseTime("2014-05-13T16:53:20.250Z", secondsOnly), 1400000000250);
  EXPECT_EQ(parseTime("2014/05/13 16:53:20", secondsOnly), 1400000000000);
  EXPECT_EQ(parseTime("2014-05-13T18:53:20+02:00", secondsOnly), 1400000000000);
  EXPECT_EQ(parseTime("2014-05-13 11:23:20.5-0530", secondsOnly), 1400000000500);
  EXPECT_EQ(parseTime("2014-05-13 16:53+00", secondsOnly), 1399999980000);
  EXPECT_EQ(parseTime("Tue May 13 09:53:20 -0700 2014", secondsOnly), 1400000000000);
  for (const char* broken : {"Tue May 13 09:53:20 -0700 14", "Tue Mai 13 09:53:20 -0700 2014", "Tue ayJ 13 09:53:20 -0700 2014", "Tue May 32 09:53:20 -0700 2014", "Tue May 13 09:53:20  0700 2014", "Tue May 13"})
    EXPECT_EQ(parseTime(broken, secondsOnly), std::nullopt) << broken;
  EXPECT_EQ(timeText(1400000000999), "2014-05-13 16:53:20");
  EXPECT_EQ(parseBoundary("2014"), 1388534400000);
  EXPECT_EQ(parseBoundary("2014-05"), 1398902400000);
  EXPECT_EQ(parseBoundary("1400000000"), 1400000000000);
}

TEST(EventTime, AbsurdOnesAreNone) {
  for (const char* text : {"", "-1", "-0.5", "4102444801", "99999999999999999999", "1e300", "inf", "nan", "12 34", "0x10", "2014-13-01", "2014-02-30", "2014-05-13 25:00", "2014-05-13 16", "2014-05-13x", "2014/05-13", "2014-05-13 16:53:20+2", "2014-05-13 16:53:20+15:00", "1970-01-01 00:30+01:00", "2014-", "9999-01-01", "May 2014", "4102444800001e3"})
    for (const auto numbers : {Numbers::Epoch, Numbers::Seconds}) EXPECT_EQ(parseTime(text, {numbers}), std::nullopt) << text;
  EXPECT_EQ(parseTime("50000000000"), std::nullopt) << "neither seconds nor milliseconds";
  EXPECT_EQ(parseBoundary("soon"), std::nullopt);
}

TEST(EventTime, UnitsByTheirSize) {
  EXPECT_EQ(parseTime("1588687728923456"), 1588687728923);
  EXPECT_EQ(parseTime("1588687728923456789"), 1588687728923);
  EXPECT_EQ(parseTime("1593878903.438"), 1593878903438);
  EXPECT_EQ(parseTime("100", {Numbers::Milliseconds}), 100);
  EXPECT_EQ(parseTime("5000000", {Numbers::Microseconds}), 5000);
}

TEST(EventTime, DigitsOfADateDaysAndYears) {
  constexpr std::int64_t day = 1649548800000;  // 2022-04-10
  const TimeForm calendar{Numbers::Calendar};
  EXPECT_EQ(parseTime("20220410", calendar), day);
  EXPECT_EQ(parseTime("20220410.0", calendar), day);
  EXPECT_EQ(parseTime("202204", calendar), 1648771200000);
  EXPECT_EQ(parseTime("2022041009", calendar), day + 9 * 3600000);
  EXPECT_EQ(parseTime("20220410093015", calendar), day + 34215000);
  EXPECT_EQ(parseTime("20220410093015250", calendar), day + 34215250);
  EXPECT_EQ(parseTime("20220410 09:30", calendar), day + 34200000) << "with the times of day of another column";
  for (const char* none : {"20221310", "20220230", "19690101", "2022041", "1400000000", "20220410.5"}) EXPECT_EQ(parseTime(none, calendar), std::nullopt) << none;
  EXPECT_EQ(parseTime("44661", {Numbers::Days}), day);
  EXPECT_EQ(parseTime("44661.5", {Numbers::Days}), day + 43200000);
  EXPECT_EQ(parseTime("2022", {Numbers::Years}), 1640995200000);
  EXPECT_EQ(parseBoundary("20220410"), day);
}

TEST(EventTime, DatesAsPeopleWriteThem) {
  const TimeForm dayFirst{Numbers::Epoch, DateOrder::DayFirst}, monthFirst{Numbers::Epoch, DateOrder::MonthFirst}, yearFirst{Numbers::Epoch, DateOrder::YearFirst};
  constexpr std::int64_t day = 1621728000000;  // 2021-05-23
  for (const char* text : {"2021-05-23", "2021/5/23", "2021.05.23", "23.05.2021", "23.5.21", "23 May 2021", "23-May-21", "23/May/2021", "May 23, 2021", "Sunday, May 23rd, 2021", "20210523T000000Z", " 2021-05-23 "}) EXPECT_EQ(parseTime(text), day) << text;
  EXPECT_EQ(parseTime("23/05/2021", dayFirst), day);
  EXPECT_EQ(parseTime("5/23/2021", monthFirst), day);
  EXPECT_EQ(parseTime("05-23-21", monthFirst), day);
  EXPECT_EQ(parseTime("21/05/23", yearFirst), day);
  EXPECT_EQ(parseTime("09 13, 2009", monthFirst), 1252800000000);
  EXPECT_EQ(parseTime("2021-05"), 1619827200000);
  for (const char* text : {"23/05/2021", "05-06-2021", "21/05/23"}) EXPECT_EQ(parseTime(text), std::nullopt) << text << " may be two dates";
  EXPECT_EQ(parseTime("23/05/2021", monthFirst), std::nullopt);
  for (const char* text : {"5/23/2021 4:05:06 PM", "5/23/2021 04:05:06 pm", "May 23, 2021, 4:05:06 p.m.", "5/23/2021 16:05:06", "5/23/2021, 16:05:06 UTC"}) EXPECT_EQ(parseTime(text, monthFirst), day + 57906000) << text;
  EXPECT_EQ(parseTime("5/23/2021 12:30 AM", monthFirst), day + 1800000);
  EXPECT_EQ(parseTime("Sun, 23 May 2021 16:05:06 GMT"), day + 57906000);
  EXPECT_EQ(parseTime("Sun May 23 16:05:06 2021"), day + 57906000);
  EXPECT_EQ(parseTime("2021-05-23 16:05:06,250"), day + 57906250);
  for (const char* none : {"5/23/2021 13:00 PM", "2021-02-29", "31.04.2021", "23.05.", "May 2021", "2021-05-23 and more", "version 1.2.3", "10.0.0.1", "1.2.3", "Mai 23, 2021", "3/4", "Summer of 69", "2021-05-23T", "12:30"}) EXPECT_EQ(parseTime(none, monthFirst), std::nullopt) << none;
}

TEST(EventTime, Zones) {
  for (const char* text : {"2014-05-13 16:53:20 UTC", "2014-05-13 16:53:20 GMT", "2014-05-13T16:53:20Z", "2014-05-13 16:53:20 Z", "2014-05-13 18:53:20 +02", "2014-05-13 18:53:20 +0200", "2014-05-13 18:53:20 UTC+2", "2014-05-13 18:53:20 GMT+02:00", "2014-05-13 18:53:20 CEST",
                           "2014-05-13 12:53:20 EDT", "2014-05-13T18:53:20+02:00[Europe/Berlin]", "2014-05-14 01:53:20 JST", "2014-05-13 18:53:20 +0200 CEST", "2014-05-13 16:53:20.000000000 +0000 UTC", "Tue May 13 2014 18:53:20 GMT+0200 (Central European Summer Time)", "Tue May 13 16:53:20 UTC 2014"})
    EXPECT_EQ(parseTime(text), 1400000000000) << text;
  const TimeForm ignored{Numbers::Epoch, DateOrder::Unknown, true};
  for (const char* text : {"2014-05-13 16:53:20 America/New_York", "2014-05-13 16:53:20 IST", "2014-05-13 16:53:20 EST5EDT/x"}) {
    EXPECT_EQ(parseTime(text), std::nullopt) << text;
    EXPECT_EQ(parseTime(text, ignored), 1400000000000) << text;
    EXPECT_NE(timeFault(text, {}).find("isn't known"), std::string::npos) << timeFault(text, {});
  }
}

TEST(ItemText, Plain) {
  EXPECT_EQ(cleanText("  <b>Tea &amp; cups</b>,<br/>two &#8364; &#x20ac; &eacute; <!-- {color:#000} --> end\n", TextRule::Plain), "Tea & cups , two \xe2\x82\xac \xe2\x82\xac \xc3\xa9 end");
  EXPECT_EQ(cleanText("a < b and c > d & e; <3 &unknown; &#0; <unclosed", TextRule::Plain), "a < b and c > d & e; <3 &unknown; &#0; <unclosed");
  EXPECT_EQ(cleanText("", TextRule::Plain), "");
  EXPECT_EQ(cleanText("  <b>\n", TextRule::Raw), "  <b>\n");
}

TEST(ItemText, LcRecsRule) {
  EXPECT_EQ(cleanText("Say \"hi\"\nto <i>all</i>...", TextRule::LcRec), "Say hito all.");
  EXPECT_EQ(cleanText("no stop", TextRule::LcRec), "no stop.");
  EXPECT_EQ(cleanText(std::string(1998, 'x'), TextRule::LcRec), std::string(1998, 'x') + ".");
  EXPECT_EQ(cleanText(std::string(1999, 'x'), TextRule::LcRec), "");
  EXPECT_EQ(wordsOf(" one  two\nthree "), 3);
}

TEST(ItemText, NoTextCostsItsSquare) {
  std::string text;
  for (int i = 0; i < 2'000'000; ++i) text += "<a<!--";
  EXPECT_EQ(cleanText(text, TextRule::Plain).size(), text.size());
}

}  // namespace
}  // namespace ghost::data
