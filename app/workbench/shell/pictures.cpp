#include "shell/pictures.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QPixmap>
#include <QTimer>

#include "base/error.h"
#include "base/file_ops.h"
#include "shell/main_window.h"

namespace ghost::workbench {

namespace {

void spin(int milliseconds) {
  QEventLoop loop;
  QTimer::singleShot(milliseconds, &loop, &QEventLoop::quit);
  loop.exec();
}

/// Until the page has been idle for a while: what it reads in the background may lead to more reading.
void settle(const Page& page, int seconds) {
  constexpr int step = 40, quiet = 8;
  QElapsedTimer clock;
  clock.start();
  for (int idle = 0; idle < quiet && clock.elapsed() < seconds * 1000;) {
    spin(step);
    idle = page.isBusy() ? 0 : idle + 1;
  }
}

QString save(MainWindow& window, const QString& folder, const QString& name) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  window.grab();  // the first grab lets OpenGL views draw at their size
  spin(60);
  window.grab().save(&buffer, "PNG");
  const QString file = folder + '/' + name + QStringLiteral(".png");
  writeFileAtomically(file.toStdString(), std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
  return file;
}

}  // namespace

QStringList drawPictures(MainWindow& window, const QString& folder, int seconds) {
  createFolders(folder.toStdString());
  QElapsedTimer clock;
  clock.start();
  while (!window.desk().runs.isReady() && clock.elapsed() < seconds * 1000) spin(40);
  QStringList files;
  int number = 0;
  for (const QString& id : window.pageIds()) {
    window.showPage(id);
    Page& page = *window.page(id);
    settle(page, seconds);
    page.pose();
    settle(page, seconds);
    files += save(window, folder, QStringLiteral("%1-%2").arg(++number).arg(id));
    if (id != QLatin1String("tokens")) continue;
    const std::pair<figure::Panel::TreeShape, const char*> others[] = {{figure::Panel::TreeShape::Icicle, "icicle"}, {figure::Panel::TreeShape::Cone, "cone"}};
    for (const auto& [shape, name] : others) {
      window.tokensPage().setShape(shape);
      settle(page, seconds);
      files += save(window, folder, QStringLiteral("%1-%2-%3").arg(number).arg(id, QLatin1String(name)));
    }
    window.tokensPage().setShape(figure::Panel::TreeShape::Radial);
    window.tokensPage().showCompare(true);
    const std::pair<TokenCompare::Part, const char*> parts[] = {{TokenCompare::Codebooks, "codebooks"}, {TokenCompare::Error, "error"},         {TokenCompare::Collisions, "collisions"},
                                                                {TokenCompare::Anchors, "anchors"},     {TokenCompare::Branching, "branching"}, {TokenCompare::Projection, "projection"}};
    for (const auto& [part, name] : parts) {
      window.tokensPage().compare()->showPart(part);
      settle(page, seconds);
      files += save(window, folder, QStringLiteral("%1-%2-%3").arg(number).arg(id, QLatin1String(name)));
    }
    window.tokensPage().showCompare(false);
  }
  return files;
}

}  // namespace ghost::workbench
