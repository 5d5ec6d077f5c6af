#pragma once
#include <functional>

#include <QObject>

#include "jobs/job_queue.h"
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

  Selection selection;
  ProjectBook book;
  RunLibrary runs;
  TokenShelf tokens;
  JobQueue queue;
  Description description;

  /// Opens a project folder; a bad one is told and nothing changes. True when it is open.
  bool openProject(const QString& folder);
  void closeProject();
  /// Moves a run into the project's trash, from where it can be restored. Told when it can't be.
  bool trashRun(const QString& run);
  bool restoreRun(const QString& run);
  /// Queues what is missing of a run that was stopped, interrupted or has failed, or was only trained. Told when there is nothing to go on with.
  bool resumeRun(const QString& run);
  /// Names in the trash, newest first.
  QStringList trashedRuns() const;

  theme::Mode mode() const { return m_mode; }
  void setMode(theme::Mode mode);
  /// Runs a page command: an Error becomes its sentence.
  bool attempt(const std::function<void()>& command);

 signals:
  /// One sentence for the user; `isError` tells how loud.
  void told(const QString& sentence, bool isError);
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
  theme::Mode m_mode = theme::Mode::Light;
  QString m_awaited;  ///< a started run the index has not seen yet
};

}  // namespace ghost::workbench
