#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "run/process_identity.h"

namespace ghost::workbench {

/// What a detached process is given: an argument list (never a shell string), files for its standard streams, a working folder.
struct Launch {
  std::vector<std::string> argv;         ///< [0] is an absolute path
  std::filesystem::path input, output, errors;
  std::filesystem::path folder;          ///< made absolute paths; the process starts here
};

/// Starts the process in a session of its own, so that neither closing nor killing the window reaches it. Returns its identity (pid, start time, boot).
/// Throws Error{Resource} with the system's reason.
run::ProcessIdentity startDetached(const Launch& launch);

/// Asks a process to stop (SIGINT: it checkpoints first). Does nothing and returns false when the process is gone, elsewhere, or the pid belongs to another
/// process by now.
bool askToStop(const run::ProcessIdentity& process);
/// Collects ended children, so that they don't stay behind as zombies while the window is open.
void reapChildren();

/// How a person types this argument list in a shell; for "copy as command", never executed.
std::string commandText(const std::vector<std::string>& argv);

}  // namespace ghost::workbench
