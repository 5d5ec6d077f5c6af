#pragma once
#include <filesystem>
#include <string>

#include "run/conductor.h"

namespace ghost::run {

/// A folder of its own for one test, gone with it.
class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  const std::filesystem::path& path() const { return m_path; }
  std::filesystem::path operator/(const std::string& name) const { return m_path / name; }

 private:
  std::filesystem::path m_path;
};

/// A working copy of projects/tiny without its runs.
Project tinyCopy(const Scratch& scratch, const std::string& name = "project");

/// A recipe of the project at its sizes, few epochs, frequent checkpoints, one thread.
RunRequest tinyRequest(const Project& project, const std::string& recipe);

/// The request by the frequency backend.
RunOutcome play(const RunRequest& request, std::stop_token stop = {}, const std::function<void(const wire::Event&)>& onEvent = {});

/// Events that tell what was computed, metrics and probes in order, without their clocks. Where checkpoints lie depends on
/// when a run was stopped, and curves of the token stage on whether the tokens were there already.
std::vector<std::string> substance(const EventLog& log);

void writeText(const std::filesystem::path& file, const std::string& text);

}  // namespace ghost::run
