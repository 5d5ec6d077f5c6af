#include <QApplication>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>
#include <gtest/gtest.h>

#include "../small_tree.h"
#include "views/canvas/platform.h"
#include "views/space/tree_view.h"
#include "figure/tree_marks.h"
#include "views/theme/theme.h"

namespace ghost {
namespace {

using figure::Panel;
using space::TreeView;
using Shape = Panel::TreeShape;

class TreeOnScreen : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    ASSERT_FALSE(qEnvironmentVariableIsEmpty("DISPLAY")) << "the tests of VTK views need an X display: run them through `./ghost test`, which starts one, or under xvfb-run";
    qputenv("QT_QPA_PLATFORM", "xcb");
    canvas::preparePlatform();
    static int argc = 1;
    static char name[] = "test_views_screen";
    static char* argv[] = {name, nullptr};
    // Never destroyed: Qt's own statics may be gone by the time a static would be.
    static auto* const application = new QApplication(argc, argv);
    Q_UNUSED(application);
    theme::loadFonts();
  }
  void SetUp() override {
    ASSERT_TRUE(qApp) << "no application";
    ASSERT_TRUE(canvas::openGlState().usable) << canvas::openGlState().reason.toStdString();
    view.resize(800, 600);
    view.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&view));
  }
  /// Clicks where the node is said to be and gives the id the view then has.
  std::int32_t clickOn(std::int32_t node) {
    QTest::mouseClick(&view, Qt::LeftButton, Qt::NoModifier, view.screenPosition(node).toPoint());
    return view.selectedNode();
  }
  TreeView view;
};

TEST_F(TreeOnScreen, EveryNodeIsPickedWhereItIsProjectedInEveryShape) {
  const auto tree = testing_tree::smallTree();
  for (Shape shape : {Shape::Radial, Shape::Icicle, Shape::Cone}) {
    view.setPanel(tree.panel(shape));
    ASSERT_TRUE(view.usesOpenGl());
    ASSERT_EQ(view.drawnNodes(), tree.trie.nodes());
    for (std::int32_t node = 0; node < tree.trie.nodes(); ++node) {
      QSignalSpy clicked(&view, &TreeView::nodeClicked);
      EXPECT_EQ(clickOn(node), node) << "shape " << static_cast<int>(shape);
      ASSERT_EQ(clicked.size(), 1);
      EXPECT_EQ(clicked[0][0].toInt(), node);
    }
  }
}

TEST_F(TreeOnScreen, VtkDrawsTheNodesWhereTheyAreProjected) {
  const auto tree = testing_tree::smallTree();
  // The selection ring and labels are painted above the nodes; a picture without a selection shows the discs themselves.
  for (Shape shape : {Shape::Radial, Shape::Icicle, Shape::Cone}) {
    view.setPanel(tree.panel(shape));
    view.setSelectedNode(-1);
    const QImage picture = view.grab().toImage();
    int tails = 0;
    for (const auto& node : tree.panel(shape).tree) {
      if (node.role != figure::Role::Tail) continue;
      const QPoint place = view.screenPosition(node.id).toPoint();
      const QColor expected = theme::tailColour(theme::Mode::Light);
      // The label of an icicle cell may lie on its middle, so any of the near pixels will do.
      bool found = false;
      for (int dx = -2; dx <= 2 && !found; ++dx)
        for (int dy = -14; dy <= 14 && !found; ++dy) {
          if (shape != Shape::Icicle && std::abs(dy) > 2) continue;
          const QColor here = picture.pixelColor(place + QPoint(dx, dy));
          found = std::abs(here.red() - expected.red()) + std::abs(here.green() - expected.green()) + std::abs(here.blue() - expected.blue()) < 160;  // of 458 to the white ground
        }
      EXPECT_TRUE(found) << "shape " << static_cast<int>(shape) << " node " << node.id << " at " << place.x() << "," << place.y() << " is " << picture.pixelColor(place).name().toStdString();
      ++tails;
    }
    EXPECT_GT(tails, 0);
    // And the ground is the ground.
    EXPECT_EQ(picture.pixelColor(3, 3), theme::ground(theme::Mode::Light));
  }
}

TEST_F(TreeOnScreen, PickingFollowsZoomAndDrag) {
  const auto tree = testing_tree::smallTree();
  for (Shape shape : {Shape::Radial, Shape::Cone}) {
    view.setPanel(tree.panel(shape));
    const std::int32_t node = tree.trie.find(tree.table.sid(9));
    const QPointF before = view.screenPosition(node);
    QWheelEvent wheel(before, view.mapToGlobal(before), {}, {0, 240}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(&view, &wheel);
    EXPECT_LT((view.screenPosition(node) - before).manhattanLength(), 1.0) << "the point under the cursor stays";
    const QPoint from(20, 20);
    QTest::mousePress(&view, Qt::LeftButton, Qt::NoModifier, from);
    for (int step = 1; step <= 4; ++step) {
      QMouseEvent move(QEvent::MouseMove, QPointF(from) + QPointF(10, 6) * step, view.mapToGlobal(QPointF(from) + QPointF(10, 6) * step), Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
      QApplication::sendEvent(&view, &move);
    }
    QTest::mouseRelease(&view, Qt::LeftButton, Qt::NoModifier, from + QPoint(40, 24));
    EXPECT_GT((view.screenPosition(node) - before).manhattanLength(), 2.0) << "dragging moves";
    EXPECT_EQ(view.selectedNode(), -1) << "a drag is no click";
    EXPECT_EQ(clickOn(node), node);
    view.setSelectedNode(-1);
  }
}

TEST_F(TreeOnScreen, ALargeTreeIsDrawnFoldedAndUnfoldsWhereItIsLookedAt) {
  const auto tree = testing_tree::largeTree();
  figure::TreeOptions options;
  options.nodeBudget = 1 << 30;
  Panel panel;
  panel.tree = figure::layoutTree({tree.table, tree.trie, &tree.popularity}, options);
  ASSERT_GT(panel.tree.size(), 40000u);
  view.setPanel(panel);
  EXPECT_LE(view.drawnNodes(), 5000);
  const std::int32_t tail = tree.trie.find(tree.table.sid(tree.table.items() - 1));
  view.setSelectedNode(tail);  // the path to the selection is always unfolded
  EXPECT_LE(view.drawnNodes(), 5200);
  // Siblings lie on one pixel until one comes near.
  for (int notch = 0; notch < 20; ++notch) {
    const QPointF at = view.screenPosition(tail);
    QWheelEvent wheel(at, view.mapToGlobal(at), {}, {0, 240}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(&view, &wheel);
  }
  const std::int32_t sibling = tail - 1;
  ASSERT_EQ(tree.trie.parent(sibling), tree.trie.parent(tail));
  EXPECT_GT((view.screenPosition(sibling) - view.screenPosition(tail)).manhattanLength(), 10);
  EXPECT_EQ(clickOn(sibling), sibling);
  EXPECT_EQ(clickOn(tail), tail);
  view.grab();
  RecordProperty("frame_ms", static_cast<int>(view.lastFrameSeconds() * 1000));
}

/// Width means items below: what isn't drawn hangs below its cell as a bar and isn't left white.
TEST_F(TreeOnScreen, AnIcicleShowsWhatIsFoldedAndFillsItsPanel) {
  const auto tree = testing_tree::largeTree();
  figure::TreeOptions options;
  options.nodeBudget = 1 << 30;
  options.shape = Shape::Icicle;
  Panel panel;
  panel.treeShape = Shape::Icicle;
  panel.tree = figure::layoutTree({tree.table, tree.trie, &tree.popularity}, options);
  view.setPanel(panel);
  view.setSelectedNode(-1);
  const QImage picture = view.grab().toImage();
  const QColor ground = theme::ground(theme::Mode::Light);
  // Root, first codes, and the bars of the second codes below them, all equally long here.
  const int bars = static_cast<int>(view.screenPosition(1).y() + (view.screenPosition(1).y() - view.screenPosition(0).y()) * 0.8);
  int shown = 0, columns = 0, first = view.width(), last = 0;
  for (int x = 40; x < view.width() - 40; x += 3, ++columns) {
    if (picture.pixelColor(x, bars) == ground) continue;
    ++shown;
    first = std::min(first, x);
    last = std::max(last, x);
    EXPECT_NE(view.nodeAt(QPointF(x, bars)), -1) << "a bar is clicked as its node";
  }
  EXPECT_GT(shown, columns * 3 / 4) << "bars lie side by side below what is folded";
  EXPECT_GT(last - first, view.width() * 8 / 10);
}

TEST_F(TreeOnScreen, ColoursFollowTheNumberThatIsAskedFor) {
  const auto tree = testing_tree::smallTree();
  auto panel = tree.panel(Shape::Icicle);
  panel.treeColour = figure::TreeColour::Depth;
  view.setPanel(panel);
  view.setSelectedNode(-1);
  const QImage picture = view.grab().toImage();
  const auto shades = figure::treeShades(panel.tree, figure::TreeColour::Depth);
  for (std::size_t i = 1; i < panel.tree.size(); ++i) {
    const QColor expected = theme::shade(shades->place[i], theme::Mode::Light);
    const QPoint place = view.screenPosition(panel.tree[i].id).toPoint();
    bool found = false;  // a label may lie on the middle
    for (int dy = -14; dy <= 14 && !found; ++dy) {
      const QColor here = picture.pixelColor(place + QPoint(0, dy));
      found = std::abs(here.red() - expected.red()) + std::abs(here.green() - expected.green()) + std::abs(here.blue() - expected.blue()) < 24;
    }
    EXPECT_TRUE(found) << panel.tree[i].label;
  }
}

TEST_F(TreeOnScreen, TheViewSurvivesANewParentAndItsEnd) {
  const auto tree = testing_tree::smallTree();
  auto* other = new QWidget;
  other->resize(500, 400);
  auto* child = new TreeView;
  child->resize(400, 300);
  child->show();
  child->setPanel(tree.panel(Shape::Radial));
  ASSERT_TRUE(QTest::qWaitForWindowExposed(child));
  child->grab();
  child->setParent(other);  // another window: Qt gives the widget another context
  child->show();
  other->show();
  ASSERT_TRUE(QTest::qWaitForWindowExposed(other));
  const QImage picture = child->grab().toImage();
  const QPoint place = child->screenPosition(tree.trie.find(tree.table.sid(11))).toPoint();
  EXPECT_NE(picture.pixelColor(place), theme::ground(theme::Mode::Light));
  delete other;
}

}  // namespace
}  // namespace ghost
