#pragma once
#include "jobs/activities.h"
#include "jobs/program.h"

namespace ghost::workbench {

/// The building of tokens (`ghost sid build`) as the window knows it: one at a time, named among the activities, going on whatever dialog or page is in sight.
class TokenBuild : public QObject {
  Q_OBJECT
 public:
  explicit TokenBuild(Activities& activities, QObject* parent = nullptr);
  /// `name` of the tokens in the project's artifacts. Throws Error{Usage} while another is going on.
  void start(const QString& name, const QStringList& arguments);
  void cancel();
  bool isRunning() const { return !m_name.isEmpty(); }
  QString name() const { return m_name; }

 signals:
  void progressed(const QString& line);
  void built(const QString& name);
  void failed(const QString& sentence);
  void cancelled();

 private:
  void end();
  Activities& m_activities;
  VerbCall m_call;
  QString m_name;
  int m_activity = 0;
};

}  // namespace ghost::workbench
