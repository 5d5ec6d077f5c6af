#include "figure_program.h"

#include "base/error.h"
#include "places.h"

namespace ghost::cli {

std::vector<std::string> figureArguments(const FigureRequest& request, bool json) {
  std::vector<std::string> words{"export", request.kind, "--out", request.out};
  auto add = [&](const char* option, const std::string& value) {
    if (!value.empty()) words.insert(words.end(), {option, value});
  };
  add("--project", request.project);
  for (const auto& run : request.runs) add("--run", run);
  add("--name", request.name);
  add("--width", request.width);
  add("--height", request.height);
  add("--style", request.style);
  add("--format", request.format);
  for (const auto& parameter : request.parameters) add("-o", parameter);
  if (json) words.push_back("--json");
  return words;
}

std::filesystem::path figureProgram() {
  const auto program = siblingProgram("ghost-figure");
  if (program.empty()) throw usageError("figure export", "ghost-figure isn't beside this program: the desktop part isn't built here; run ./ghost setup without --worker-only, or export on a machine that has it");
  return program;
}

}  // namespace ghost::cli
