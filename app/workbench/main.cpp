#include <cstdio>

#include <QApplication>
#include <QCommandLineParser>
#include <QTimer>

#include "base/error.h"
#include "shell/bench.h"
#include "shell/application.h"
#include "shell/main_window.h"
#include "shell/pictures.h"
#include "shell/watchdog.h"
#include "views/canvas/platform.h"
#include "views/theme/theme.h"

namespace {

using namespace ghost;
using namespace ghost::workbench;

struct Options {
  QString project, pictures, page, run, bench;
};

Options parse(QApplication& application, MainWindow*& window) {
  QCommandLineParser parser;
  parser.setApplicationDescription(QStringLiteral("The desktop of Ghost Workbench. Example: ghost-workbench projects/tiny --page tokens"));
  parser.addHelpOption();
  parser.addVersionOption();
  parser.addPositionalArgument(QStringLiteral("PROJECT"), QStringLiteral("project folder to open"), QStringLiteral("[PROJECT]"));
  parser.addOptions({{QStringLiteral("pictures"), QStringLiteral("draw every page into DIR as PNG and exit"), QStringLiteral("DIR")},
                     {QStringLiteral("bench"), QStringLiteral("use the window for a while, train for SECONDS, print every block of its thread over 50 ms, and exit; adds a run to the project"), QStringLiteral("SECONDS")},
                     {QStringLiteral("page"), QStringLiteral("page to show: data, tokens, train, results, compare, figures"), QStringLiteral("PAGE")},
                     {QStringLiteral("run"), QStringLiteral("run to select"), QStringLiteral("RUN")},
                     {QStringLiteral("shape"), QStringLiteral("tree: radial, icicle, cone"), QStringLiteral("SHAPE")},
                     {QStringLiteral("scheme"), QStringLiteral("colours: desktop, light, dark"), QStringLiteral("SCHEME")}});
  parser.process(application);
  window = new MainWindow;
  const QString scheme = parser.value(QStringLiteral("scheme")), shape = parser.value(QStringLiteral("shape"));
  if (!scheme.isEmpty()) window->setScheme(scheme == QLatin1String("dark") ? Scheme::Dark : scheme == QLatin1String("light") ? Scheme::Light : Scheme::Desktop);
  if (shape == QLatin1String("icicle")) window->tokensPage().setShape(figure::Panel::TreeShape::Icicle);
  if (shape == QLatin1String("cone")) window->tokensPage().setShape(figure::Panel::TreeShape::Cone);
  return {parser.positionalArguments().value(0), parser.value(QStringLiteral("pictures")), parser.value(QStringLiteral("page")), parser.value(QStringLiteral("run")), parser.value(QStringLiteral("bench"))};
}

#ifndef NDEBUG
/// Debug builds say on stderr when the window's thread didn't answer.
class BlockPrinter {
 public:
  BlockPrinter() {
    constexpr int pause = 1000;
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] {
      for (const auto& block : m_watchdog.take()) std::fprintf(stderr, "block of %.0f ms (%.0f ms without other programs): %s\n", block.milliseconds, block.own, block.doing.c_str());
    });
    m_timer.start(pause);
  }

 private:
  Watchdog m_watchdog;
  QTimer m_timer;
};
#endif

int drawAndLeave(MainWindow& window, const QString& folder) {
  try {
    for (const QString& file : drawPictures(window, folder)) std::printf("%s\n", file.toLocal8Bit().constData());
    return 0;
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return error.exitCode();
  }
}

}  // namespace

int main(int argc, char** argv) {
  canvas::preparePlatform();
  Application application(argc, argv);
  QApplication::setApplicationName(QStringLiteral("Ghost Workbench"));
  QApplication::setApplicationVersion(QStringLiteral(GHOST_VERSION));
  QApplication::setDesktopFileName(QStringLiteral("org.ghostworkbench.GhostWorkbench"));
  theme::loadFonts();
  MainWindow* made = nullptr;
  const Options options = parse(application, made);
  const std::unique_ptr<MainWindow> window(made);
  QObject::connect(&application, &Application::slipped, window.get(), [&](const QString& sentence) { emit window->desk().told(sentence, true); });
  window->show();
  if (!options.bench.isEmpty()) {
    int result = 0;
    QTimer::singleShot(0, window.get(), [&] { QApplication::exit(result = benchWindow(*window, options.project, options.bench.toInt())); });
    QApplication::exec();
    return result;
  }
#ifndef NDEBUG
  const BlockPrinter blocks;
#endif
  bool opened = true;
  if (!options.project.isEmpty()) opened = window->openProject(options.project);
  if (!options.page.isEmpty()) window->showPage(options.page);
  if (!options.run.isEmpty()) window->desk().selection.setRun(options.run);
  if (options.pictures.isEmpty()) return QApplication::exec();
  if (options.project.isEmpty() || !opened) {
    std::fprintf(stderr, "%s\n", options.project.isEmpty() ? "--pictures: name the project whose pages are to be drawn" : window->notice().toLocal8Bit().constData());
    return options.project.isEmpty() ? 2 : 3;
  }
  int result = 0;
  QTimer::singleShot(0, window.get(), [&] {
    result = drawAndLeave(*window, options.pictures);
    QApplication::exit(result);
  });
  QApplication::exec();
  return result;
}
