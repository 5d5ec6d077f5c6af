#include "shell/bench.h"

#include <cstdio>
#include <ctime>
#include <functional>

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QTimer>

#include "models/run_facts.h"
#include "shell/main_window.h"
#include "shell/watchdog.h"

namespace ghost::workbench {

namespace {

constexpr int patience = 180;  // seconds a step may take

void spinFor(int milliseconds) {
  QEventLoop loop;
  QTimer::singleShot(milliseconds, &loop, &QEventLoop::quit);
  loop.exec();
}

bool spinUntil(const std::function<bool()>& over, int seconds = patience) {
  constexpr int step = 20;
  QElapsedTimer clock;
  clock.start();
  while (!over() && clock.elapsed() < seconds * 1000) spinFor(step);
  return over();
}

/// Idle for a while: what was read in the background may lead to more reading.
void settle(MainWindow& window) {
  constexpr int quiet = 15;
  int idle = 0;
  const auto isQuiet = [&] {
    const bool busy = window.page(window.currentPage())->isBusy() || !window.desk().activities.all().empty() || window.desk().book.isReading() || !window.desk().runs.isReady();
    idle = busy ? 0 : idle + 1;
    return idle > quiet;
  };
  spinUntil(isQuiet);
}

double processorSeconds() {
  timespec used{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
}

void step(Watchdog& watchdog, const char* name, const std::function<void()>& act) {
  watchdog.take();
  QElapsedTimer clock;
  clock.start();
  const double before = processorSeconds();
  act();
  const double seconds = static_cast<double>(clock.elapsed()) / 1000;
  OrderedJson line{{"step", name}, {"seconds", seconds}, {"processor_share", (processorSeconds() - before) / std::max(seconds, 1e-3)}, {"blocks", OrderedJson::array()}};
  for (const auto& block : watchdog.take()) line["blocks"].push_back({{"ms", block.milliseconds}, {"own_ms", block.own}, {"processor_ms", block.processor}, {"doing", block.doing}});
  std::printf("%s\n", line.dump().c_str());
  std::fflush(stdout);
}

void compareFive(MainWindow& window) {
  constexpr std::size_t most = 5;
  constexpr int pause = 150;
  auto* model = window.comparePage().runModel();
  std::set<QString> checked;
  model->setChecked({});
  for (const auto& row : window.desk().runs.rows()) {
    if (!metricOf(row, 10, "hr") || checked.size() == most) continue;
    checked.insert(QString::fromStdString(row.name));
    model->setChecked(checked);
    spinFor(pause);
  }
  settle(window);
}

void train(MainWindow& window, int seconds) {
  const auto& desk = window.desk();
  const auto newest = [&] { return desk.runs.rows().empty() ? nullptr : &desk.runs.rows().front(); };
  const std::string before = newest() ? newest()->name : std::string();
  window.trainPage().launch();
  spinUntil([&] { return newest() && newest()->name != before && newest()->stage == "train"; });
  spinFor(seconds * 1000);
  window.trainPage().stop();
  spinUntil([&] { return newest() && newest()->state != run::State::Running; });
}

}  // namespace

int benchWindow(MainWindow& window, const QString& project, int seconds) {
  Watchdog watchdog;
  bool opened = false;
  step(watchdog, "open", [&] {
    opened = window.openProject(project);
    if (opened) settle(window);
  });
  if (!opened) {
    std::fprintf(stderr, "%s\n", window.notice().toLocal8Bit().constData());
    return 3;
  }
  spinUntil([&] { return window.desk().description.isReady(); });
  for (const QString& page : window.pageIds()) {
    step(watchdog, ("page " + page.toStdString()).c_str(), [&] {
      window.showPage(page);
      settle(window);
    });
  }
  step(watchdog, "compare", [&] {
    window.showPage(QStringLiteral("compare"));
    compareFive(window);
  });
  if (seconds <= 0) return 0;
  step(watchdog, "train", [&] {
    window.showPage(QStringLiteral("train"));
    train(window, seconds);
  });
  return 0;
}

}  // namespace ghost::workbench
