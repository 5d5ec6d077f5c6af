#include "request.h"

#include <charconv>

#include "base/error.h"

namespace ghost::figure_export {
namespace fs = std::filesystem;

namespace {

run::Project projectOf(const Request& request) {
  if (!request.project.empty()) return run::openProject(request.project);
  for (const std::string& run : request.runs) {
    std::error_code ignored;
    if (!fs::is_directory(run, ignored)) continue;
    const fs::path folder = fs::weakly_canonical(run).parent_path().parent_path();
    if (run::isProject(folder)) return run::openProject(folder);
  }
  return run::openProject(fs::current_path());
}

run::RunFolder runOf(const run::Project& project, const std::string& run) {
  std::error_code ignored;
  const fs::path inProject = project.runs() / run;
  return run::RunFolder::open(fs::is_directory(inProject, ignored) ? inProject : fs::path(run));
}

}  // namespace

double millimetres(const std::string& text, const std::string& option) {
  double number = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  const std::string_view unit(rest, static_cast<std::size_t>(end - rest));
  if (error == std::errc() && number > 0) {
    if (unit == "mm" || unit.empty()) return number;
    if (unit == "cm") return number * 10;
    if (unit == "in") return number * 25.4;
  }
  throw usageError(option, "\"" + text + "\" is no length; write it like 84mm, 8.4cm or 3.3in");
}

std::vector<fs::path> exportRequest(const Request& request) {
  const figure::FigureKind& kind = figure::figureKind(request.kind);
  ParamValues values(kind.params);
  for (const std::string& text : request.parameters) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos) throw usageError("-o " + text, "write a parameter as key=value");
    values.set(text.substr(0, equals), text.substr(equals + 1));
  }
  paper::PaperOptions options = request.paper;
  if (options.name.find('/') != std::string::npos || options.name == "..") throw usageError("--name", "\"" + options.name + "\" is no file name; give one without a slash, and the folder with --out");
  options.widthMm = millimetres(request.width, "--width");
  if (!request.height.empty()) options.heightMm = millimetres(request.height, "--height");
  const run::Project project = projectOf(request);
  figure::FigureInput input{project, {}};
  for (const std::string& run : request.runs) input.runs.push_back(runOf(project, run));
  return paper::exportFigure(kind.make(input, values), options);
}

}  // namespace ghost::figure_export
