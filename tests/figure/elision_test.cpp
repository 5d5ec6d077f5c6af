#include "figure/elision.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace ghost::figure {
namespace {

/// One unit a code point.
double length(const std::string& text) {
  return static_cast<double>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::vector<std::string> cut(const std::vector<std::string>& labels, double room) { return elided(labels, room, length); }

using Labels = std::vector<std::string>;

TEST(Elision, WhatFitsStays) { EXPECT_EQ(cut({"ghost", "rqk-4"}, 5), (Labels{"ghost", "rqk-4"})); }

TEST(Elision, TheMiddleIsCutWhereTheEndsTellApart) { EXPECT_EQ(cut({"abcdefghij", "abcdefghiX"}, 7), (Labels{"abc…hij", "abc…hiX"})); }

/// The ends of these are alike, so cutting the middle would leave one and the same label.
TEST(Elision, ADifferenceInTheMiddleStays) {
  const auto shown = cut({"Ghost (SKT + AUO) alpha=0.1 with all the rest", "Ghost (SKT + AUO) alpha=0.5 with all the rest", "short"}, 15);
  EXPECT_EQ(shown[0], "…pha=0.1 with …");
  EXPECT_EQ(shown[1], "…pha=0.5 with …");
  EXPECT_EQ(shown[2], "short");
}

TEST(Elision, ADifferenceWiderThanTheRoomKeepsItsEnds) {
  const auto shown = cut({"start-abcdefghijklmnopqrst-end", "start-bbcdefghijklmnopqrss-end"}, 9);
  EXPECT_EQ(shown[0], "abcd…qrst");
  EXPECT_EQ(shown[1], "bbcd…qrss");
}

TEST(Elision, CodePointsStayWhole) {
  const auto shown = cut({"ääääääXäääääää", "ääääääYäääääää"}, 6);
  EXPECT_NE(shown[0], shown[1]);
  for (const auto& label : shown) EXPECT_LE(length(label), 6);
  EXPECT_NE(shown[0].find('X'), std::string::npos);
}

TEST(Elision, EqualLabelsStayEqualAndNothingBreaks) {
  const auto shown = cut({"the same long label", "the same long label", "", "x"}, 6);
  EXPECT_EQ(shown[0], shown[1]);
  EXPECT_EQ(shown[2], "");
  EXPECT_EQ(cut({"abc", "abd"}, 0).size(), 2u);  // no room at all
  EXPECT_TRUE(cut({}, 5).empty());
}

}  // namespace
}  // namespace ghost::figure
