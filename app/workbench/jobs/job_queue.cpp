#include "jobs/job_queue.h"

#include <algorithm>
#include <memory>
#include <random>
#include <sstream>

#include <fmt/format.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/file_ops.h"
#include "base/folder_entries.h"
#include "base/regular_file.h"
#include "jobs/launcher.h"
#include "jobs/program.h"
#include "wire/message.h"

namespace ghost::workbench {
namespace fs = std::filesystem;
namespace {

QString textOf(const OrderedJson& json, const char* key) {
  const auto it = json.find(key);
  return it != json.end() && it->is_string() ? QString::fromStdString(it->get<std::string>()) : QString();
}

OrderedJson describe(const Job& job) {
  return {{"recipe", job.request.recipe.toStdString()}, {"values", job.request.values}, {"implied", job.request.implied}, {"resume", job.request.resume.toStdString()}, {"backend", job.request.backend.toStdString()}, {"start_over", job.request.startOver}, {"added", job.addedAt.toStdString()}};
}

QString lastLine(const fs::path& file) {
  constexpr std::uint64_t tail = 4096;
  std::string end(tail, '\0'), last;
  try {
    const RegularFile whole(file);
    end.resize(whole.readAt(whole.size() - std::min(whole.size(), tail), end.data(), end.size()));
  } catch (const Error&) {
    return {};
  }
  std::istringstream in(end);
  for (std::string line; std::getline(in, line);)
    if (line.find_first_not_of(" \t\r") != std::string::npos) last = line;
  return QString::fromStdString(last);
}

}  // namespace

/// Where the reading of a worker's output stands.
struct JobQueue::Link {
  std::int64_t offset = 0;
  wire::LineSplitter lines;
  run::ProcessIdentity process;
  bool announced = false;
};

JobQueue::JobQueue(QObject* parent) : QObject(parent) {
  m_timer.setInterval(250);
  connect(&m_timer, &QTimer::timeout, this, &JobQueue::poll);
}
JobQueue::~JobQueue() = default;

fs::path JobQueue::folderOf(const QString& id) const { return m_project->folder / "jobs" / id.toStdString(); }

void JobQueue::setProject(const run::Project* project) {
  m_jobs.clear();
  m_links.clear();
  m_project.reset();
  if (project) {
    m_project = *project;
    std::vector<fs::path> folders;
    std::error_code ignored;
    for (const auto& entry : entriesAsFarAsListed(project->folder / "jobs"))
      if (entry.is_directory(ignored)) folders.push_back(entry.path());
    std::sort(folders.begin(), folders.end());
    for (const auto& folder : folders) load(folder);
    m_timer.start();
    poll();
  } else {
    m_timer.stop();
  }
  emit changed();
}

void JobQueue::load(const fs::path& folder) {
  try {
    const OrderedJson kept = readJsonFile(folder / "job.json", {1u << 20, 16});
    Job job;
    job.id = QString::fromStdString(folder.filename().string());
    job.request = {textOf(kept, "recipe"), kept.value("values", OrderedJson::object()), textOf(kept, "resume"), textOf(kept, "backend"), kept.value("implied", OrderedJson::object()), kept.value("start_over", false)};
    job.addedAt = textOf(kept, "added");
    auto link = std::make_unique<Link>();
    std::error_code ignored;
    if (fs::exists(folder / "process.json", ignored)) {
      link->process = run::ProcessIdentity::fromJson(readJsonFile(folder / "process.json", {1u << 20, 16}));
      link->announced = true;
      job.state = run::State::Running;
    }
    job.held = job.state == run::State::Queued;
    m_jobs.push_back(std::move(job));
    m_links.push_back(std::move(link));
  } catch (const std::exception&) {
    // Half a job folder, left by a window that died while making it: nothing was started from it.
    std::error_code ignored;
    fs::remove_all(folder, ignored);
  }
}

int JobQueue::running() const {
  return static_cast<int>(std::count_if(m_jobs.begin(), m_jobs.end(), [](const Job& job) { return job.state == run::State::Running; }));
}
int JobQueue::waiting() const {
  return static_cast<int>(std::count_if(m_jobs.begin(), m_jobs.end(), [](const Job& job) { return job.state == run::State::Queued; }));
}

int JobQueue::held() const {
  return static_cast<int>(std::count_if(m_jobs.begin(), m_jobs.end(), [](const Job& job) { return job.held; }));
}

void JobQueue::resumeQueue() {
  for (Job& job : m_jobs) job.held = false;
  startNext();
  emit changed();
}

void JobQueue::stopAll() {
  for (std::size_t i = 0; i < m_jobs.size(); ++i)
    if (m_jobs[i].state == run::State::Running) askToStop(m_links[i]->process);
}

void JobQueue::removeWaiting() {
  std::vector<QString> waiting;
  for (const Job& job : m_jobs)
    if (job.state == run::State::Queued) waiting.push_back(job.id);
  for (const QString& id : waiting) remove(id);
  emit changed();
}

QString JobQueue::add(const JobRequest& request) {
  if (!m_project) throw usageError("queue", "open a project first");
  std::random_device device;
  Job job;
  job.id = QString::fromStdString(fmt::format("{}-{:04x}", compactNow(), device() & 0xffffu));
  job.request = request;
  job.addedAt = QString::fromStdString(isoNow());
  wire::Command command{"run", {{"project", fs::absolute(m_project->folder).string()}, {"recipe", request.recipe.toStdString()}, {"values", Json(request.allValues())}}};
  if (!request.resume.isEmpty()) command.body["resume"] = request.resume.toStdString();
  if (request.startOver) command.body["start_over"] = true;
  if (!request.backend.isEmpty()) command.body["backend"] = request.backend.toStdString();
  createFolders(m_project->folder / "jobs");
  FolderCommit folder(folderOf(job.id));
  writeFileAtomically(folder.path() / "job.json", describe(job).dump(2) + "\n");
  writeFileAtomically(folder.path() / "command.jsonl", wire::format(command) + "\n");
  folder.commit();
  m_jobs.push_back(job);
  m_links.push_back(std::make_unique<Link>());
  startNext();
  emit changed();
  return job.id;
}

void JobQueue::remove(const QString& id) {
  for (std::size_t i = 0; i < m_jobs.size(); ++i) {
    if (m_jobs[i].id != id) continue;
    std::error_code ignored;
    fs::remove_all(folderOf(id), ignored);
    m_jobs.erase(m_jobs.begin() + static_cast<std::ptrdiff_t>(i));
    m_links.erase(m_links.begin() + static_cast<std::ptrdiff_t>(i));
    return;
  }
}

void JobQueue::cancel(const QString& id) {
  for (std::size_t i = 0; i < m_jobs.size(); ++i) {
    if (m_jobs[i].id != id) continue;
    if (m_jobs[i].state == run::State::Running) askToStop(m_links[i]->process);
    else remove(id);
    emit changed();
    return;
  }
}

bool JobQueue::stopRun(const run::RunFolder& folder) { return askToStop(run::ProcessIdentity::fromJson(folder.status())); }

void JobQueue::startNext() {
  if (running() > 0) return;
  const auto next = std::find_if(m_jobs.begin(), m_jobs.end(), [](const Job& job) { return job.state == run::State::Queued && !job.held; });
  if (next != m_jobs.end()) launch(*next);
}

/// Another window on this project may have started or removed the job meanwhile.
bool JobQueue::isTakenElsewhere(Job& job, Link& link) {
  const fs::path folder = folderOf(job.id);
  std::error_code ignored;
  if (!fs::exists(folder / "command.jsonl", ignored)) {
    job.state = run::State::Finished;  // the next look drops it
    return true;
  }
  if (!fs::exists(folder / "process.json", ignored)) return false;
  link.process = run::ProcessIdentity::fromJson(readJsonFile(folder / "process.json", {1u << 20, 16}));
  job.state = run::State::Running;
  return true;
}

void JobQueue::launch(Job& job) {
  auto& link = *m_links[static_cast<std::size_t>(&job - m_jobs.data())];
  const fs::path folder = fs::absolute(folderOf(job.id));
  try {
    if (isTakenElsewhere(job, link)) return;
    const QString program = ghostProgram();
    if (program.isEmpty()) throw resourceError("ghost", "the command line program is neither beside the workbench nor in PATH; build it, or point GHOST_PROGRAM at it");
    link.process = startDetached({{program.toStdString(), "worker"}, folder / "command.jsonl", folder / "out.jsonl", folder / "err.txt", fs::absolute(m_project->folder)});
    OrderedJson identity;
    link.process.writeTo(identity);
    writeFileAtomically(folder / "process.json", identity.dump() + "\n");
    job.state = run::State::Running;
  } catch (const Error& error) {
    job.state = run::State::Failed;
    job.error = QString::fromUtf8(error.what());
    emit jobEnded({}, job.error);
  }
}

bool JobQueue::follow(Job& job, Link& link) {
  // Asked before reading: what a process wrote before it went is then certainly read.
  const bool gone = run::liveness(link.process) == run::Liveness::Gone;
  std::unique_ptr<RegularFile> in;
  try {
    in = std::make_unique<RegularFile>(folderOf(job.id) / "out.jsonl");
  } catch (const Error&) {
    // Not there, or no file: the run folder has the truth.
  }
  std::vector<char> chunk(1 << 16);
  bool ended = false, stopped = false, changed = false;
  constexpr int mostChunks = 8;  // a poll; the hours that a run went on without the window are read in small bites
  int chunks = 0;
  while (const std::size_t read = in && chunks < mostChunks ? in->readAt(static_cast<std::uint64_t>(link.offset), chunk.data(), chunk.size()) : 0) {
    ++chunks;
    link.offset += static_cast<std::int64_t>(read);
    link.lines.feed({chunk.data(), read});
    while (const auto line = link.lines.next()) {
      try {
        const wire::Event event = wire::parseEvent(*line);
        if (job.run.isEmpty() && !event.run.empty()) {
          job.run = QString::fromStdString(event.run);
          changed = true;
          emit runStarted(job.run);
        }
        if (event.kind != "ended") continue;
        ended = true;
        stopped = event.body.value("outcome", Json()) == "stopped";
        const auto error = event.body.find("error");
        if (error != event.body.end() && error->is_string()) job.error = QString::fromStdString(error->get<std::string>());
      } catch (const Error&) {
        continue;  // a line that is no event: the run folder has the truth
      }
    }
  }
  if (!ended && (!gone || chunks == mostChunks)) return changed;
  if (!ended && job.run.isEmpty()) {
    const QString last = lastLine(folderOf(job.id) / "err.txt");
    job.error = last.isEmpty() ? tr("The worker ended without a word before the run began.") : last;
  }
  job.state = !job.run.isEmpty() || job.error.isEmpty() ? run::State::Finished : run::State::Failed;
  if (!job.run.isEmpty() && (stopped || !ended)) emit jobStopped(job.run, !ended);
  else emit jobEnded(job.run, job.error);
  return true;
}

void JobQueue::poll() {
  reapChildren();
  if (!m_project) return;
  bool news = false;
  for (std::size_t i = 0; i < m_jobs.size(); ++i)
    if (m_jobs[i].state == run::State::Running) news |= follow(m_jobs[i], *m_links[i]);
  std::vector<QString> done;
  for (const Job& job : m_jobs)
    if (job.state == run::State::Finished) done.push_back(job.id);
  for (const QString& id : done) remove(id);
  const int before = running();
  startNext();
  if (news || !done.empty() || running() != before) emit changed();
}

}  // namespace ghost::workbench
