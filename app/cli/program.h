#pragma once
#include <string>
#include <vector>

#include "signals.h"

namespace ghost::cli {

/// Parses the command line, runs the verb and returns the exit code of the command contract: 0 done, 1 a fault of the program, 2 usage, 3 bad input,
/// 4 not enough memory, disk or device, 130/143 stopped.
int runProgram(const std::vector<std::string>& argv, const StopSignals& signals);

}  // namespace ghost::cli
