#include "shell/watchdog.h"

#include <atomic>
#include <fstream>

#include <QCoreApplication>
#include <QMetaEnum>
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace ghost::workbench {

namespace {
using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds pause{10};  // between beats
std::atomic<const char*> named{nullptr};

double millisecondsSince(Clock::time_point start) { return std::chrono::duration<double, std::milli>(Clock::now() - start).count(); }
}  // namespace

Doing::Doing(const char* what) : m_before(named.exchange(what)) {}
Doing::~Doing() { named = m_before; }

Watchdog::Watchdog(std::chrono::milliseconds limit, QObject* parent) : QObject(parent), m_limit(limit), m_thread(::syscall(SYS_gettid)) {
  ::pthread_getcpuclockid(::pthread_self(), &m_clock);
  qApp->installEventFilter(this);
  m_watcher = std::thread([this] { watch(); });
}

Watchdog::~Watchdog() {
  {
    const std::lock_guard lock(m_mutex);
    m_stop = true;
  }
  m_changed.notify_all();
  m_watcher.join();
}

std::vector<Watchdog::Block> Watchdog::take() {
  const std::lock_guard lock(m_mutex);
  return std::exchange(m_blocks, {});
}

void Watchdog::plantBlock() {
  std::unique_lock lock(m_mutex);
  m_late = false;
  m_changed.wait(lock, [&] { return m_late; });
}

bool Watchdog::eventFilter(QObject* receiver, QEvent* event) {
  if (receiver->thread() == thread() && receiver != this) {
    const std::lock_guard lock(m_mutex);
    m_class = receiver->metaObject()->className();
    m_within = receiver->parent() ? receiver->parent()->metaObject()->className() : nullptr;
    m_name = receiver->objectName();
    m_event = event->type();
  }
  return false;
}

std::string Watchdog::doing() const {
  if (const char* work = named) return work;
  const char* event = QMetaEnum::fromType<QEvent::Type>().valueToKey(m_event);
  std::string text = m_class;
  if (!m_name.isEmpty()) text += " " + m_name.toStdString();
  if (m_within) text += std::string(" in ") + m_within;
  return text + ": " + (event ? event : "event " + std::to_string(m_event));
}

Watchdog::Clocks Watchdog::clocks() const {
  std::ifstream file("/proc/self/task/" + std::to_string(m_thread) + "/schedstat");
  double unused = 0, waited = 0;
  constexpr double nanoseconds = 1e6;
  if (!(file >> unused >> waited)) waited = 0;
  timespec ran{};
  ::clock_gettime(m_clock, &ran);
  return {waited / nanoseconds, static_cast<double>(ran.tv_sec) * 1e3 + static_cast<double>(ran.tv_nsec) / nanoseconds};
}

void Watchdog::watch() {
  std::unique_lock lock(m_mutex);
  while (!m_stop) {
    m_answered = false;
    const auto asked = Clock::now();
    const Clocks before = clocks();
    QMetaObject::invokeMethod(this, [this] {
      const std::lock_guard answer(m_mutex);
      m_answered = true;
      m_changed.notify_all();
    }, Qt::QueuedConnection);
    const auto answered = [&] { return m_answered || m_stop; };
    if (!m_changed.wait_for(lock, m_limit, answered)) {
      Block block;
      block.doing = doing();
      m_late = true;
      m_changed.notify_all();
      m_changed.wait(lock, answered);
      if (m_stop) return;
      block.milliseconds = millisecondsSince(asked);
      const Clocks now = clocks();
      block.own = std::max(0.0, block.milliseconds - (now.waited - before.waited));
      block.processor = now.ran - before.ran;
      m_blocks.push_back(std::move(block));
    }
    m_changed.wait_for(lock, pause, [&] { return m_stop; });
  }
}

}  // namespace ghost::workbench
