#include "figure/ticks.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "base/rng.h"
#include "figure/decimate.h"
#include "figure/histogram.h"
#include "figure/markup.h"

namespace ghost::figure {
namespace {

std::string labels(const Scale& scale) {
  std::string text;
  for (const Tick& tick : scale.ticks) {
    if (!tick.label.empty()) text += (text.empty() ? "" : " ") + tick.label;
  }
  return text;
}
Axis plainAxis() { return {}; }
Axis logAxis() {
  Axis axis;
  axis.logarithmic = true;
  return axis;
}

TEST(Ticks, StandAtRoundNumbers) {
  EXPECT_EQ(labels(scaleFor(plainAxis(), {0, 0.1985}, 4)), "0 0.05 0.10 0.15 0.20");
  EXPECT_EQ(labels(scaleFor(plainAxis(), {0, 24987.5}, 5)), "0 5k 10k 15k 20k 25k");
  EXPECT_EQ(labels(scaleFor(plainAxis(), {-1, 1}, 4)), "\xE2\x88\x92" "1.0 \xE2\x88\x92" "0.5 0 0.5 1.0");
  EXPECT_EQ(labels(scaleFor(plainAxis(), {0, 3.2e-5}, 4)), "0 1\xC2\xB7" "10^{\xE2\x88\x92" "5} 2\xC2\xB7" "10^{\xE2\x88\x92" "5} 3\xC2\xB7" "10^{\xE2\x88\x92" "5} 4\xC2\xB7" "10^{\xE2\x88\x92" "5}");
  EXPECT_EQ(labels(scaleFor(logAxis(), {0.01, 1000}, 6)), "0.01 0.1 1 10 100 1000");
  EXPECT_EQ(labels(scaleFor(logAxis(), {1e-9, 1}, 5)), "10^{\xE2\x88\x92" "9} 10^{\xE2\x88\x92" "7} 10^{\xE2\x88\x92" "5} 10^{\xE2\x88\x92" "3} 0.1");
  EXPECT_EQ(labels(scaleFor(logAxis(), {1, 40}, 4)), "1 2 5 10 20");
}

TEST(Ticks, NeverLieOutsideTheirRangeNorPileUp) {
  Rng rng(3);
  for (int round = 0; round < 2000; ++round) {
    const double size = std::pow(10, 12 * rng.uniform() - 6), low = size * (rng.uniform() - 0.5), high = low + size * (0.001 + rng.uniform());
    for (int wanted = 1; wanted <= 8; ++wanted) {
      const Scale scale = scaleFor(plainAxis(), {low, high}, wanted);
      EXPECT_LE(scale.low, low + size * 1e-6);
      EXPECT_GE(scale.high, high - size * 1e-6);
      EXPECT_LE(scale.ticks.size(), static_cast<std::size_t>(2 * wanted + 2));
      EXPECT_GE(scale.ticks.size(), 2U);
      for (const Tick& tick : scale.ticks) {
        EXPECT_GE(scale.place(tick.at), -1e-6);
        EXPECT_LE(scale.place(tick.at), 1 + 1e-6);
      }
    }
  }
}

TEST(Ticks, RangeSumsStacksAndStartsBarsAtZero) {
  Panel panel;
  Series s;
  s.kind = Series::Kind::StackedBars;
  s.x = {1, 2};
  s.y = {3, 4};
  panel.series = {s, s};
  EXPECT_EQ(yRange(panel).low, 0);
  EXPECT_EQ(yRange(panel).high, 8);
  EXPECT_DOUBLE_EQ(xRange(panel).low, 0.6);   // half a bar of room
  EXPECT_DOUBLE_EQ(xRange(panel).high, 2.4);
}

TEST(Ticks, RangeOfOneValueHasRoomAroundIt) {
  Panel panel;
  Series s;
  s.x = {5};
  s.y = {7};
  panel.series = {s};
  EXPECT_LT(yRange(panel).low, 7);
  EXPECT_GT(yRange(panel).high, 7);
  panel.y.logarithmic = true;
  EXPECT_GT(yRange(panel).low, 0);
  panel.series.clear();
  EXPECT_LT(yRange(panel).low, yRange(panel).high);
}

TEST(Markup, RaisesAndLowers) {
  const auto runs = parseMarkup("head levels L^h, x_{80}, 10^{-3}, K_b \\_ a^");
  std::string text;
  for (const TextRun& run : runs) text += (run.level > 0 ? "^" : run.level < 0 ? "_" : "") + (run.italic ? "/" + run.text + "/" : run.text) + "|";
  EXPECT_EQ(text, "head levels |/L/|^/h/|, |/x/|_80|, 10|^-3|, |/K/|_/b/| _ a^|");
  EXPECT_EQ(markupToHtml("L^h < x_{80}"), "<i>L</i><sup><i>h</i></sup> &lt; <i>x</i><sub>80</sub>");
  EXPECT_EQ(markupToLatex("L^h & 5%"), "$L$$^{h}$ \\& 5\\%");
  EXPECT_TRUE(parseMarkup("").empty());
  EXPECT_EQ(parseMarkup("a_{").size(), 2U);  // an open group ends with the text
}

TEST(Decimate, KeepsEndsAndSpikes) {
  std::vector<double> x, y;
  for (int i = 0; i < 100000; ++i) {
    x.push_back(i * 0.001);
    y.push_back(i == 31337 ? 50 : std::sin(i * 0.0003));
  }
  const auto kept = decimate(x, y, 0.5);
  EXPECT_LE(kept.size(), 4U * 201);
  EXPECT_EQ(kept.front(), 0U);
  EXPECT_EQ(kept.back(), 99999U);
  EXPECT_NE(std::find(kept.begin(), kept.end(), 31337U), kept.end());
  EXPECT_TRUE(std::is_sorted(kept.begin(), kept.end()));
  EXPECT_EQ(decimate(std::vector<double>{1, 2, 3}, std::vector<double>{1, 2, 3}, 0.1).size(), 3U);
}

TEST(Histogram, CountsWholeNumbersInWholeBins) {
  const Histogram one = countHistogram({0, 0, 1, 3}, 10);
  EXPECT_EQ(one.width, 1);
  EXPECT_EQ(one.counts, (std::vector<double>{2, 1, 0, 1}));
  const Histogram wide = countHistogram({0, 1, 2, 3, 98}, 10);
  EXPECT_EQ(wide.width, 10);
  EXPECT_EQ(wide.counts[0], 4);
  EXPECT_EQ(wide.counts.back(), 1);
  EXPECT_EQ(histogramSeries(one, Series::Kind::Bars, "", Role::Tail).x[3], 3);
}

TEST(Histogram, BinsRealValuesAtRoundNumbers) {
  const Histogram h = realHistogram({0.31, 0.35, 0.52, 0.98}, 10);
  EXPECT_DOUBLE_EQ(h.width, 0.1);
  EXPECT_DOUBLE_EQ(h.begin, 0.3);
  EXPECT_EQ(h.counts, (std::vector<double>{2, 0, 1, 0, 0, 0, 1}));
}

}  // namespace
}  // namespace ghost::figure
