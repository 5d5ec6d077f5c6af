#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace ghost::cli {

/// Runs a program with exactly these arguments (no shell) and this process's standard streams; waits. Signals are unblocked in the child.
/// Returns its exit code, 128 + signal when one ended it. Throws Error{Resource} when it can't be started.
int runProgramAndWait(const std::filesystem::path& program, const std::vector<std::string>& arguments);

/// The same with the child's stdout caught instead of shown.
struct Caught {
  int exitCode = 0;
  std::string output;
  double seconds = 0, processorSeconds = 0;  ///< on the clock, and of all its threads
  std::uint64_t peakBytes = 0;               ///< most memory it held at a time
};
Caught runProgramAndCatch(const std::filesystem::path& program, const std::vector<std::string>& arguments);

}  // namespace ghost::cli
