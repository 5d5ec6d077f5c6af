#include <cmath>
#include <set>

#include <QApplication>
#include <QAbstractItemModelTester>
#include <QCategoryAxis>
#include <QChart>
#include <QChartView>
#include <QLabel>
#include <QSignalSpy>
#include <QTest>
#include <gtest/gtest.h>

#include "small_tree.h"
#include "views/canvas/platform.h"
#include "views/chart/axis_range.h"
#include "views/chart/heatmap.h"
#include "views/chart/item_cloud.h"
#include "views/chart/panel_chart.h"
#include "views/chart/rich_label.h"
#include "views/chart/thinning.h"
#include "views/figure_view.h"
#include "views/registry.h"
#include "views/space/tree_view.h"
#include "views/table/panel_table.h"

namespace ghost {
namespace {

using figure::Panel;
using figure::Role;
using figure::Series;

class Charts : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    canvas::preparePlatform();
    static int argc = 1;
    static char name[] = "test_views";
    static char* argv[] = {name, nullptr};
    // Never destroyed: Qt's own statics may be gone by the time a static would be.
    static auto* const application = new QApplication(argc, argv);
    Q_UNUSED(application);
    theme::loadFonts();
  }
};

Series line(std::vector<double> x, std::vector<double> y) {
  Series s;
  s.name = "s";
  s.x = std::move(x);
  s.y = std::move(y);
  return s;
}
Panel panelOf(Series s) {
  Panel panel;
  panel.series.push_back(std::move(s));
  return panel;
}

TEST_F(Charts, ThinningKeepsSpikesAndBothEndsOfAMillionPoints) {
  QList<QPointF> points;
  for (int i = 0; i < 1'000'000; ++i) points.append({double(i), i == 123'456 ? 1000.0 : i == 654'321 ? -1000.0 : std::sin(i * 1e-3)});
  const auto kept = chart::thinned(points, 800);
  EXPECT_LE(kept.size(), 3200);
  EXPECT_EQ(kept.front(), points.front());
  EXPECT_EQ(kept.back(), points.back());
  EXPECT_TRUE(kept.contains(QPointF(123'456, 1000)));
  EXPECT_TRUE(kept.contains(QPointF(654'321, -1000)));
  EXPECT_TRUE(std::is_sorted(kept.begin(), kept.end(), [](auto a, auto b) { return a.x() < b.x(); }));
}

TEST_F(Charts, ThinningLeavesShortListsAndTrajectoriesAlone) {
  const QList<QPointF> few{{0, 1}, {1, 2}};
  EXPECT_EQ(chart::thinned(few, 10), few);
  QList<QPointF> circle;
  for (int i = 0; i < 1000; ++i) circle.append({std::cos(i * 0.01), std::sin(i * 0.01)});
  EXPECT_EQ(chart::thinned(circle, 10).size(), circle.size());
}

TEST_F(Charts, ALogarithmicAxisHidesZerosAndSaysSo) {
  Panel panel = panelOf(line({1, 2, 3, 4}, {0.1, 0, -2, 10}));
  panel.y.logarithmic = true;
  chart::PanelChart chart;
  chart.resize(400, 300);
  chart.setPanel(panel);
  EXPECT_EQ(chart.drawnPoints(0), (QList<QPointF>{{1, 0.1}, {4, 10}}));
  EXPECT_EQ(chart.badge(), QStringLiteral("2 values <= 0 hidden"));
  panel.series[0].y = {0.1, 1, 2, 10};
  chart.setPanel(panel);
  EXPECT_EQ(chart.badge(), QString());
}

TEST_F(Charts, AnUnusableNumberNeverReachesTheChart) {
  chart::PanelChart chart;
  chart.setPanel(panelOf(line({1, 2, 3}, {1, std::nan(""), INFINITY})));
  EXPECT_EQ(chart.drawnPoints(0), (QList<QPointF>{{1, 1}}));
  EXPECT_EQ(chart.badge(), QStringLiteral("2 values that are no numbers hidden"));
}

TEST_F(Charts, LiveUpdatesAreCoalescedAndExchangePointsOnly) {
  chart::PanelChart chart;
  chart.resize(400, 300);
  chart.show();
  chart.setPanel(panelOf(line({0, 1}, {1, 2})));
  QTest::qWait(250);  // the resize of the first show has been answered
  const int draws = chart.draws(), rebuilds = chart.rebuilds();
  for (int i = 2; i < 300; ++i) {
    std::vector<double> x, y;
    for (int k = 0; k <= i; ++k) {
      x.push_back(k);
      y.push_back(k % 7);
    }
    chart.updateSoon(panelOf(line(x, y)));
  }
  EXPECT_EQ(chart.draws(), draws) << "nothing is drawn inside the calls";
  EXPECT_TRUE(QTest::qWaitFor([&] { return chart.drawnPoints(0).size() == 300; }, 2000)) << "the newest panel wins";
  EXPECT_EQ(chart.draws(), draws + 1);
  EXPECT_EQ(chart.rebuilds(), rebuilds) << "series and axes stay";
}

TEST_F(Charts, ALiveChartDrawsOnlyWhatChangedAndIsSeen) {
  chart::PanelChart chart;
  chart.resize(400, 300);
  chart.show();
  const Panel first = panelOf(line({0, 1, 2}, {1, 2, 3}));
  chart.updateSoon(first);
  ASSERT_TRUE(QTest::qWaitFor([&] { return chart.draws() > 0 && chart.drawnPoints(0).size() == 3; }));
  ASSERT_TRUE(QTest::qWaitForWindowExposed(&chart));
  int draws = chart.draws();
  const auto isDrawn = [&] { return chart.draws() > draws; };
  // The answer to the first show may still come; after it nothing does.
  chart.updateSoon(panelOf(line({0, 1, 2}, {1, 2, 4})));
  ASSERT_TRUE(QTest::qWaitFor(isDrawn));
  draws = chart.draws();
  chart.updateSoon(panelOf(line({0, 1, 2}, {1, 2, 4})));
  chart.hide();
  chart.updateSoon(panelOf(line({0, 1, 2}, {1, 2, 5})));
  for (int i = 0; i < 10; ++i) QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
  EXPECT_EQ(chart.draws(), draws) << "nothing new, then nobody looks";
  chart.show();
  ASSERT_TRUE(QTest::qWaitFor([&] { return chart.drawnPoints(0).last().y() == 5; })) << "what was missed is drawn when it is seen";
}

TEST_F(Charts, AGrowingAxisStaysForAWhile) {
  chart::PanelChart chart;
  chart.resize(400, 300);
  chart.show();
  std::vector<double> x, y;
  for (int i = 0; i < 100; ++i) {
    x.push_back(i);
    y.push_back(i % 2);
  }
  chart.updateSoon(panelOf(line(x, y)));
  ASSERT_TRUE(QTest::qWaitFor([&] { return chart.draws() > 0; }));
  std::set<double> places;  // of one value while the line grows
  constexpr int last = 108;
  for (int i = 100; i < last; ++i) {
    x.push_back(i);
    y.push_back(i % 2);
    const int draws = chart.draws();
    chart.updateSoon(panelOf(line(x, y)));
    ASSERT_TRUE(QTest::qWaitFor([&] { return chart.draws() > draws && chart.drawnPoints(0).last().x() == i; }));
    places.insert(std::round(chart.position(50, 0).x()));
    EXPECT_LE(chart.position(i, 0).x(), chart.width()) << "all of it is seen";
  }
  EXPECT_LE(places.size(), 2u) << "the axis jumps ahead instead of moving at every point";
  EXPECT_EQ(chart.rebuilds(), 1);
}

TEST_F(Charts, BarsStandSideBySideAndStacksOnEachOther) {
  Panel panel;
  panel.x.categories = {"a", "b"};
  for (int i = 0; i < 2; ++i) {
    Series s = line({0, 1}, {1.0 + i, 3.0 + i});
    s.kind = Series::Kind::Bars;
    panel.series.push_back(s);
  }
  chart::PanelChart chart;
  chart.setPanel(panel);
  ASSERT_EQ(chart.shapeCount(), 2);
  // Four corners a bar; the two series share the width 0.8 around x = 0.
  EXPECT_DOUBLE_EQ(chart.drawnPoints(0)[0].x(), -0.4);
  EXPECT_NEAR(chart.drawnPoints(0)[2].x(), 0, 1e-12);
  EXPECT_NEAR(chart.drawnPoints(1)[2].x(), 0.4, 1e-12);
  EXPECT_DOUBLE_EQ(chart.drawnPoints(1)[1].y(), 2);
  for (auto& s : panel.series) s.kind = Series::Kind::StackedBars;
  chart.setPanel(panel);
  EXPECT_DOUBLE_EQ(chart.drawnPoints(1)[0].y(), 1) << "the second begins where the first ends";
  EXPECT_DOUBLE_EQ(chart.drawnPoints(1)[1].y(), 3);
}

TEST_F(Charts, LongNamesOfBarsGoOnBelowAndAreNoMarkup) {
  Panel panel;
  panel.x.categories = {"Most popular", "RQ-KMeans, 4 levels", "<a_12>", "Ghost"};
  panel.series.push_back(line({0, 1, 2, 3}, {1, 2, 3, 4}));
  panel.series.back().kind = Series::Kind::Bars;
  chart::PanelChart chart;
  chart.resize(380, 200);
  chart.setPanel(panel);
  const auto* view = chart.findChild<QChartView*>();
  ASSERT_TRUE(view);
  const auto names = [&] { return qobject_cast<QCategoryAxis*>(view->chart()->axes(Qt::Horizontal).value(0))->categoriesLabels(); };
  EXPECT_EQ(names(), (QStringList{"Most popular", "RQ-KMeans,<br/>4 levels", "&lt;a_12&gt;", "Ghost"})) << names().join('|').toStdString();
  chart.resize(1200, 200);
  chart.setPanel(panel);
  EXPECT_EQ(names()[1], "RQ-KMeans, 4 levels");
  chart.resize(380, 200);
  panel.x.categories[1] = "a_name_in_one_word_with_its_difference_at_the_end_1";
  panel.x.categories[3] = "a_name_in_one_word_with_its_difference_at_the_end_2";
  chart.setPanel(panel);
  EXPECT_TRUE(names()[1].endsWith("1") && names()[3].endsWith("2") && names()[1].contains(QChar(0x2026))) << names().join('|').toStdString();
}

TEST_F(Charts, ATitleIsNoMarkup) {
  figure::FigureData figure;
  figure.panels.push_back(panelOf(line({0, 1}, {1, 2})));
  figure.panels[0].title = "Office_Products^2";  // the name of a file, as paper shows it
  views::FigureView view;
  view.setFigure(figure);
  QStringList texts;
  for (const auto* label : view.findChildren<QLabel*>()) texts += label->text();
  EXPECT_TRUE(texts.contains("Office_Products^2")) << texts.join('|').toStdString();
}

TEST_F(Charts, TheHighestOutlierIsAWholeDot) {
  Panel panel;
  panel.x.categories = {"a"};
  panel.y.logarithmic = true;
  Series box;
  box.kind = Series::Kind::Box;
  box.boxes.push_back(figure::boxOf({1, 1, 1, 1, 2, 2, 1000}));
  panel.series.push_back(box);
  EXPECT_GT(chart::verticalRange(panel, false).high, 1100);
}

TEST_F(Charts, BoxesBandsAndRulesAreDrawn) {
  Panel panel = panelOf(line({0, 1, 2}, {1, 2, 3}));
  panel.series[0].low = {0.5, 1.5, 2.5};
  panel.series[0].high = {1.5, 2.5, 3.5};
  Series box;
  box.kind = Series::Kind::Box;
  box.boxes.push_back(figure::boxOf({0, 1, 1, 1, 2, 2, 30}));
  panel.series.push_back(box);
  panel.rules.push_back({false, 2.5, "x_{80}", Role::Neutral});
  chart::PanelChart chart;
  chart.resize(400, 300);
  chart.setPanel(panel);
  // Band, line, two whiskers, box, median, outlier, rule.
  EXPECT_EQ(chart.shapeCount(), 8);
  EXPECT_FALSE(chart.grab().isNull());
}

TEST_F(Charts, AHeatmapCellTellsItsRunAndKeysReachIt) {
  Panel panel;
  panel.x.categories = {"2", "3"};
  panel.y.categories = {"1", "2"};
  panel.cells = {{0, 0, 0.5, ".5", "run-a", ""}, {1, 0, 0.7, ".7", "run-b", ""}, {0, 1, std::nullopt, "~3 min", "", "no run"}, {1, 1, 0.1, ".1", "run-c", ""}};
  chart::Heatmap map;
  map.resize(500, 400);
  map.setPanel(panel);
  map.show();
  QSignalSpy clicked(&map, &chart::Heatmap::cellClicked);
  for (const auto& cell : panel.cells) {
    QTest::mouseClick(&map, Qt::LeftButton, Qt::NoModifier, map.cellCentre(cell.column, cell.row).toPoint());
    ASSERT_FALSE(clicked.isEmpty());
    const auto last = clicked.takeLast();
    EXPECT_EQ(last[0].toInt(), cell.column);
    EXPECT_EQ(last[1].toInt(), cell.row);
    EXPECT_EQ(last[2].toString().toStdString(), cell.link);
  }
  EXPECT_LT(map.cellCentre(0, 1).y(), map.cellCentre(0, 0).y()) << "row 0 is at the bottom";
  QTest::keyClick(&map, Qt::Key_Right);
  QTest::keyClick(&map, Qt::Key_Up);
  QTest::keyClick(&map, Qt::Key_Return);
  ASSERT_FALSE(clicked.isEmpty());
  EXPECT_EQ(clicked.takeLast()[2].toString(), QStringLiteral("run-c"));
}

TEST_F(Charts, TheFallbackTreeIsPickedLikeTheOneOfVtk) {
  ASSERT_FALSE(canvas::openGlState().usable);
  const auto tree = testing_tree::smallTree();
  space::TreeView view;
  view.resize(700, 500);
  view.show();
  for (auto shape : {Panel::TreeShape::Radial, Panel::TreeShape::Icicle, Panel::TreeShape::Cone}) {
    view.setPanel(tree.panel(shape));
    EXPECT_FALSE(view.usesOpenGl());
    for (std::int32_t node = 0; node < tree.trie.nodes(); ++node) {
      QTest::mouseClick(&view, Qt::LeftButton, Qt::NoModifier, view.screenPosition(node).toPoint());
      EXPECT_EQ(view.selectedNode(), node);
    }
    EXPECT_FALSE(view.grab().isNull());
  }
}

TEST_F(Charts, AnEmptyTreeAndAnEmptyPanelAreHarmless) {
  space::TreeView tree;
  tree.resize(300, 200);
  tree.show();
  tree.setPanel({});
  QTest::mouseClick(&tree, Qt::LeftButton, Qt::NoModifier, {100, 100});
  QTest::keyClick(&tree, Qt::Key_Down);
  EXPECT_EQ(tree.selectedNode(), -1);
  chart::PanelChart chart;
  chart.setPanel({});
  EXPECT_FALSE(chart.grab().isNull());
  chart::Heatmap map;
  map.setPanel({});
  QTest::keyClick(&map, Qt::Key_Return);
  EXPECT_FALSE(map.grab().isNull());
}

TEST_F(Charts, EachKindOfPanelGetsItsView) {
  Panel tree, cells, series, cloud;
  tree.tree.push_back({});
  cells.cells.push_back({});
  series.series.push_back({});
  cloud.series.push_back({});
  cloud.series.back().kind = Series::Kind::Points;
  cloud.series.back().x = cloud.series.back().y = {1, 2};
  cloud.series.back().items = {7, 8};
  EXPECT_STREQ(views::viewKindFor(cloud).id, "cloud");
  EXPECT_STREQ(views::viewKindFor(tree).id, "tree");
  EXPECT_STREQ(views::viewKindFor(cells).id, "heatmap");
  EXPECT_STREQ(views::viewKindFor(series).id, "chart");
  EXPECT_STREQ(views::viewKindFor({}).id, "numbers");
  for (const auto& kind : views::viewKinds()) EXPECT_GT(std::string(kind.description).size(), 10u);
}

TEST_F(Charts, ItemsOfACloudArePickedByPointerAndKeys) {
  Series left, right;
  left.kind = right.kind = Series::Kind::Points;
  left.x = {0, 0};
  left.y = {0, 10};
  left.items = {3, 4};
  right.x = {10};
  right.y = {0};
  right.items = {5};
  Panel panel = panelOf(left);
  panel.series.push_back(right);
  panel.remarks = {"two colours"};
  chart::ItemCloud cloud;
  cloud.resize(420, 320);
  cloud.setPanel(panel);
  cloud.setSelectedItem(4);
  std::vector<std::int32_t> told;
  QObject::connect(&cloud, &chart::ItemCloud::itemClicked, &cloud, [&](std::int32_t item) { told.push_back(item); });
  EXPECT_FALSE(cloud.grab().isNull());
  for (const int item : {3, 4, 5}) QTest::mouseClick(&cloud, Qt::LeftButton, Qt::NoModifier, cloud.position(item).toPoint());
  EXPECT_EQ(told, (std::vector<std::int32_t>{3, 4, 5}));
  EXPECT_EQ(cloud.itemAt((cloud.position(3) + cloud.position(5)) / 2), -1);
  EXPECT_LT(cloud.position(4).y(), cloud.position(3).y());
  QTest::keyClick(&cloud, Qt::Key_Right);  // begins with the first, then goes by places
  QTest::keyClick(&cloud, Qt::Key_Right);
  QTest::keyClick(&cloud, Qt::Key_Return);
  EXPECT_EQ(told.back(), 5);
  QTest::keyClick(&cloud, Qt::Key_Left);
  QTest::keyClick(&cloud, Qt::Key_Up);
  QTest::keyClick(&cloud, Qt::Key_Return);
  EXPECT_EQ(told.back(), 4);
  panel.series[1].x[0] = std::nan("");  // what can't be drawn can't be picked
  cloud.setPanel(panel);
  EXPECT_EQ(cloud.position(5), QPointF(-1, -1));
}

TEST_F(Charts, AFigureShowsPanelsNumbersOrTheReasonForNothing) {
  figure::FigureData figure;
  figure.emptyReason = "Nothing yet.";
  views::FigureView view;
  view.resize(600, 400);
  view.setFigure(figure);
  EXPECT_EQ(view.panelWidget(0), nullptr);
  figure.panels = {panelOf(line({1, 2}, {3, 4})), panelOf(line({1, 2}, {5, 6}))};
  view.setFigure(figure);
  auto* first = view.panelWidget(0);
  ASSERT_TRUE(qobject_cast<chart::PanelChart*>(first));
  figure.panels[0].series[0].y = {7, 8};
  view.setFigure(figure);
  EXPECT_EQ(view.panelWidget(0), first) << "an update keeps the widget";
  view.setAsNumbers(true);
  EXPECT_FALSE(qobject_cast<chart::PanelChart*>(view.panelWidget(0)));
}

TEST_F(Charts, NumbersAreATableModelThatKeepsItsPromises) {
  table::PanelTable model;
  QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
  model.setPanel(panelOf(line({1, 2}, {3, 4})));
  EXPECT_EQ(model.rowCount(), 2);
  EXPECT_EQ(model.index(1, 1).data(Qt::UserRole).toDouble(), 4);
  model.setPanel(testing_tree::smallTree().panel(Panel::TreeShape::Icicle));
  EXPECT_GT(model.rowCount(), 12);
  Panel cells;
  cells.x.categories = {"2"};
  cells.y.categories = {"1"};
  cells.cells = {{0, 0, 0.25, "", "r", ""}};
  model.setPanel(cells);
  EXPECT_EQ(model.index(0, 1).data(Qt::UserRole).toDouble(), 0.25);
}

TEST_F(Charts, TheClipboardNeverHoldsAFormulaFromATitle) {
  Series s = line({0}, {-1.5});
  s.name = "=HYPERLINK(\"x\")";
  Panel panel = panelOf(s);
  panel.series.push_back(line({0}, {2}));
  table::PanelTable model;
  model.setPanel(panel);
  const QString text = table::clipboardText(model);
  EXPECT_TRUE(text.contains(QStringLiteral("'=HYPERLINK")));
  EXPECT_TRUE(text.contains(QStringLiteral("\t-1.5"))) << text.toStdString();
}

TEST_F(Charts, LabelsReadTheMarkupOfFigures) {
  EXPECT_EQ(chart::plainLabel("L^h x L^t"), QStringLiteral("Lʰ x Lᵗ"));
  EXPECT_EQ(chart::plainLabel("x_{80}"), QStringLiteral("x₈₀"));
  EXPECT_TRUE(chart::richLabel("a<b").contains(QStringLiteral("&lt;")));
}

}  // namespace
}  // namespace ghost
