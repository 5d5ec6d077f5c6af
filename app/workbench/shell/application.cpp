#include "shell/application.h"

#include <cstdio>

#include "base/error.h"
#include "base/no_memory.h"

namespace ghost::workbench {

bool Application::notify(QObject* receiver, QEvent* event) {
  QString sentence;
  try {
    return QApplication::notify(receiver, event);
  } catch (const Error& error) {
    sentence = QString::fromUtf8(error.what());
  } catch (const std::exception& error) {
    sentence = tellsOfNoMemory(error) ? tr("There isn't enough memory for this; close other programs, or use smaller data.") : tr("This didn't work because of a fault of the program (%1); what was saved before is safe.").arg(QString::fromUtf8(error.what()));
  }
  std::fprintf(stderr, "ghost-workbench: %s\n", sentence.toLocal8Bit().constData());
  emit slipped(sentence);
  return true;
}

}  // namespace ghost::workbench
