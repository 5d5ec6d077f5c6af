#pragma once
#include <chrono>
#include <condition_variable>
#include <ctime>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <QEvent>
#include <QObject>

namespace ghost::workbench {

/// Finds out when the window's thread doesn't answer. A thread of its own puts a beat into the event loop and waits for it; one that is late is a block, kept with its
/// length and with what ran. Made and destroyed in the window's thread. Debug builds and tests have one; `--bench` prints what it found.
class Watchdog : public QObject {
  Q_OBJECT
 public:
  struct Block {
    double milliseconds = 0;   ///< from the beat to its answer
    double own = 0;            ///< without the time in which other programs had the processor
    double processor = 0;      ///< in which the thread computed; what is left of `own` it waited for a disk, a lock or another process
    std::string doing;         ///< the named work (Doing), else class, name and event that were delivered last
  };
  explicit Watchdog(std::chrono::milliseconds limit = std::chrono::milliseconds(50), QObject* parent = nullptr);
  ~Watchdog() override;
  /// The blocks since the last call.
  std::vector<Block> take();
  /// Holds the window's thread until the beat now under way counts as late: a block made on purpose.
  void plantBlock();

  bool eventFilter(QObject* receiver, QEvent* event) override;

 private:
  void watch();
  std::string doing() const;
  /// Milliseconds in which the window's thread could have run and didn't get the processor, and those in which it ran.
  struct Clocks { double waited = 0, ran = 0; };
  Clocks clocks() const;

  const std::chrono::milliseconds m_limit;
  const long m_thread;               ///< of the window, as the kernel counts it
  clockid_t m_clock{};               ///< its processor time
  mutable std::mutex m_mutex;
  std::condition_variable m_changed;
  bool m_stop = false, m_answered = true, m_late = false;
  const char* m_class = "";
  const char* m_within = nullptr;    ///< class of the parent, which says more where the class is QWidget
  QString m_name;
  int m_event = 0;
  std::vector<Block> m_blocks;
  std::thread m_watcher;
};

/// Names what the window's thread does while this lives, for the watchdog.
class Doing {
 public:
  explicit Doing(const char* what);
  ~Doing();
  Doing(const Doing&) = delete;
  Doing& operator=(const Doing&) = delete;

 private:
  const char* m_before;
};

}  // namespace ghost::workbench
