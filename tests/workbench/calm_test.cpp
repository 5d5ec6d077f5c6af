#include <fstream>

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QTableView>

#include "desk_fixture.h"
#include "jobs/slow_work.h"
#include "shell/activity_strip.h"
#include "shell/dialogs.h"
#include "shell/watchdog.h"

namespace ghost::workbench {
namespace {

namespace fs = std::filesystem;

/// Nothing blocks, nothing jumps.
class Calm : public DeskFixture {
 protected:
  static void SetUpTestSuite() { startApplication("offscreen"); }
  void write(const char* file, const QByteArray& text) {
    QFile out(project() + '/' + file);
    ASSERT_TRUE(out.open(QIODevice::WriteOnly));
    out.write(text);
  }
  QFrame* bar() { return window->findChild<QFrame*>("notice"); }
};

TEST_F(Calm, ABlockOfTheWindowsThreadIsSeenAndNamed) {
  Watchdog watchdog;
  {
    const Doing doing("a block made on purpose");
    watchdog.plantBlock();
  }
  std::vector<Watchdog::Block> blocks;
  ASSERT_TRUE(waitFor([&] {
    for (auto& block : watchdog.take()) blocks.push_back(std::move(block));
    return std::any_of(blocks.begin(), blocks.end(), [](const Watchdog::Block& block) { return block.doing == "a block made on purpose"; });
  }));
  EXPECT_GE(blocks.back().milliseconds, 50);
  // Without a name it is the event that was delivered last.
  class Blocker : public QObject {
   public:
    explicit Blocker(Watchdog& watchdog) : m_watchdog(watchdog) { setObjectName("blocker"); }
    bool event(QEvent*) override {
      m_watchdog.plantBlock();
      return true;
    }
    Watchdog& m_watchdog;
  } blocker(watchdog);
  QCoreApplication::postEvent(&blocker, new QEvent(QEvent::User));
  ASSERT_TRUE(waitFor([&] {
    for (const auto& block : watchdog.take())
      if (block.doing == "QObject blocker: User") return true;
    return false;
  }));
}

TEST_F(Calm, AMessageMovesNothingAndHidesNoButtonThatWasAimedAt) {
  open();
  for (const QString& page : window->pageIds()) {
    window->showPage(page);
    ASSERT_TRUE(waitFor([&] { return !window->page(page)->isBusy(); }));
    const auto places = [&] {
      QList<QRect> all;
      for (const auto* widget : window->page(page)->findChildren<QWidget*>())
        if (widget->isVisible()) all += QRect(widget->mapTo(window.get(), QPoint()), widget->size());
      return all;
    };
    const auto before = places();
    emit desk().told("Something was done.", false);
    QCoreApplication::processEvents();
    ASSERT_TRUE(bar()->isVisible());
    EXPECT_EQ(places(), before) << page.toStdString();
    emit desk().told(QString("Something can't be done, for a reason that takes many words to tell. ").repeated(12), true);
    QCoreApplication::processEvents();
    EXPECT_EQ(places(), before) << page.toStdString();
    EXPECT_TRUE(window->rect().contains(QRect(bar()->mapTo(window.get(), QPoint()), bar()->size())));
    QTest::mouseClick(bar()->findChild<QAbstractButton*>(), Qt::LeftButton);
    EXPECT_FALSE(bar()->isVisible());
    EXPECT_EQ(places(), before) << page.toStdString();
  }
}

TEST_F(Calm, AnErrorEndsWithWhatItSpeaksOf) {
  open();
  // What answers an act ends with the page it was done on, and with the next answer.
  window->showPage("train");
  window->trainPage().prepare("ghost", {{"lr", "fast"}});
  window->trainPage().launch();
  EXPECT_TRUE(window->notice().contains("lr")) << window->notice().toStdString();
  window->showPage("data");
  EXPECT_EQ(window->notice(), QString());
  EXPECT_FALSE(window->openProject(folder() + "/nowhere"));
  EXPECT_FALSE(window->notice().isEmpty());
  emit desk().told("Done.", false);
  EXPECT_EQ(window->notice(), QString("Done."));
  // News cover an error that stands, and uncover it.
  emit desk().noticed("a", "A is wrong.", true);
  emit desk().noticed("b", "B is wrong.", true);
  emit desk().told("Done.", false);
  EXPECT_EQ(window->notice(), QString("Done."));
  QTest::mouseClick(bar()->findChild<QAbstractButton*>(), Qt::LeftButton);
  EXPECT_EQ(window->notice(), QString("B is wrong."));
  emit desk().settled("b");
  EXPECT_EQ(window->notice(), QString("A is wrong."));
  emit desk().settled("a");
  EXPECT_EQ(window->notice(), QString());
  // Data that can't be read: until they are read or the project is closed.
  const auto damage = [&] { write("data/Tiny.inter.json", "{ not json"); };
  damage();
  ASSERT_TRUE(window->openProject(project()));
  ASSERT_TRUE(waitFor([&] { return window->notice().contains("Tiny.inter.json"); }));
  window->showPage("compare");
  EXPECT_TRUE(window->notice().contains("Tiny.inter.json")) << "another page doesn't mend the data";
  fs::copy_file(fs::path(GHOST_PROJECTS) / "tiny/data/Tiny.inter.json", (project() + "/data/Tiny.inter.json").toStdString(), fs::copy_options::overwrite_existing);
  desk().book.reload();
  ASSERT_TRUE(waitFor([&] { return desk().book.data() != nullptr; }));
  EXPECT_EQ(window->notice(), QString());
  damage();
  desk().book.reload();
  ASSERT_TRUE(waitFor([&] { return window->notice().contains("Tiny.inter.json"); }));
  desk().closeProject();
  EXPECT_EQ(window->notice(), QString());
}

TEST_F(Calm, WhatGoesOnIsNamedAndCancelled) {
  open();
  SlowWork work(window.get(), desk().activities);
  std::atomic<bool> began = false, saw = false;
  bool cancelled = false, done = false;
  work.start<int>(
      "Counting", [&](const SlowWork::Link& link) {
        link.say("half of it");
        began = true;
        while (!link.stopped()) std::this_thread::yield();
        saw = true;
        return 1;
      },
      [&](int) { done = true; }, [](const QString&) {}, [&] { cancelled = true; });
  ASSERT_TRUE(waitFor([&] { return began && window->activityStrip().text() == "Counting: half of it"; })) << window->activityStrip().text().toStdString();
  QTest::mouseClick(window->activityStrip().cancelButton(), Qt::LeftButton);
  EXPECT_TRUE(cancelled);
  EXPECT_FALSE(work.isBusy());
  EXPECT_TRUE(desk().activities.all().empty());
  EXPECT_EQ(window->activityStrip().text(), QString());
  ASSERT_TRUE(waitFor([&] { return saw.load(); }));
  QCoreApplication::processEvents();
  EXPECT_FALSE(done) << "a cancelled result isn't delivered";
}

TEST_F(Calm, ABuildOfTokensGoesOnBesideEverything) {
  open();
  const auto build = [&] {
    window->buildTokens();
    auto* made = dialog<BuildDialog>();
    EXPECT_TRUE(made);
    EXPECT_FALSE(made->isModal()) << "the window stays usable";
    made->tokenizerChoice()->setCurrentText("skt");
    made->form()->setText("codes", "4");
    made->build();
  };
  build();
  const QString name = desk().build.name();
  ASSERT_FALSE(name.isEmpty()) << window->notice().toStdString();
  ASSERT_EQ(desk().activities.all().size(), 1u);
  EXPECT_TRUE(desk().activities.all().front().text().contains(name));
  closeDialogs();
  EXPECT_TRUE(desk().build.isRunning()) << "closing the dialog ends nothing";
  window->showPage("train");
  ASSERT_TRUE(waitFor([&] { return !desk().build.isRunning(); }));
  EXPECT_TRUE(fs::exists((project() + "/artifacts/" + name + "/index.json").toStdString())) << window->notice().toStdString();
  EXPECT_EQ(desk().selection.tokens(), "artifact:" + name);
  EXPECT_TRUE(desk().activities.all().empty());
  // Cancelled from the status bar it makes nothing, and another can be begun.
  build();
  const QString second = desk().build.name();
  EXPECT_NE(second, QString());
  desk().activities.cancel(desk().activities.all().front().id);
  EXPECT_FALSE(desk().build.isRunning());
  EXPECT_TRUE(desk().activities.all().empty());
  closeDialogs();
}

TEST_F(Calm, AHiddenPageIsDrawnWhenItIsSeen) {
  ghost({"run", project(), "--recipe", "popularity", "--quiet"});
  ghost({"run", project(), "--recipe", "next-item", "--quiet"});
  open();
  ASSERT_EQ(desk().runs.rows().size(), 2u);
  EXPECT_FALSE(window->comparePage().isBusy()) << "nothing is drawn for nobody";
  EXPECT_EQ(window->comparePage().runModel()->rowCount(), 0);
  window->showPage("compare");
  EXPECT_EQ(window->comparePage().runModel()->rowCount(), 2);
  ASSERT_TRUE(waitFor([&] { return !window->comparePage().isBusy(); }));
}

TEST_F(Calm, SeedsAndBaselinesStandOnThePageCompare) {
  for (const char* seed : {"seed=1", "seed=2"}) ghost({"run", project(), "--recipe", "ghost", "-o", "epochs=1", "-o", seed, "--quiet"});
  open();
  window->showPage("compare");
  auto& page = window->comparePage();
  std::set<QString> names;
  for (const auto& row : desk().runs.rows()) names.insert(QString::fromStdString(row.name));
  page.runModel()->setChecked(names);
  ASSERT_TRUE(waitFor([&] { return !page.isBusy(); }));
  QTableView* compared = nullptr;
  for (auto* view : page.findChildren<QTableView*>())
    if (view->accessibleName() == QStringLiteral("Comparison")) compared = view;
  ASSERT_TRUE(compared);
  const auto* model = compared->model();
  ASSERT_EQ(model->rowCount(), 4) << "one system of two seeds, three baselines";
  EXPECT_EQ(model->index(0, 1).data().toInt(), 2);
  EXPECT_TRUE(model->index(0, 3).data().toString().contains(QStringLiteral(" ± ")));
  QCheckBox* box = nullptr;
  for (auto* each : page.findChildren<QCheckBox*>())
    if (each->text() == QStringLiteral("Baselines")) box = each;
  ASSERT_TRUE(box);
  box->click();
  EXPECT_EQ(model->rowCount(), 1);
  box->click();
  ASSERT_TRUE(waitFor([&] { return !page.isBusy(); }));
  EXPECT_EQ(model->rowCount(), 4);
}

TEST_F(Calm, IntervalsAreDrawnOnceAndKept) {
  ghost({"run", project(), "--recipe", "popularity", "--quiet"});
  ghost({"run", project(), "--recipe", "next-item", "--quiet"});
  open();
  window->showPage("compare");
  const auto cache = fs::path(project().toStdString()) / "cache/bootstrap";
  const auto kept = [&] {
    std::map<std::string, fs::file_time_type> files;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(cache, ignored)) files[entry.path().filename().string()] = entry.last_write_time();
    return files;
  };
  ASSERT_TRUE(waitFor([&] { return !window->comparePage().isBusy() && kept().size() >= 2; }));
  const auto before = kept();
  // The bars have their error bars.
  const auto hasBands = [&] {
    for (const auto* view : window->comparePage().findChildren<views::FigureView*>())
      for (const auto& panel : view->figure().panels)
        for (const auto& series : panel.series)
          if (view->figure().kind == "comparison" && !series.low.empty()) return true;
    return false;
  };
  ASSERT_TRUE(waitFor(hasBands));
  desk().closeProject();
  open();
  window->showPage("data");
  window->showPage("compare");
  ASSERT_TRUE(waitFor([&] { return !window->comparePage().isBusy() && hasBands(); }));
  EXPECT_EQ(kept(), before) << "nothing is drawn twice";
}

}  // namespace
}  // namespace ghost::workbench
