#include <set>

#include "../desk_fixture.h"
#include "models/run_facts.h"
#include "shell/pictures.h"

namespace ghost::workbench {
namespace {

class WindowOnScreen : public DeskFixture {
 protected:
  static void SetUpTestSuite() {
    ASSERT_FALSE(qEnvironmentVariableIsEmpty("DISPLAY")) << "the tests of VTK views need an X display: run them through `./ghost test`, which starts one, or under xvfb-run";
    startApplication("xcb");
  }
};

TEST_F(WindowOnScreen, AClickOnAProjectedTreeNodeIsReadFromTheSelection) {
  ghost({"sid", "build", "--data", project() + "/data", "--vectors", project() + "/data/Tiny.emb-generated.npy", "--tokenizer", "skt", "--out", project() + "/artifacts/built", "-o", "codes=4", "--quiet"});
  open();
  ASSERT_TRUE(QTest::qWaitForWindowExposed(window.get()));
  window->showPage("tokens");
  auto* tree = window->tokensPage().tree();
  ASSERT_TRUE(waitFor([&] { return tree->allNodes() > 30 && !window->tokensPage().isBusy(); }));
  ASSERT_TRUE(tree->usesOpenGl()) << canvas::openGlState().reason.toStdString();
  const auto& tokens = *desk().tokens.book();
  for (auto shape : {figure::Panel::TreeShape::Radial, figure::Panel::TreeShape::Icicle, figure::Panel::TreeShape::Cone}) {
    window->tokensPage().setShape(shape);
    ASSERT_TRUE(waitFor([&] { return !window->tokensPage().isBusy(); }));
    int clicked = 0;
    for (int item = 0; item < tokens.tokens.table.items(); ++item) {
      const auto node = tokens.trie.find(tokens.tokens.table.sid(item));
      const QPoint place = tree->screenPosition(node).toPoint();
      if (tree->nodeAt(place) != node) continue;  // another disc lies in front
      QTest::mouseClick(tree, Qt::LeftButton, Qt::NoModifier, place);
      EXPECT_EQ(desk().selection.node(), node);
      EXPECT_EQ(tokens.trie.find(tokens.tokens.table.sid(desk().selection.item())), node);
      ++clicked;
    }
    EXPECT_GT(clicked, 20) << "shape " << static_cast<int>(shape);
  }
}

TEST_F(WindowOnScreen, EveryPageHasAPicture) {
  ghost({"run", project(), "--recipe", "ghost", "-o", "epochs=1", "--quiet"});
  ghost({"run", project(), "--recipe", "rqk-4", "-o", "epochs=1", "--quiet"});
  open();
  ASSERT_TRUE(QTest::qWaitForWindowExposed(window.get()));
  const QStringList files = drawPictures(*window, folder() + "/pictures", 60);
  EXPECT_EQ(files.size(), 14);
  for (const QString& id : window->pageIds()) EXPECT_EQ(window->page(id)->emptyReason(), QString()) << id.toStdString();
  std::set<QByteArray> different;
  for (const QString& file : files) {
    const QImage picture(file);
    ASSERT_FALSE(picture.isNull()) << file.toStdString();
    EXPECT_GE(picture.width(), 1000);
    std::set<QRgb> colours;
    for (int y = 0; y < picture.height(); y += 3)
      for (int x = 0; x < picture.width(); x += 3) colours.insert(picture.pixel(x, y));
    EXPECT_GT(colours.size(), 30u) << file.toStdString() << " is nearly empty";
    different.insert(QByteArray(reinterpret_cast<const char*>(picture.constBits()), picture.sizeInBytes()));
  }
  EXPECT_EQ(different.size(), 14u) << "no two pages look the same";
}

}  // namespace
}  // namespace ghost::workbench
