#include "jobs/launcher.h"

#include <algorithm>
#include <csignal>
#include <cstring>
#include <fstream>
#include <mutex>
#include <set>
#include <sstream>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"

extern char** environ;

namespace ghost::workbench {
namespace {

std::mutex childrenGuard;
std::set<pid_t> children;

class FileActions {
 public:
  FileActions() { posix_spawn_file_actions_init(&m_actions); }
  ~FileActions() { posix_spawn_file_actions_destroy(&m_actions); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;
  void open(int descriptor, const std::filesystem::path& file, int flags) { posix_spawn_file_actions_addopen(&m_actions, descriptor, file.c_str(), flags, 0600); }
  void enter(const std::filesystem::path& folder) { posix_spawn_file_actions_addchdir_np(&m_actions, folder.c_str()); }
  const posix_spawn_file_actions_t* get() const { return &m_actions; }

 private:
  posix_spawn_file_actions_t m_actions;
};

class Attributes {
 public:
  Attributes() {
    posix_spawnattr_init(&m_attributes);
    // A new session, and none of the window's signal habits.
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&m_attributes, &none);
    posix_spawnattr_setsigdefault(&m_attributes, &all);
    posix_spawnattr_setflags(&m_attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~Attributes() { posix_spawnattr_destroy(&m_attributes); }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;
  const posix_spawnattr_t* get() const { return &m_attributes; }

 private:
  posix_spawnattr_t m_attributes;
};

/// Field 22 of /proc/<pid>/stat; the program's name (field 2) may itself hold spaces and brackets, so counting starts behind the last bracket.
std::int64_t startTicks(pid_t pid) {
  std::ifstream in("/proc/" + std::to_string(pid) + "/stat");
  std::string line;
  std::getline(in, line);
  const auto behind = line.rfind(')');
  if (behind == std::string::npos) return 0;
  std::istringstream fields(line.substr(behind + 1));
  std::string field;
  for (int i = 3; i <= 22 && fields >> field; ++i)
    if (i == 22) return std::strtoll(field.c_str(), nullptr, 10);
  return 0;
}

}  // namespace

run::ProcessIdentity startDetached(const Launch& launch) {
  if (launch.argv.empty()) throw Error(ErrorCode::Internal, "launch", "there is no program to start");
  FileActions actions;
  actions.open(STDIN_FILENO, launch.input, O_RDONLY);
  actions.open(STDOUT_FILENO, launch.output, O_WRONLY | O_CREAT | O_APPEND);
  actions.open(STDERR_FILENO, launch.errors, O_WRONLY | O_CREAT | O_APPEND);
  if (!launch.folder.empty()) actions.enter(launch.folder);
  Attributes attributes;
  std::vector<char*> argv;
  for (const auto& word : launch.argv) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  pid_t pid = 0;
  const int failed = posix_spawn(&pid, launch.argv.front().c_str(), actions.get(), attributes.get(), argv.data(), environ);
  if (failed != 0) throw resourceError(launch.argv.front(), std::string("the worker can't be started (") + std::strerror(failed) + "); check that the program is there and may be executed");
  {
    const std::lock_guard lock(childrenGuard);
    children.insert(pid);
  }
  run::ProcessIdentity identity = run::ProcessIdentity::ofThisProcess();  // boot and host are the same
  identity.pid = pid;
  identity.started = startTicks(pid);
  return identity;
}

bool askToStop(const run::ProcessIdentity& process) {
  if (process.pid <= 1 || run::liveness(process) != run::Liveness::Alive) return false;
  return ::kill(static_cast<pid_t>(process.pid), SIGINT) == 0;
}

void reapChildren() {
  const std::lock_guard lock(childrenGuard);
  std::erase_if(children, [](pid_t pid) {
    int status = 0;
    return ::waitpid(pid, &status, WNOHANG) != 0;
  });
}

std::string commandText(const std::vector<std::string>& argv) {
  std::string text;
  for (const auto& word : argv) {
    const bool plain = !word.empty() && std::all_of(word.begin(), word.end(), [](unsigned char c) { return std::isalnum(c) || std::strchr("-_=./:,+@%", c); });
    std::string quoted = word;
    if (!plain) {
      quoted = "'";
      for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
      quoted += "'";
    }
    text += (text.empty() ? "" : " ") + quoted;
  }
  return text;
}

}  // namespace ghost::workbench
