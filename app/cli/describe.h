#pragma once
#include "base/json_file.h"

namespace ghost::cli {

/// Every table of the program, as `ghost describe --json` prints it and the worker answers `describe`: what launch forms are built from.
OrderedJson describeProgram();

}  // namespace ghost::cli
