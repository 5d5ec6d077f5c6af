#include "base/error.h"
#include "child_process.h"
#include "figure/figures.h"
#include "figure_program.h"
#include "verbs.h"

namespace ghost::cli {

Action declareFigureExport(CLI::App& app) {
  auto request = std::make_shared<FigureRequest>();
  app.add_option("KIND", request->kind, "figure; `ghost figure list` names them")->required();
  app.add_option("--run", request->runs, "run folders; without it the figure's own choice")->allow_extra_args(false);
  app.add_option("--project", request->project, "project folder; that of the runs without it");
  app.add_option("--out", request->out, "folder to write to")->required();
  app.add_option("--name", request->name, "file name without its ending; the kind without it");
  app.add_option("--width", request->width, "width, e.g. 84mm");
  app.add_option("--height", request->height, "height, e.g. 60mm");
  app.add_option("--style", request->style, "figure style");
  app.add_option("--format", request->format, "formats, comma-separated: pdf, svg, png, csv, tex, json");
  app.add_option("-o,--option", request->parameters, "parameter of the figure, key=value; may be repeated")->allow_extra_args(false);
  return [request](Context& context) {
    figure::figureKind(request->kind);  // a wrong name is told before another program starts
    const Caught drawn = runProgramAndCatch(figureProgram(), figureArguments(*request, true));
    const auto lastLine = drawn.output.find_last_of('\n', drawn.output.size() - (drawn.output.ends_with('\n') ? 2 : 1));
    if (drawn.exitCode != 0) throw Error(static_cast<ErrorCode>(drawn.exitCode <= 4 ? drawn.exitCode : 1), "figure export", "ghost-figure ended with exit code " + std::to_string(drawn.exitCode) + "; its message stands above");
    const OrderedJson result = parseJson(lastLine == std::string::npos ? drawn.output : drawn.output.substr(lastLine + 1), "ghost-figure");
    for (const auto& file : result.value("files", OrderedJson::array())) context.console.say(file.get<std::string>());
    return Outcome{result};
  };
}

}  // namespace ghost::cli
