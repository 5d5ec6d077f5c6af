#include "figure/figures.h"
#include "figure_program.h"
#include "output_place.h"
#include "verbs.h"

namespace ghost::cli {

Action declareFigureExport(CLI::App& app) {
  auto request = std::make_shared<FigureRequest>();
  app.add_option("KIND", request->kind, "figure (`ghost figure list` names them), or the .json of an exported one, which is made again")->required();
  app.add_option("--run", request->runs, "run folders; without it the figure's own choice")->allow_extra_args(false);
  app.add_option("--project", request->project, "project folder; that of the runs without it");
  app.add_option("--out", request->out, "folder to write to")->required();
  app.add_option("--name", request->name, "file name without its ending; the kind without it");
  app.add_option("--title", request->title, "title above the panels");
  app.add_option("--edit", request->edits, "JSON file: titles, labels, legend names, footnotes and height to print in place of the figure's own");
  app.add_flag("--force", request->force, "replace files of the same names; without it nothing is replaced");
  app.add_option("--width", request->width, "width, e.g. 84mm");
  app.add_option("--height", request->height, "height, e.g. 60mm");
  app.add_option("--style", request->style, "figure style");
  app.add_option("--format", request->format, "formats, comma-separated: pdf, svg, png, csv, tex, json");
  app.add_option("-o,--option", request->parameters, "parameter of the figure, key=value; may be repeated")->allow_extra_args(false);
  return [request](Context& context) {
    if (!request->kind.ends_with(".json")) figure::figureKind(request->kind);  // a wrong name is told before another program starts
    requireWritableFolder(request->out);
    const OrderedJson result = drawFigure(*request);
    for (const auto& file : result["files"]) context.console.say(file.get<std::string>());
    return Outcome{result};
  };
}

}  // namespace ghost::cli
