#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include <QObject>
#include <QString>
#include <QTimer>

#include "base/json_file.h"
#include "run/project.h"
#include "run/run_folder.h"

namespace ghost::workbench {

/// What is to be run: the body of the worker's `run` command.
struct JobRequest {
  QString recipe;
  OrderedJson values = OrderedJson::object();  ///< parameters that differ from the recipe's defaults
  QString resume;                              ///< name of the run to continue; empty = a new one
  QString backend;                             ///< empty = the worker's default
  /// The same as a command line.
  std::vector<std::string> command(const std::filesystem::path& project) const;
};

/// A job that has no run folder yet, or whose run is going on. Finished ones leave the queue: their run folder says everything.
struct Job {
  QString id;
  JobRequest request;
  run::State state = run::State::Queued;       ///< Queued, Running, or Failed before it became a run
  QString run;                                 ///< once the worker accepted it
  QString error;
  QString addedAt;
};

/// Jobs of the open project, kept in <project>/jobs/<id>/ (command.jsonl is the worker's input, out.jsonl what it printed, process.json who it is), so a
/// closed and reopened window finds waiting jobs waiting and running ones running. One worker at a time, started detached; the window only reads files.
class JobQueue : public QObject {
  Q_OBJECT
 public:
  explicit JobQueue(QObject* parent = nullptr);
  ~JobQueue() override;
  /// Picks up the jobs of a project; null closes. Nothing of the project before is stopped.
  void setProject(const run::Project* project);
  const std::vector<Job>& jobs() const { return m_jobs; }
  int running() const;
  int waiting() const;

  /// Adds at the end and starts it when nothing runs. Returns the job's id. Throws Error{Resource} when the project can't be written.
  QString add(const JobRequest& request);
  /// A waiting or failed job is removed, a running one asked to stop after a checkpoint.
  void cancel(const QString& id);
  /// Asks the process that writes a run to stop, whoever started it; false when it can't be reached.
  bool stopRun(const run::RunFolder& folder);

 signals:
  void changed();
  void runStarted(const QString& run);
  /// `sentence` is the error of a failed job, empty otherwise.
  void jobEnded(const QString& run, const QString& sentence);

 private:
  struct Link;
  void poll();
  void startNext();
  void launch(Job& job);
  bool follow(Job& job, Link& link);
  void load(const std::filesystem::path& folder);
  void remove(const QString& id);
  std::filesystem::path folderOf(const QString& id) const;

  std::optional<run::Project> m_project;
  std::vector<Job> m_jobs;
  std::vector<std::unique_ptr<Link>> m_links;  // one a job, same order
  QTimer m_timer;
};

}  // namespace ghost::workbench
