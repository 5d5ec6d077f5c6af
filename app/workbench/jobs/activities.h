#pragma once
#include <functional>
#include <vector>

#include <QObject>
#include <QString>

namespace ghost::workbench {

/// What is going on beside the window: long work begins, tells how far it is and ends here, so that the status bar can name and cancel it. Main thread.
class Activities : public QObject {
  Q_OBJECT
 public:
  struct Activity {
    int id = 0;
    QString title;                  ///< "Comparing 5 runs"
    QString detail;                 ///< "3 of 5"; may be empty
    std::function<void()> cancel;   ///< none = it can't be
    QString page;                   ///< id of the page it is done for; empty = none
    QString text() const { return detail.isEmpty() ? title : title + QStringLiteral(": ") + detail; }
  };
  using QObject::QObject;
  int begin(const QString& title, std::function<void()> cancel = {}, const QString& page = {});
  void progress(int id, const QString& detail);
  /// An id that ended before is passed over.
  void end(int id);
  void cancel(int id);
  const std::vector<Activity>& all() const { return m_all; }

 signals:
  void changed();

 private:
  std::vector<Activity> m_all;  ///< oldest first
  int m_last = 0;
};

}  // namespace ghost::workbench
