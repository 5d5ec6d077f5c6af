#include "jobs/background.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace ghost::workbench {

QThreadPool& poolOf(Lane lane) {
  if (lane == Lane::Quick) return *QThreadPool::globalInstance();
  static QThreadPool* slow = [] {
    auto* pool = new QThreadPool(qApp);  // waits for its work before the application goes
    pool->setMaxThreadCount(1);
    return pool;
  }();
  return *slow;
}

void giveWayToTheWindow(Lane lane) {
  constexpr int quick = 4, slow = 12;  // nice values; threads started from here inherit them
  thread_local bool done = false;
  if (std::exchange(done, true)) return;
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(::syscall(SYS_gettid)), lane == Lane::Quick ? quick : slow);
}

}  // namespace ghost::workbench
