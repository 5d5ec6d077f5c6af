#pragma once
#include <algorithm>
#include <csignal>
#include <filesystem>
#include <functional>
#include <memory>

#include <QApplication>
#include <QDialog>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <gtest/gtest.h>

#include "run/process_identity.h"
#include "run/run_folder.h"
#include "shell/application.h"
#include "shell/main_window.h"
#include "shell/watchdog.h"
#include "views/canvas/platform.h"
#include "views/theme/theme.h"

namespace ghost::workbench {

/// The window on a private copy of projects/tiny, with settings of its own and the built program as worker.
class DeskFixture : public testing::Test {
 protected:
  static void startApplication(const char* platform) {
    qputenv("QT_QPA_PLATFORM", platform);
    qputenv("GHOST_PROGRAM", GHOST_BIN "/ghost");
    qputenv("GHOST_THREADS", "1");
    qputenv("GHOST_COLOUR_SCHEME", "light");
    canvas::preparePlatform();
    static int argc = 1;
    static char name[] = "test_workbench";
    static char* argv[] = {name, nullptr};
    // Never destroyed: widgets of failed tests may outlive main().
    if (!qApp) new Application(argc, argv);
    theme::loadFonts();
  }
  void SetUp() override {
    ASSERT_TRUE(qApp);
    ASSERT_TRUE(m_folder.isValid());
    qputenv("XDG_CONFIG_HOME", m_folder.filePath("config").toLocal8Bit());
    namespace fs = std::filesystem;
    fs::copy(fs::path(GHOST_PROJECTS) / "tiny", project().toStdString(), fs::copy_options::recursive);
    for (const char* made : {"runs", "artifacts", "jobs", "ghost.db", "figures", "trash"}) fs::remove_all(fs::path(project().toStdString()) / made);
    m_watchdog = std::make_unique<Watchdog>();
    window = std::make_unique<MainWindow>();
    window->resize(1300, 860);
    window->show();
  }
  /// Blocks of the window's thread go into the report of the test, with the longest and what ran; machines are too different to judge them here.
  void TearDown() override {
    const auto blocks = m_watchdog->take();
    const auto longest = std::max_element(blocks.begin(), blocks.end(), [](const auto& a, const auto& b) { return a.own < b.own; });
    RecordProperty("blocks_over_50_ms", static_cast<int>(blocks.size()));
    if (longest != blocks.end()) RecordProperty("longest_block", std::to_string(longest->own) + " ms: " + longest->doing);
    m_watchdog.reset();
    window.reset();
    stopStrays();
  }
  QString project() const { return m_folder.filePath("tiny"); }
  QString folder() const { return m_folder.path(); }
  Desk& desk() { return window->desk(); }

  static bool waitFor(const std::function<bool()>& condition, int milliseconds = 60000) { return QTest::qWaitFor(condition, milliseconds); }
  /// Opens the project and waits for its data.
  void open() {
    ASSERT_TRUE(window->openProject(project())) << window->notice().toStdString();
    ASSERT_TRUE(waitFor([&] { return desk().book.data() && desk().runs.isReady() && desk().description.isReady(); })) << window->notice().toStdString() << desk().description.problem().toStdString();
  }
  /// Runs the command line program to its end.
  void ghost(const QStringList& arguments) {
    QProcess process;
    process.start(GHOST_BIN "/ghost", arguments);
    ASSERT_TRUE(process.waitForFinished(120000));
    ASSERT_EQ(process.exitCode(), 0) << process.readAllStandardError().toStdString();
  }
  /// A quick recipe: the floor, or a generative one cut down to a second.
  static QStringList quick() { return {"-o", "epochs=1"}; }
  const store::RunRow* newest() { return desk().runs.rows().empty() ? nullptr : &desk().runs.rows().front(); }
  /// Waits for a run that wasn't there before and is over.
  const store::RunRow* waitForFinished(std::size_t before) {
    const bool over = waitFor([&] { return desk().runs.rows().size() > before && newest()->state != run::State::Running && newest()->state != run::State::Queued && desk().queue.jobs().empty(); });
    return over ? newest() : nullptr;
  }
  template <class Dialog>
  Dialog* dialog() {
    Dialog* found = nullptr;
    for (QWidget* widget : QApplication::topLevelWidgets())
      if (auto* each = qobject_cast<Dialog*>(widget); each && each->isVisible()) found = each;
    return found;
  }
  void closeDialogs() {
    for (int round = 0; round < 5; ++round) {
      for (QWidget* widget : QApplication::topLevelWidgets())
        if (qobject_cast<QDialog*>(widget)) widget->close();
      QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
      QCoreApplication::processEvents();
    }
  }

  std::unique_ptr<MainWindow> window;

 private:
  /// A test that failed half-way may leave a run going on; the next one must not share the processor with it.
  void stopStrays() {
    for (const auto& run : run::RunFolder::list((project() + "/runs").toStdString())) {
      try {
        const auto process = run::ProcessIdentity::fromJson(run.status());
        if (run::liveness(process) == run::Liveness::Alive) ::kill(static_cast<pid_t>(process.pid), SIGKILL);
      } catch (const std::exception&) {
        continue;
      }
    }
  }
  QTemporaryDir m_folder;
  std::unique_ptr<Watchdog> m_watchdog;
};

}  // namespace ghost::workbench
