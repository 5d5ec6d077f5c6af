#include "child_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/clock.h"
#include "base/error.h"

extern char** environ;

namespace ghost::cli {
namespace {

/// Starts the child; its stdout goes to `output` unless that is -1. This process blocks signals and ignores SIGPIPE for itself, a child must not inherit that.
pid_t start(const std::filesystem::path& program, const std::vector<std::string>& arguments, int output) {
  std::vector<std::string> words{program.string()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none, defaults;
  sigemptyset(&none);
  sigemptyset(&defaults);
  for (const int signal : {SIGPIPE, SIGXFSZ}) sigaddset(&defaults, signal);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  if (output >= 0) posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  pid_t pid = 0;
  const int error = posix_spawn(&pid, program.c_str(), &actions, &attributes, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (error != 0) throw resourceError(program.string(), std::string("can't be started: ") + std::strerror(error));
  return pid;
}

int waitFor(pid_t pid, rusage* usage = nullptr) {
  int status = 0;
  while (::wait4(pid, &status, 0, usage) < 0 && errno == EINTR) {}
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

int runProgramAndWait(const std::filesystem::path& program, const std::vector<std::string>& arguments) { return waitFor(start(program, arguments, -1)); }

Caught runProgramAndCatch(const std::filesystem::path& program, const std::vector<std::string>& arguments) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw resourceError(program.string(), std::string("no pipe to it: ") + std::strerror(errno));
  pid_t pid = 0;
  const double started = monotonicSeconds();
  try {
    pid = start(program, arguments, ends[1]);
  } catch (...) {
    ::close(ends[0]);
    ::close(ends[1]);
    throw;
  }
  ::close(ends[1]);
  Caught caught;
  std::array<char, 4096> chunk;
  for (ssize_t n; (n = ::read(ends[0], chunk.data(), chunk.size())) != 0;) {
    if (n > 0) caught.output.append(chunk.data(), static_cast<std::size_t>(n));
    else if (errno != EINTR) break;
  }
  ::close(ends[0]);
  rusage usage{};
  caught.exitCode = waitFor(pid, &usage);
  caught.seconds = monotonicSeconds() - started;
  for (const timeval& time : {usage.ru_utime, usage.ru_stime}) caught.processorSeconds += static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  caught.peakBytes = static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
  return caught;
}

}  // namespace ghost::cli
