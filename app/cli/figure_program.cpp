#include "figure_program.h"

#include "base/error.h"
#include "child_process.h"
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
  add("--title", request.title);
  add("--edit", request.edits);
  if (request.force) words.emplace_back("--force");
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

OrderedJson drawFigure(const FigureRequest& request) {
  const Caught drawn = runProgramAndCatch(figureProgram(), figureArguments(request, true));
  std::string output = drawn.output;
  while (output.ends_with('\n')) output.pop_back();
  output.erase(0, output.rfind('\n') + 1);  // the last line; npos + 1 is 0
  const bool told = output.starts_with('{');
  if (drawn.exitCode == 0) return parseJson(output, "ghost-figure");
  if (!told) throw Error(static_cast<ErrorCode>(drawn.exitCode <= 4 ? drawn.exitCode : 1), "figure export", "ghost-figure ended with exit code " + std::to_string(drawn.exitCode));
  const OrderedJson error = parseJson(output, "ghost-figure");
  const std::string where = error.value("where", ""), what = error.value("error", "");
  throw Error(static_cast<ErrorCode>(error.value("exit_code", 1)), where, !where.empty() && what.starts_with(where + ": ") ? what.substr(where.size() + 2) : what);
}

}  // namespace ghost::cli
