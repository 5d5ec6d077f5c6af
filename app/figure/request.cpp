#include "request.h"

#include <charconv>

#include "base/error.h"
#include "views/paper/saved_figure.h"

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

/// What a saved figure asks for, if one is named, with what the command line says over it.
paper::SavedFigure merged(const Request& request) {
  const bool saved = request.kind.ends_with(".json");
  paper::SavedFigure asked = saved ? paper::readSavedFigure(request.kind) : paper::SavedFigure{request.kind, {}, {}, {}};
  if (!request.runs.empty()) asked.runs = request.runs;
  paper::PaperOptions& paper = asked.paper;
  paper.folder = request.folder;
  paper.existing = request.force ? paper::Existing::Replace : paper::Existing::Refuse;
  if (!request.name.empty()) paper.name = request.name;
  if (!request.style.empty()) paper.style = request.style;
  if (!request.formats.empty()) paper.formats = request.formats;
  if (request.dpi > 0) paper.dpi = request.dpi;
  if (!request.width.empty()) paper.widthMm = millimetres(request.width, "--width");
  if (!request.height.empty()) paper.heightMm = millimetres(request.height, "--height");
  if (!request.edits.empty()) paper.edits = figure::editsOf(readJsonFile(request.edits), request.edits);
  if (!request.title.empty()) paper.edits.title = request.title;
  // A height that was given is a choice like the others and is kept with them.
  if (paper.heightMm > 0) paper.edits.heightMm = paper.heightMm;
  return asked;
}

std::map<std::string, std::string> textsOf(const ParamValues& values) {
  std::map<std::string, std::string> texts;
  const OrderedJson all = values.toJson();  // items() refers to it
  for (const auto& [key, value] : all.items()) texts[key] = value.is_string() ? value.get<std::string>() : value.dump();
  return texts;
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
  const paper::SavedFigure asked = merged(request);
  const figure::FigureKind& kind = figure::figureKind(asked.kind);
  ParamValues values(kind.params);
  for (const auto& [key, text] : asked.parameters) values.set(key, text);
  for (const std::string& text : request.parameters) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos) throw usageError("-o " + text, "write a parameter as key=value");
    values.set(text.substr(0, equals), text.substr(equals + 1));
  }
  const run::Project project = projectOf(request);
  figure::FigureInput input{project, {}};
  for (const std::string& run : asked.runs) input.runs.push_back(runOf(project, run));
  const figure::FigureData figure = kind.make(input, values);
  paper::PaperOptions options = asked.paper;
  std::vector<std::string> names;
  for (const run::RunFolder& run : input.runs) names.push_back(run.name());
  options.request = paper::requestOf(figure, textsOf(values), names);
  return paper::exportFigure(figure, options);
}

}  // namespace ghost::figure_export
