#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QClipboard>
#include <QComboBox>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>

#include "desk_fixture.h"
#include "shell/dialogs.h"
#include "shell/import_dialog.h"
#include "shell/palette.h"
#include "shell/reading_order.h"

namespace ghost::workbench {
namespace {

/// Everything without a mouse.
class Keyboard : public DeskFixture {
 protected:
  static void SetUpTestSuite() { startApplication("offscreen"); }
  static std::string nameOf(const QWidget* widget) {
    if (!widget) return "nothing";
    const auto* button = qobject_cast<const QAbstractButton*>(widget);
    return std::string(widget->metaObject()->className()) + " \"" + (button ? button->text() : widget->accessibleName()).toStdString() + "\"";
  }
  /// The thing that has the keyboard, and not the field inside it.
  static QWidget* focused() {
    QWidget* widget = QApplication::focusWidget();
    for (QWidget* around = widget; around && !around->isWindow(); around = around->parentWidget())
      if (qobject_cast<QAbstractSpinBox*>(around) || qobject_cast<QComboBox*>(around)) return around;
    return widget;
  }
  /// Presses Tab until the walk is back where it began; every stop is seen and ringed. Returns the stops.
  QList<QWidget*> walk(QWidget& in, Qt::Key key = Qt::Key_Tab) {
    QList<QWidget*> stops;
    constexpr int most = 300;
    for (int i = 0; i < most; ++i) {
      QTest::keyClick(QApplication::focusWidget() ? QApplication::focusWidget() : &in, key);
      QCoreApplication::processEvents();
      QWidget* now = focused();
      if (!now || stops.contains(now)) break;
      stops += now;
      EXPECT_TRUE(now->isVisible()) << nameOf(now);
      const FocusRing* ring = FocusRing::shown();
      EXPECT_TRUE(ring && ring->target() == now) << nameOf(now) << " has the keyboard and doesn't show it";
    }
    EXPECT_LT(stops.size(), most) << "the walk never ends";
    return stops;
  }
};

TEST_F(Keyboard, TabWalksEveryPageInReadingOrderAndChoosesNothing) {
  ghost({"run", project(), "--recipe", "popularity", "--quiet"});
  ghost({"run", project(), "--recipe", "next-item", "--quiet"});
  open();
  window->activateWindow();
  for (const QString& id : window->pageIds()) {
    window->showPage(id);
    ASSERT_TRUE(waitFor([&] { return !window->page(id)->isBusy(); }));
    const QString run = QString::fromStdString(desk().runs.rows().back().name);
    desk().selection.setRun(run);
    desk().selection.setItem(3);
    ASSERT_TRUE(waitFor([&] { return !window->page(id)->isBusy(); }));
    walk(*window);  // of buttons of which one is pressed, that one is the stop from now on; arrows go to the others
    const QList<QWidget*> expected = readingOrder(*window);
    const QList<QWidget*> stops = walk(*window);
    EXPECT_GE(stops.size(), 4) << id.toStdString();
    EXPECT_EQ(QSet<QWidget*>(stops.begin(), stops.end()), QSet<QWidget*>(expected.begin(), expected.end())) << id.toStdString();
    EXPECT_EQ(desk().selection.run(), run) << id.toStdString() << ": tabbing is no choice";
    EXPECT_EQ(desk().selection.item(), 3) << id.toStdString();
    // Within one frame a stop never lies above the one before it.
    for (qsizetype i = 1; i < stops.size(); ++i) {
      if (stops[i]->parentWidget() != stops[i - 1]->parentWidget() || stops[i] == expected.front()) continue;
      EXPECT_GT(stops[i]->geometry().bottom(), stops[i - 1]->y()) << id.toStdString() << ": " << nameOf(stops[i]) << " after " << nameOf(stops[i - 1]);
    }
    // And back again.
    QList<QWidget*> back = walk(*window, Qt::Key_Backtab);
    EXPECT_EQ(back.size(), stops.size()) << id.toStdString();
  }
}

TEST_F(Keyboard, TabLeavesEveryTable) {
  ghost({"run", project(), "--recipe", "popularity", "--quiet"});
  open();
  for (const QString& id : window->pageIds()) {
    window->showPage(id);
    ASSERT_TRUE(waitFor([&] { return !window->page(id)->isBusy(); }));
    for (auto* view : window->findChildren<QAbstractItemView*>()) {
      if (!view->isVisible() || !(view->focusPolicy() & Qt::TabFocus)) continue;
      view->setFocus(Qt::TabFocusReason);
      QTest::keyClick(view, Qt::Key_Tab);
      EXPECT_NE(QApplication::focusWidget(), view) << id.toStdString() << ": " << nameOf(view);
    }
  }
}

TEST_F(Keyboard, ReturnInADialogDoesWhatItsDefaultButtonSays) {
  open();
  ghost({"run", project(), "--recipe", "popularity", "--quiet"});
  desk().runs.refresh();
  ASSERT_TRUE(waitFor([&] { return !desk().runs.rows().empty(); }));
  ASSERT_TRUE(desk().trashRun(QString::fromStdString(desk().runs.rows().front().name)));
  const std::function<void()> openers[] = {[&] { window->importData({}); }, [&] { window->buildTokens(); }, [&] { window->restoreFromTrash(); }, [&] { window->showText("Text", "a line"); }};
  for (const auto& show : openers) {
    show();
    auto* shown = dialog<Dialog>();
    ASSERT_TRUE(shown);
    const std::string title = shown->windowTitle().toStdString();
    QPushButton* standard = nullptr;
    for (auto* button : shown->findChildren<QPushButton*>())
      if (button->isDefault() && button->isVisible()) standard = button;
    ASSERT_TRUE(standard) << title;
    const QList<QWidget*> stops = walk(*shown);
    EXPECT_GE(stops.size(), 2) << title;
    // In every field Return is the default button, on every button that button. What they do is not wanted here.
    for (QWidget* stop : stops) {
      auto* own = qobject_cast<QPushButton*>(stop);
      QPushButton* meant = own ? own : standard;
      if (qobject_cast<QAbstractButton*>(stop) && !own) continue;
      const bool enabled = meant->isEnabled();
      meant->setEnabled(true);
      QStringList others;
      QList<QMetaObject::Connection> watched;
      for (auto* button : shown->findChildren<QPushButton*>()) {
        button->disconnect(SIGNAL(clicked(bool)));
        if (button != meant) watched += QObject::connect(button, &QAbstractButton::clicked, [&others, button] { others += button->text(); });
      }
      QSignalSpy again(meant, &QAbstractButton::clicked);
      stop->setFocus(Qt::TabFocusReason);
      QTest::keyClick(stop, Qt::Key_Return);
      if (meant->isEnabled()) {  // the form may have found out meanwhile that there is nothing to do yet
        EXPECT_EQ(again.size(), 1) << title << ": Return in " << nameOf(stop) << " isn't " << meant->text().toStdString();
      }
      EXPECT_TRUE(others.isEmpty()) << title << ": Return in " << nameOf(stop) << " is " << others.join(", ").toStdString();
      for (const auto& each : watched) QObject::disconnect(each);
      meant->setEnabled(enabled);
      if (!shown->isVisible()) break;
    }
    closeDialogs();
  }
}

TEST_F(Keyboard, CtrlKOpensThePalette) {
  open();
  const auto isReady = [&] {
    window->activateWindow();
    return window->isActiveWindow();
  };
  for (const Qt::KeyboardModifiers modifiers : {Qt::KeyboardModifiers(Qt::ControlModifier), Qt::ControlModifier | Qt::ShiftModifier}) {
    ASSERT_TRUE(waitFor(isReady));
    QTest::keyClick(window.get(), modifiers & Qt::ShiftModifier ? Qt::Key_P : Qt::Key_K, modifiers);
    auto* palette = dialog<CommandPalette>();
    ASSERT_TRUE(palette);
    EXPECT_TRUE(waitFor([&] { return QApplication::focusWidget() == palette->line(); }));
    closeDialogs();
  }
}

}  // namespace
}  // namespace ghost::workbench
