#include <cmath>

#include "figure/figure_data.h"
#include "figure/markup.h"
#include "golden.h"

namespace ghost::figure {
namespace {

FigureData example() {
  FigureData figure;
  figure.kind = "example";
  figure.title = "An example";
  figure.runs = {"run-1"};
  Panel lines;
  lines.title = "lines";
  lines.x.label = "step";
  lines.y.label = "gradient L_2";
  lines.y.logarithmic = true;
  Series line;
  line.name = "=cmd, \"quoted\"";
  line.role = Role::Tail;
  line.x = {0, 1, 2, 3};
  line.y = {0.1, -2.5, std::nan(""), 1.0 / 3};
  Series box;
  box.kind = Series::Kind::Box;
  box.boxes = {boxOf({1, 2, 3, 4, 100})};
  lines.series = {line, box};
  lines.rules = {{true, 2, "x_{80}", Role::Neutral}};
  lines.remarks = {"2 values <= 0 hidden"};
  Panel heat;
  heat.x.categories = {"2", "3"};
  heat.y.categories = {"1"};
  heat.cellLabel = "NDCG@10";
  heat.cells = {{0, 0, 0.05, ".05", "run-1", ""}, {1, 0, std::nullopt, "~1 min", "", "no run yet"}};
  Panel tree;
  TreeNode root, leaf;
  root.items = leaf.items = 1;
  leaf.id = 1;
  leaf.parent = 0;
  leaf.depth = 1;
  leaf.role = Role::Head;
  leaf.item = 7;
  leaf.label = "<a_1>";
  tree.tree = {root, leaf};
  figure.panels = {lines, heat, tree};
  return figure;
}

TEST(FigureData, TextIsStable) { figure_testing::expectGolden("example", toText(example())); }
TEST(FigureData, CsvHasOneHeaderForAllPanels) { figure_testing::expectGolden("example_csv", toCsv(example())); }

TEST(FigureData, CsvProtectsTextAndLeavesNegativeNumbersAlone) {
  const std::string csv = toCsv(example());
  EXPECT_NE(csv.find("\"'=cmd; \"\"quoted\"\"\""), std::string::npos) << csv;
  EXPECT_NE(csv.find(",-2.5"), std::string::npos) << csv;
  EXPECT_EQ(csv.find("'-2.5"), std::string::npos);
  for (const char* evil : {"=1+1", "+1", "-1", "@x", "\tx", "\rx"}) {
    FigureData figure = example();
    figure.panels[0].series[0].name = evil;
    const std::string text = toCsv(figure);
    EXPECT_NE(text.find("'" + oneLine(evil)), std::string::npos) << evil;  // control characters are blanks in a cell
  }
}

TEST(FigureData, CsvNumbersRoundTrip) {
  const std::string csv = toCsv(example());
  EXPECT_NE(csv.find("0.3333333333333333"), std::string::npos) << csv;
}

TEST(FigureData, JsonWritesNullForWhatIsNoNumber) {
  const OrderedJson json = toJson(example());
  EXPECT_TRUE(json["panels"][0]["series"][0]["y"][2].is_null());
  EXPECT_EQ(json["panels"][0]["series"][0]["y"][1], -2.5);
  EXPECT_TRUE(json["panels"][1]["cells"][1]["value"].is_null());
  EXPECT_EQ(json["panels"][2]["tree"]["nodes"][1]["label"], "<a_1>");
  EXPECT_NO_THROW(json.dump());
}

TEST(FigureData, HiddenPointsCountsZerosOnLogAxesAndNan) {
  FigureData figure = example();
  Panel& panel = figure.panels[0];
  EXPECT_EQ(hiddenPoints(panel, panel.series[0]), 2);  // -2.5 and NaN
  panel.y.logarithmic = false;
  EXPECT_EQ(hiddenPoints(panel, panel.series[0]), 1);
  panel.x.logarithmic = true;
  EXPECT_EQ(hiddenPoints(panel, panel.series[0]), 2);  // NaN, and x = 0
}

TEST(Quantiles, AreOfTypeSeven) {
  const std::vector<double> ten{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  EXPECT_DOUBLE_EQ(quantile(ten, 0.25), 3.25);
  EXPECT_DOUBLE_EQ(quantile(ten, 0.5), 5.5);
  EXPECT_DOUBLE_EQ(quantile(ten, 0.75), 7.75);
  EXPECT_DOUBLE_EQ(quantile(ten, 0), 1);
  EXPECT_DOUBLE_EQ(quantile(ten, 1), 10);
  EXPECT_DOUBLE_EQ(quantile({7}, 0.3), 7);
  EXPECT_TRUE(std::isnan(quantile({}, 0.5)));
}

TEST(Quantiles, BoxWhiskersEndAtValuesWithinOneAndAHalfBoxes) {
  const Box box = boxOf({100, 4, 3, 2, 1, 100, std::nan("")}, 3);
  EXPECT_EQ(box.at, 3);
  EXPECT_EQ(box.count, 6);
  EXPECT_DOUBLE_EQ(box.q1, 2.25);
  EXPECT_DOUBLE_EQ(box.median, 3.5);
  EXPECT_DOUBLE_EQ(box.q3, 76);
  EXPECT_DOUBLE_EQ(box.whiskerLow, 1);
  EXPECT_DOUBLE_EQ(box.whiskerHigh, 100);
  EXPECT_TRUE(box.outliers.empty());
  const Box far = boxOf({1, 2, 2, 3, 3, 3, 4, 50, 50});
  EXPECT_DOUBLE_EQ(far.whiskerHigh, 4);
  EXPECT_EQ(far.outliers, std::vector<double>{50});
  EXPECT_EQ(boxOf({}).count, 0);
}

}  // namespace
}  // namespace ghost::figure
