#pragma once
#include <functional>
#include <map>

#include <QObject>

#include "jobs/activities.h"
#include "jobs/job_queue.h"
#include "jobs/token_build.h"
#include "models/description.h"
#include "models/project_book.h"
#include "models/run_library.h"
#include "models/token_shelf.h"
#include "shell/selection.h"
#include "views/theme/theme.h"

namespace ghost::workbench {

/// Everything pages share, made once by the window: what is selected, the open project, its runs, tokens and jobs, what the worker can do. Pages talk to
/// this and never to each other. Here the parts are wired: data reach the tokens, runs reach the shelf, a started run is selected.
class Desk : public QObject {
  Q_OBJECT
 public:
  explicit Desk(QObject* parent = nullptr);

  Activities activities;   ///< before all that may begin some
  Selection selection;
  ProjectBook book;
  RunLibrary runs;
  TokenShelf tokens;
  JobQueue queue;
  TokenBuild build{activities};
  Description description;

  /// Opens a project folder; a bad one is told and nothing changes. True when it is open.
  bool openProject(const QString& folder);
  void closeProject();
  /// Moves a run into the project's trash, from where it can be restored. Told when it can't be.
  bool trashRun(const QString& run);
  bool restoreRun(const QString& run);
  /// Queues what is missing of a run that was stopped, interrupted or has failed, or was only trained. Told when there is nothing to go on with.
  bool resumeRun(const QString& run);
  /// The same, but its training begins again at step 0: checkpoints and all are forgotten.
  bool startOver(const QString& run);
  /// Names in the trash, newest first.
  QStringList trashedRuns() const;

  theme::Mode mode() const { return m_mode; }
  void setMode(theme::Mode mode);
  /// Runs a page command: an Error becomes its sentence.
  bool attempt(const std::function<void()>& command);

 signals:
  /// One sentence that answers what the user just did; `isError` tells how loud. The next answer takes its place, another page or project ends it.
  void told(const QString& sentence, bool isError);
  /// One sentence about something that happened by itself; an error stands until its topic is settled.
  void noticed(const QString& topic, const QString& sentence, bool isError);
  void settled(const QString& topic);
  void modeChanged(ghost::theme::Mode mode);
  /// A page asks for another ("results", ...), with the Selection already set.
  void pageWanted(const QString& page);
  void trashChanged();
  /// Something lacks item vectors, and the user wants to make some, or to name a file.
  void makeVectorsWanted();
  void attachVectorsWanted();
  /// A command line to show or copy.
  void commandWanted(const QString& command);

 private:
  bool queueAgain(const QString& run, bool startOver);
  theme::Mode m_mode = theme::Mode::Light;
  void settleRuns();
  std::map<QString, bool> m_failed;  ///< runs whose failure was told and still stands -> the index has seen them end
  int m_reading = 0;           ///< the activity that names the reading of the data
  QString m_runsStamp;
  QString m_awaited;  ///< a started run the index has not seen yet
};

}  // namespace ghost::workbench
