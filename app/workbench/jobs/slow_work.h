#pragma once
#include <stop_token>

#include "jobs/activities.h"
#include "jobs/background.h"

namespace ghost::workbench {

/// Work of seconds, named among the activities while it goes on: it tells how far it is, hands over parts as they are ready, and can be cancelled from the status bar
/// or by its owner. A new start ends the one before.
class SlowWork {
 public:
  /// The work's side, used in its thread.
  class Link {
   public:
    /// True once nobody waits any more: the work returns as soon as it can, with whatever it has.
    bool stopped() const { return m_stop.stop_requested(); }
    std::stop_token token() const { return m_stop.get_token(); }
    void say(const QString& detail) const {
      post([activities = m_activities, id = m_id, detail] { if (activities) activities->progress(id, detail); });
    }
    /// Runs `action` in the main thread, unless the work was ended by then.
    void post(std::function<void()> action) const {
      QMetaObject::invokeMethod(qApp, [stop = m_stop, owner = m_owner, action = std::move(action)] { if (owner && !stop.stop_requested()) action(); }, Qt::QueuedConnection);
    }

   private:
    friend class SlowWork;
    std::stop_source m_stop;
    QPointer<QObject> m_owner;
    QPointer<Activities> m_activities;
    int m_id = 0;
  };

  /// `page`: id of the page that it is done for.
  SlowWork(QObject* owner, Activities& activities, const QString& page = {}) : m_owner(owner), m_activities(&activities), m_page(page), m_background(owner, Lane::Slow) {}
  ~SlowWork() { end(); }
  SlowWork(const SlowWork&) = delete;
  SlowWork& operator=(const SlowWork&) = delete;

  /// `cancelled` is called when the user ended it.
  template <class Result>
  void start(const QString& title, std::function<Result(const Link&)> work, std::function<void(Result)> done, std::function<void(QString)> failed, std::function<void()> cancelled = {}) {
    end();
    m_link = std::make_shared<Link>();
    m_link->m_owner = m_owner;
    m_link->m_activities = m_activities;
    m_cancelled = std::move(cancelled);
    m_link->m_id = m_activities->begin(title, [this] { cancel(); }, m_page);
    m_background.start<Result>([link = m_link, work = std::move(work)] { return work(*link); },
                               [this, done = std::move(done)](Result result) {
                                 end();
                                 done(std::move(result));
                               },
                               [this, failed = std::move(failed)](const QString& sentence) {
                                 end();
                                 failed(sentence);
                               });
  }
  void cancel() {
    if (!m_link) return;
    end();
    if (const auto told = std::exchange(m_cancelled, {})) told();
  }
  /// Ends it without a word.
  void end() {
    if (!m_link) return;
    m_link->m_stop.request_stop();
    m_background.forget();
    if (m_activities) m_activities->end(m_link->m_id);
    m_link.reset();
  }
  bool isBusy() const { return m_link != nullptr; }

 private:
  QObject* m_owner;
  QPointer<Activities> m_activities;
  QString m_page;
  Background m_background;
  std::shared_ptr<Link> m_link;
  std::function<void()> m_cancelled;
};

}  // namespace ghost::workbench
