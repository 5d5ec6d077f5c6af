#pragma once
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include <QCoreApplication>
#include <QObject>
#include <QPointer>
#include <QThreadPool>

#include "base/error.h"

namespace ghost::workbench {

/// Where work off the main thread is done: what a page waits for, and what takes seconds. Slow work goes one after the other, so that it never stands in the way of
/// quick work, and both leave the processor to the window where they compete for it.
enum class Lane { Quick, Slow };
QThreadPool& poolOf(Lane lane);
/// Called in a thread of a pool: makes it polite.
void giveWayToTheWindow(Lane lane);

/// Work off the main thread whose result matters only while nothing newer was asked for: each start() makes older results of this object go quiet.
/// The result is delivered in the main thread, in order of starts; an Error arrives as its sentence. Destroying the object drops what is under way
/// (the work itself runs to its end and must hold what it uses by value or shared pointer).
class Background {
 public:
  explicit Background(QObject* owner, Lane lane = Lane::Quick) : m_owner(owner), m_lane(lane), m_newest(std::make_shared<long>(0)) {}
  ~Background() { ++*m_newest; }
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

  template <class Result>
  void start(std::function<Result()> work, std::function<void(Result)> done, std::function<void(QString)> failed) {
    const long mine = ++*m_newest;
    m_busy = true;
    // Created and destroyed in the main thread only; the pool thread never touches the counter.
    auto deliver = [this, newest = std::weak_ptr<long>(m_newest), owner = QPointer<QObject>(m_owner), mine](std::function<void()> action) {
      QMetaObject::invokeMethod(qApp, [this, newest, owner, mine, action = std::move(action)] {
        const auto counter = newest.lock();
        if (!owner || !counter || *counter != mine) return;
        m_busy = false;
        action();
      }, Qt::QueuedConnection);
    };
    poolOf(m_lane).start([lane = m_lane, work = std::move(work), done = std::move(done), failed = std::move(failed), deliver] {
      giveWayToTheWindow(lane);
      try {
        auto result = std::make_shared<Result>(work());
        deliver([done, result] { done(std::move(*result)); });
      } catch (const std::exception& error) {
        const QString sentence = QString::fromUtf8(error.what());
        deliver([failed, sentence] { if (failed) failed(sentence); });
      }
    });
  }
  /// Results of what was started so far are dropped.
  void forget() { ++*m_newest; m_busy = false; }
  bool isBusy() const { return m_busy; }

 private:
  QObject* m_owner;
  Lane m_lane;
  std::shared_ptr<long> m_newest;
  bool m_busy = false;
};

}  // namespace ghost::workbench
