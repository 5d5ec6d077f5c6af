#include "views/theme/theme.h"

#include <cmath>
#include <set>

#include <QFontInfo>
#include <gtest/gtest.h>

#include "figure/figures.h"
#include "views/paper/letters.h"
#include "views/paper/marks.h"

namespace ghost::theme {
namespace {

using figure::Role;

TEST(Theme, HeadAndTailKeepOneColourEachThatNoSeriesHas) {
  for (Mode mode : {Mode::Light, Mode::Dark}) {
    EXPECT_EQ(roleColour(Role::Head, 0, mode), headColour(mode));
    EXPECT_EQ(roleColour(Role::Tail, 0, mode), tailColour(mode));
    std::set<QRgb> seen{headColour(mode).rgb(), tailColour(mode).rgb()};
    for (int i = 0; i < categoricalCount(); ++i) EXPECT_TRUE(seen.insert(roleColour(Role::Series, i, mode).rgb()).second) << i;
  }
}

TEST(Theme, TextAndLinesStandOutFromTheGround) {
  for (Mode mode : {Mode::Light, Mode::Dark}) {
    EXPECT_GE(contrast(ink(mode), ground(mode)), 7);
    EXPECT_GE(contrast(faintInk(mode), ground(mode)), 4.5);
    for (Role role : {Role::Head, Role::Tail}) EXPECT_GE(contrast(roleColour(role, 0, mode), ground(mode)), 3);
    for (int i = 0; i < categoricalCount(); ++i) EXPECT_GE(contrast(roleColour(Role::Series, i, mode), ground(mode)), 2) << i;
  }
}

TEST(Theme, TextOnAnyFillIsReadable) {
  for (int i = 0; i <= 100; ++i) {
    for (const QColor& fill : {sequential(i / 100.0), sequential(i / 100.0, Sequential::Viridis), diverging(i / 50.0 - 1)}) EXPECT_GE(contrast(textOn(fill), fill), 4.5);
  }
}

TEST(Theme, SequentialScalesGrowLighterAndDivergingIsLightestAtZero) {
  const QColor black(Qt::black);
  for (auto scale : {Sequential::Cividis, Sequential::Viridis}) {
    for (int i = 1; i <= 64; ++i) EXPECT_GT(contrast(sequential(i / 64.0, scale), black), contrast(sequential((i - 1) / 64.0, scale), black));
  }
  for (double t : {-1.0, -0.5, 0.5, 1.0}) EXPECT_LT(contrast(diverging(t), black), contrast(diverging(0), black));
  EXPECT_EQ(sequential(7), sequential(1));
  EXPECT_EQ(sequential(std::nan("")), diverging(std::nan("")));
}

TEST(Theme, ShippedFontIsTheOneThatIsUsed) {
  EXPECT_EQ(loadFonts(), "Liberation Sans");
  EXPECT_EQ(QFontInfo(font(8)).family(), "Liberation Sans");
}

TEST(Letters, AreMeasuredAlikeAtEverySize) {
  const double small = paper::Letters::plain("Skeleton tree", 7).width(), large = paper::Letters::plain("Skeleton tree", 70).width();
  EXPECT_NEAR(large / small, 10, 0.01);
  EXPECT_GT(paper::Letters::markup("L^h", 8, 6).width(), paper::Letters::markup("L", 8, 6).width());
  EXPECT_LE(paper::fitted("a label much longer than its room", 7, 40).width(), 40);
  EXPECT_EQ(paper::wrapped("one two three", 7, 20), (std::vector<std::string>{"one", "two", "three"}));
  EXPECT_EQ(paper::wrapped("one two three", 7, 1).size(), 11U) << "a word wider than a line is broken";
  EXPECT_EQ(paper::wrapped("one two three", 7, 1000).size(), 1U);
}

TEST(Marks, HeadAndTailDifferInMoreThanColour) {
  EXPECT_NE(paper::lookOf(Role::Head, 0), paper::lookOf(Role::Tail, 0));
  figure::Series head, tail;
  head.role = Role::Head;
  tail.role = Role::Tail;
  const paper::Style& style = paper::style("paper");
  EXPECT_NE(paper::linePen(head, style, true).dashPattern(), paper::linePen(tail, style, true).dashPattern());
}

TEST(Style, GreyPrintsEveryColourAsGrey) {
  const paper::Style& grey = paper::style("grey");
  for (Role role : {Role::Head, Role::Tail, Role::Series}) {
    const QColor colour = grey.colour(role, 1);
    EXPECT_EQ(colour.red(), colour.green());
    EXPECT_EQ(colour.green(), colour.blue());
  }
}

}  // namespace
}  // namespace ghost::theme
