#include "worker_session.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/clock.h"
#include "base/error.h"
#include "base/regular_file.h"
#include "base64.h"
#include "describe.h"
#include "run/process_identity.h"
#include "verb.h"

namespace ghost::cli {
namespace fs = std::filesystem;
namespace {

constexpr std::int64_t pieceBytes = 256 << 10;

std::string textOf(const Json& body, const char* key) {
  const auto it = body.find(key);
  if (it == body.end() || it->is_null()) return "";
  if (!it->is_string()) throw usageError(std::string("key ") + key, "must be text");
  return it->get<std::string>();
}

run::RunRequest requestOf(const Json& body, const std::vector<std::string>& argv) {
  const std::string folder = textOf(body, "project"), resume = textOf(body, "resume");
  if (folder.empty()) throw usageError("key project", "the command run needs the project's folder");
  const run::Project project = run::openProject(folder);
  run::RunRequest request = resume.empty() ? run::newRequest(project, textOf(body, "recipe")) : run::resumeRequest(project, resume);
  const Json values = body.value("values", Json::object());
  if (!values.is_object()) throw usageError("key values", "must be an object of parameters");
  for (const auto& [key, value] : values.items()) request.values.setJson(key, value);
  request.startOver = !resume.empty() && body.value("start_over", false);
  request.trainOnly = body.value("train_only", false);
  request.argv = argv;
  return request;
}

Json failure(const Error& error) { return {{"outcome", "failed"}, {"error", error.what()}, {"where", error.where()}, {"exit_code", error.exitCode()}}; }

}  // namespace

WorkerSession::WorkerSession(int input, int output, std::vector<std::string> argv, std::stop_token stop)
    : m_input(input), m_output(output), m_wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)), m_argv(std::move(argv)), m_stop(stop) {
  if (m_wake < 0) throw resourceError("worker", "the system gives no event descriptor; raise the limit of open files");
}

WorkerSession::~WorkerSession() {
  if (m_runThread.joinable()) m_runThread.join();
  ::close(m_wake);
}

bool WorkerSession::talk() {
  const std::stop_callback forward(m_stop, [this] {
    const std::lock_guard lock(m_mutex);
    m_runStop.request_stop();
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(m_wake, &one, sizeof one);
  });
  const auto self = run::ProcessIdentity::ofThisProcess();
  say("ready", {{"program", "ghost"}, {"version", GHOST_VERSION}, {"host", self.host}, {"pid", self.pid}, {"backends", backendNames()}});
  while (!m_stop.stop_requested() && readInput()) {}
  if (m_runThread.joinable()) m_runThread.join();
  return m_stop.stop_requested();
}

void WorkerSession::waitForInput() {
  std::array<pollfd, 2> descriptors{{{m_input, POLLIN, 0}, {m_wake, POLLIN, 0}}};
  while (::poll(descriptors.data(), descriptors.size(), -1) < 0 && errno == EINTR) {}
}

bool WorkerSession::readInput() {
  waitForInput();
  if (m_stop.stop_requested()) return false;
  std::array<char, 1 << 16> chunk;
  const ssize_t n = ::read(m_input, chunk.data(), chunk.size());
  if (n < 0) return errno == EINTR || errno == EAGAIN;
  if (n == 0) return false;
  m_lines.feed({chunk.data(), static_cast<std::size_t>(n)});
  while (auto line = m_lines.next())
    if (!line->empty() && !handle(*line)) return false;
  if (m_lines.oversized() > m_oversized) say("note", {{"level", "error"}, {"text", "a line of more than 1 MB was dropped"}});
  m_oversized = m_lines.oversized();
  return true;
}

bool WorkerSession::handle(const std::string& line) {
  wire::Command command;
  try {
    command = wire::parseCommand(line);
    if (command.kind == "bye") return false;
    obey(command);
  } catch (const Error& error) {
    if (command.kind.empty() && error.code() == ErrorCode::Usage) {  // another protocol version
      say("note", {{"level", "error"}, {"text", error.what()}});
      throw;
    }
    const Json id = command.body.value("id", Json());
    if (command.kind == "run") say("ended", failure(error), id);
    else say("note", {{"level", "error"}, {"text", error.what()}}, id);
  }
  return true;
}

void WorkerSession::obey(const wire::Command& command) {
  const Json id = command.body.value("id", Json());
  if (command.kind == "ping") return say("pong", Json::object(), id);
  if (command.kind == "describe") return say("described", {{"description", describeProgram()}}, id);
  if (command.kind == "run") return startRun(command);
  if (command.kind == "fetch") return fetch(command);
  if (command.kind == "stop") {
    const std::string run = textOf(command.body, "run");
    const std::lock_guard lock(m_mutex);
    if (m_running && (run.empty() || run == m_runName)) m_runStop.request_stop();
    return;
  }
  say("note", {{"level", "warning"}, {"text", "the command " + command.kind + " is unknown here and was ignored"}}, id);
}

bool WorkerSession::running() {
  const std::lock_guard lock(m_mutex);
  return m_running;
}

void WorkerSession::startRun(const wire::Command& command) {
  if (running()) throw usageError("run", "a run is going on already; a worker plays one at a time");
  run::RunRequest request = requestOf(command.body, m_argv);
  std::string backend = textOf(command.body, "backend");
  makeBackend(backend);  // a wrong name is told at once
  if (m_runThread.joinable()) m_runThread.join();
  const std::lock_guard lock(m_mutex);
  m_running = true;
  m_runName.clear();
  m_runStop = std::stop_source();
  if (m_stop.stop_requested()) m_runStop.request_stop();
  m_runThread = std::jthread([this, request = std::move(request), backend, id = command.body.value("id", Json())] { conductRun(request, backend, id); });
}

void WorkerSession::conductRun(run::RunRequest request, std::string backendName, Json id) {
  bool sawEnd = false;
  const std::stop_token stop = m_runStop.get_token();
  auto onEvent = [&](const wire::Event& event) {
    sawEnd |= event.kind == "ended";
    {
      const std::lock_guard lock(m_mutex);
      m_runName = event.run;
      if (sawEnd) m_running = false;  // before it is said, so that whoever hears it can start the next one
    }
    print(wire::format(event));
  };
  try {
    const auto backend = makeBackend(backendName);
    run::conduct(request, *backend, onEvent, stop);
  } catch (const Error& error) {
    if (!sawEnd) say("ended", failure(error), id);  // it failed before there was a run folder to write in
  } catch (const std::exception& error) {
    if (!sawEnd) say("ended", {{"outcome", "failed"}, {"error", error.what()}, {"where", ""}, {"exit_code", 1}}, id);
  }
  const std::lock_guard lock(m_mutex);
  m_running = false;
}

void WorkerSession::fetch(const wire::Command& command) {
  const run::RunFolder run = run::RunFolder::open(textOf(command.body, "run"));
  const std::string name = textOf(command.body, "file");
  const fs::path relative(name);
  if (name.empty() || relative.is_absolute() || std::find(relative.begin(), relative.end(), "..") != relative.end())
    throw usageError("key file", "must name a file inside the run folder");
  const fs::path file = run.path() / relative;
  const std::int64_t offset = command.body.value("offset", std::int64_t{0});
  if (offset < 0) throw usageError("key offset", "must not be negative");
  const RegularFile in(file);
  const auto size = static_cast<std::int64_t>(in.size());
  std::string piece(static_cast<std::size_t>(std::clamp<std::int64_t>(size - offset, 0, pieceBytes)), '\0');
  piece.resize(in.readAt(static_cast<std::uint64_t>(offset), piece.data(), piece.size()));
  say("fetched", {{"file", name}, {"offset", offset}, {"size", size}, {"data", base64(piece)}}, command.body.value("id", Json()));
}

void WorkerSession::say(const std::string& kind, Json body, const Json& id) {
  if (!id.is_null()) body["id"] = id;
  wire::Event event{"", 0, isoNow(), kind, std::move(body)};
  {
    const std::lock_guard lock(m_mutex);
    event.seq = ++m_seq;
  }
  print(wire::format(event));
}

void WorkerSession::print(const std::string& text) {
  static std::mutex printing;
  const std::lock_guard lock(printing);
  const std::string line = text + "\n";
  std::string_view rest = line;
  while (!rest.empty()) {
    const ssize_t n = ::write(m_output, rest.data(), rest.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;  // the reader is gone
    rest.remove_prefix(static_cast<std::size_t>(n));
  }
}

}  // namespace ghost::cli
