#include "program.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "base/content_hash.h"
#include "base/error.h"

namespace ghost::cli {
namespace fs = std::filesystem;
namespace {

struct Pipe {
  int ends[2] = {-1, -1};
  Pipe() { if (::pipe2(ends, O_CLOEXEC) != 0) std::abort(); }
};

/// fork and exec with these three descriptors; `prepare` runs in the child.
pid_t start(const std::string& program, const std::vector<std::string>& arguments, int in, int out, int err, const std::function<void()>& prepare) {
  std::vector<std::string> words{program};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const pid_t pid = ::fork();
  if (pid != 0) return pid;
  ::dup2(in, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(err, STDERR_FILENO);
  if (prepare) prepare();
  ::execvp(argv[0], argv.data());
  ::_exit(127);
}

int exitCodeOf(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::string contentOf(int descriptor) {
  std::string text;
  std::array<char, 4096> chunk;
  ::lseek(descriptor, 0, SEEK_SET);
  for (ssize_t n; (n = ::read(descriptor, chunk.data(), chunk.size())) > 0;) text.append(chunk.data(), static_cast<std::size_t>(n));
  return text;
}

/// Output goes to unlinked files, so that a child can't block on a full pipe.
int temporaryFile() {
  std::string name = (fs::temp_directory_path() / "ghost-cli-XXXXXX").string();
  const int descriptor = ::mkostemp(name.data(), O_CLOEXEC);
  ::unlink(name.c_str());
  return descriptor;
}

Called callProgram(const std::string& program, const std::vector<std::string>& arguments, const Call& call) {
  const int in = temporaryFile(), out = temporaryFile(), err = temporaryFile();
  EXPECT_EQ(::write(in, call.input.data(), call.input.size()), static_cast<ssize_t>(call.input.size()));
  ::lseek(in, 0, SEEK_SET);
  const pid_t pid = start(program, arguments, in, out, err, [&] {
    for (const auto& [key, value] : call.environment) ::setenv(key.c_str(), value.c_str(), 1);
    if (call.secondsAtMost > 0) ::alarm(call.secondsAtMost);
    if (call.fileSizeLimit) {
      const rlimit limit{*call.fileSizeLimit, *call.fileSizeLimit};
      ::setrlimit(RLIMIT_FSIZE, &limit);
    }
  });
  Called called;
  called.exitCode = exitCodeOf(pid);
  called.out = contentOf(out);
  called.err = contentOf(err);
  for (const int descriptor : {in, out, err}) ::close(descriptor);
  return called;
}

std::string ghostProgram() { return std::string(GHOST_BIN) + "/ghost"; }

}  // namespace

OrderedJson Called::json() const {
  std::string text = out;
  while (!text.empty() && text.back() == '\n') text.pop_back();
  const auto begin = text.rfind('\n');
  try {
    return parseJson(begin == std::string::npos ? text : text.substr(begin + 1), "stdout");
  } catch (const Error& error) {
    ADD_FAILURE() << error.what() << "\nstdout: " << out << "\nstderr: " << err;
    return {};
  }
}

std::string Called::sentence() const {
  std::string found;
  int count = 0;
  std::istringstream lines(err);
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("ghost: ")) {
      found = line;
      ++count;
    }
  EXPECT_EQ(count, 1) << err;
  return found;
}

Call faulty(const std::map<std::string, std::string>& settings) {
  Call call;
  call.environment = settings;
  call.environment["LD_PRELOAD"] = GHOST_FAULTS;
  call.environment["ASAN_OPTIONS"] = "verify_asan_link_order=0:detect_leaks=0";
  return call;
}

Called ghost(const std::vector<std::string>& arguments, const Call& call) { return callProgram(ghostProgram(), arguments, call); }
Called program(const std::string& name, const std::vector<std::string>& arguments) { return callProgram(name, arguments, {}); }

Running::Running(const std::vector<std::string>& arguments) {
  ::signal(SIGPIPE, SIG_IGN);
  Pipe in, out, err;
  m_pid = start(ghostProgram(), arguments, in.ends[0], out.ends[1], err.ends[1], [] { ::signal(SIGPIPE, SIG_DFL); });
  m_in = in.ends[1];
  m_out = out.ends[0];
  m_err = err.ends[0];
  for (const int descriptor : {in.ends[0], out.ends[1], err.ends[1]}) ::close(descriptor);
}

Running::~Running() {
  if (m_pid > 0) {
    ::kill(m_pid, SIGKILL);
    exitCodeOf(m_pid);
  }
  for (const int descriptor : {m_in, m_out, m_err})
    if (descriptor >= 0) ::close(descriptor);
}

void Running::write(const std::string& text) { EXPECT_EQ(::write(m_in, text.data(), text.size()), static_cast<ssize_t>(text.size())); }

void Running::closeInput() {
  ::close(m_in);
  m_in = -1;
}

void Running::closeOutput() {
  ::close(m_out);
  m_out = -1;
}

std::string Running::readLine(int& descriptor, std::string& buffer) {
  for (;;) {
    if (const auto end = buffer.find('\n'); end != std::string::npos) {
      std::string line = buffer.substr(0, end);
      buffer.erase(0, end + 1);
      return line.empty() ? " " : line;
    }
    pollfd waiting{descriptor, POLLIN, 0};
    if (::poll(&waiting, 1, 60000) <= 0) {
      ADD_FAILURE() << "no output for a minute";
      return "";
    }
    std::array<char, 4096> chunk;
    const ssize_t n = ::read(descriptor, chunk.data(), chunk.size());
    if (n <= 0) return "";
    buffer.append(chunk.data(), static_cast<std::size_t>(n));
  }
}

std::string Running::line() { return readLine(m_out, m_outBuffer); }
std::string Running::errorLine() { return readLine(m_err, m_errBuffer); }

std::string Running::lineWith(const std::string& wanted) {
  std::string found;
  do found = line();
  while (!found.empty() && found.find(wanted) == std::string::npos);
  return found;
}

std::string Running::errorLineWith(const std::string& wanted) {
  std::string found;
  do found = errorLine();
  while (!found.empty() && found.find(wanted) == std::string::npos);
  return found;
}

void Running::signal(int number) { ::kill(m_pid, number); }

int Running::wait() {
  const int code = exitCodeOf(m_pid);
  m_pid = -1;
  return code;
}

Scratch::Scratch() {
  static std::atomic<int> number{0};
  // In memory where that is possible: runs sync many small files.
  const fs::path memory = "/dev/shm";
  const bool usable = ::access(memory.c_str(), W_OK) == 0 && fs::space(memory).available > 64u << 20;
  m_path = (usable ? memory : fs::temp_directory_path()) / ("ghost-cli-test-" + std::to_string(::getpid()) + "-" + std::to_string(number++));
  fs::create_directories(m_path);
}

Scratch::~Scratch() {
  std::error_code ignored;
  fs::remove_all(m_path, ignored);
}

std::string tinyCopy(const Scratch& scratch, const std::string& name) {
  const fs::path target = scratch / name, source = fs::path(GHOST_PROJECTS) / "tiny";
  fs::create_directories(target);
  fs::copy(source / "data", target / "data", fs::copy_options::recursive);
  fs::copy_file(source / "project.toml", target / "project.toml");
  return target.string();
}

std::vector<std::string> quick(std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"--backend", "frequency", "-o", "threads=1"});
  const bool floor = std::any_of(arguments.begin(), arguments.end(), [](const auto& word) { return word == "popularity" || word == "next-item" || word == "item-knn"; });
  if (!floor) arguments.insert(arguments.end(), {"-o", "epochs=3", "-o", "users_per_batch=8"});
  return arguments;
}

void writeText(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << text;
}

std::map<std::string, std::string> snapshot(const fs::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) files[fs::relative(entry.path(), folder).string()] = ContentHash::ofFile(entry.path());
  return files;
}

}  // namespace ghost::cli
