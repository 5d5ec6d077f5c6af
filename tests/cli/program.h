#pragma once
#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json_file.h"

namespace ghost::cli {

/// What a call of the built `ghost` did.
struct Called {
  int exitCode = -1;        ///< 128 + n when signal n ended it
  std::string out, err;
  /// The last line of stdout as JSON; a test failure and null when it is none.
  OrderedJson json() const;
  /// The one line on stderr that begins with "ghost: "; a test failure when there are several or none.
  std::string sentence() const;
};

/// How to call it; the defaults are a plain call with nothing on stdin.
struct Call {
  std::string input;
  std::optional<std::uint64_t> fileSizeLimit;                ///< RLIMIT_FSIZE in bytes
  std::map<std::string, std::string> environment;
  unsigned secondsAtMost = 0;                                ///< SIGALRM ends it then (exit code 142), for calls that must not wait for ever; 0 = no limit
};
/// A call that dies or whose system calls fail at a point of its writing: see tests/faults.
Call faulty(const std::map<std::string, std::string>& settings);
Called ghost(const std::vector<std::string>& arguments, const Call& call = {});
/// Any program with these arguments, found on the PATH.
Called program(const std::string& name, const std::vector<std::string>& arguments);

/// A `ghost` that runs beside the test.
class Running {
 public:
  explicit Running(const std::vector<std::string>& arguments);
  ~Running();                                                ///< kills it where it still runs
  void write(const std::string& text);
  void closeInput();
  void closeOutput();
  /// Next line of stdout (or stderr), empty at its end; fails the test after a minute without one.
  std::string line();
  std::string errorLine();
  /// Reads lines of stdout until one satisfies `wanted`, which is returned; empty at the end.
  std::string lineWith(const std::string& wanted);
  std::string errorLineWith(const std::string& wanted);
  void signal(int number);
  int wait();
  pid_t pid() const { return m_pid; }

 private:
  std::string readLine(int& descriptor, std::string& buffer);
  pid_t m_pid = -1;
  int m_in = -1, m_out = -1, m_err = -1;
  std::string m_outBuffer, m_errBuffer;
};

/// A folder of its own for one test.
class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  std::string operator/(const std::string& name) const { return (m_path / name).string(); }
  const std::filesystem::path& path() const { return m_path; }

 private:
  std::filesystem::path m_path;
};

/// A working copy of projects/tiny; its folder.
std::string tinyCopy(const Scratch& scratch, const std::string& name = "tiny");
/// Options that make a run of the tiny project quick and alike everywhere: the counting backend, few epochs, one thread.
std::vector<std::string> quick(std::vector<std::string> arguments);

void writeText(const std::filesystem::path& file, const std::string& text);
/// Every file below a folder with its SHA-256.
std::map<std::string, std::string> snapshot(const std::filesystem::path& folder);

}  // namespace ghost::cli
