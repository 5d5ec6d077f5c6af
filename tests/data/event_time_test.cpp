#include "data/event_time.h"

#include <gtest/gtest.h>

#include "data/item_text.h"

namespace ghost::data {
namespace {

TEST(EventTime, SecondsMillisecondsAndDates) {
  EXPECT_EQ(parseTime("0", false), 0);
  EXPECT_EQ(parseTime("1400000000", false), 1400000000000);
  EXPECT_EQ(parseTime("1400000000.25", false), 1400000000250);
  EXPECT_EQ(parseTime("1.4e9", false), 1400000000000);
  EXPECT_EQ(parseTime("1588687728923", true), 1588687728923);
  EXPECT_EQ(parseTime("1588687728923", false), std::nullopt);
  EXPECT_EQ(parseTime("1400000000", true), 1400000000000);
  EXPECT_EQ(parseTime("2014-05-13", false), 1399939200000);
  EXPECT_EQ(parseTime("2014-05-13 16:53:20", false), 1400000000000);
  EXPECT_EQ(parseTime("2014-05-13T16:53:20.250Z", false), 1400000000250);
  EXPECT_EQ(parseTime("2014/05/13 16:53:20", false), 1400000000000);
  EXPECT_EQ(parseTime("2014-05-13T18:53:20+02:00", false), 1400000000000);
  EXPECT_EQ(parseTime("2014-05-13 11:23:20.5-0530", false), 1400000000500);
  EXPECT_EQ(parseTime("2014-05-13 16:53+00", false), 1399999980000);
  EXPECT_EQ(parseTime("Tue May 13 09:53:20 -0700 2014", false), 1400000000000);
  for (const char* broken : {"Tue May 13 09:53:20 -0700 14", "Tue Mai 13 09:53:20 -0700 2014", "Tue ayJ 13 09:53:20 -0700 2014", "Tue May 32 09:53:20 -0700 2014", "Tue May 13 09:53:20  0700 2014", "Tue May 13"})
    EXPECT_EQ(parseTime(broken, false), std::nullopt) << broken;
  EXPECT_EQ(timeText(1400000000999), "2014-05-13 16:53:20");
  EXPECT_EQ(parseBoundary("2014"), 1388534400000);
  EXPECT_EQ(parseBoundary("2014-05"), 1398902400000);
  EXPECT_EQ(parseBoundary("1400000000"), 1400000000000);
}

TEST(EventTime, AbsurdOnesAreNone) {
  for (const char* text : {"", "-1", "-0.5", "4102444801", "99999999999999999999", "1e300", "inf", "nan", "12 34", "0x10", "2014-5-1", "2014-13-01", "2014-02-30", "2014-05-13 25:00", "2014-05-13 16", "2014-05-13x", "2014/05-13", "2014-05-13 16:53:20+2", "2014-05-13 16:53:20+15:00", "2014-05-13 16:53:20 UTC", "1970-01-01 00:30+01:00", "2014-", "9999-01-01", "May 2014", "4102444800001e3"})
    for (const bool milliseconds : {false, true}) EXPECT_EQ(parseTime(text, milliseconds), std::nullopt) << text;
  EXPECT_EQ(parseTime("50000000000", true), std::nullopt) << "neither seconds nor milliseconds";
  EXPECT_EQ(parseBoundary("soon"), std::nullopt);
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
