#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <new>
#include <string_view>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <QGuiApplication>

#include "base/error.h"
#include "request.h"

// ghost-figure: paper figures from the command line. A program of its own, so that `ghost` and its worker need no Qt.
namespace {

using namespace ghost;

/// Nothing is shown, so no display is needed; what the caller set for Qt is left alone only where there is one.
std::unique_ptr<QGuiApplication> headlessApplication() {
  static int argc = 1;
  static char name[] = "ghost-figure";
  static char* argv[] = {name, nullptr};
  const bool display = std::getenv("DISPLAY") != nullptr || std::getenv("WAYLAND_DISPLAY") != nullptr;
  if (!display || std::getenv("QT_QPA_PLATFORM") == nullptr) qputenv("QT_QPA_PLATFORM", "offscreen");
  // Qt's own remarks (no session folder, no theme) mean nothing to a batch job.
  qInstallMessageHandler([](QtMsgType type, const QMessageLogContext&, const QString& text) {
    if (type == QtCriticalMsg || type == QtFatalMsg) fmt::print(stderr, "ghost-figure: {}\n", text.toStdString());
  });
  return std::make_unique<QGuiApplication>(argc, argv);
}

int listKinds(bool json) {
  OrderedJson kinds = OrderedJson::array();
  for (const figure::FigureKind& kind : figure::figureKinds()) {
    OrderedJson params = OrderedJson::array();
    for (const ParamSpec& spec : kind.params) params.push_back(OrderedJson(toJson(spec)));
    kinds.push_back({{"id", kind.id}, {"title", kind.title}, {"description", kind.description}, {"params", std::move(params)}});
    if (json) continue;
    fmt::print("{:<17} {}\n", kind.id, kind.description);
    for (const ParamSpec& spec : kind.params) {
      fmt::print("{:<17}   -o {}={}{}  {}\n", "", spec.key, spec.defaultValue.is_string() ? spec.defaultValue.get<std::string>() : spec.defaultValue.dump(),
                 spec.choices.empty() ? "" : fmt::format(" ({})", fmt::join(spec.choices, "|")), spec.help);
    }
  }
  OrderedJson styles = OrderedJson::array();
  for (const paper::Style& style : paper::styles()) {
    styles.push_back({{"id", style.id}, {"description", style.description}});
    if (!json) fmt::print("--style {:<9} {}\n", style.id, style.description);
  }
  if (json) fmt::print("{}\n", OrderedJson{{"kinds", std::move(kinds)}, {"styles", std::move(styles)}, {"formats", paper::paperFormats()}}.dump());
  return 0;
}

int exportFiles(const figure_export::Request& request, bool json) {
  const auto application = headlessApplication();
  OrderedJson files = OrderedJson::array();
  for (const std::filesystem::path& file : figure_export::exportRequest(request)) {
    files.push_back(file.string());
    if (!json) fmt::print("{}\n", file.string());
  }
  if (json) fmt::print("{}\n", OrderedJson{{"files", std::move(files)}}.dump());
  return 0;
}

int runProgram(int argc, char** argv) {
  CLI::App app("Paper figures from run folders; no display needed.", "ghost-figure");
  app.require_subcommand(1);
  bool json = false, quiet = false;
  figure_export::Request request;
  CLI::App* list = app.add_subcommand("list", "the figures there are, their parameters and styles");
  CLI::App* make = app.add_subcommand("export", "write one figure");
  for (CLI::App* verb : {list, make}) {
    verb->add_flag("--json", json, "one JSON object as the last line");
    verb->add_flag("--quiet", quiet, "say nothing but the result");
  }
  make->footer("Example: ghost-figure export list-composition --project projects/instruments --out figures --width 84mm --format pdf,csv");
  make->add_option("kind", request.kind, "row of `ghost-figure list`, or the .json of an exported figure to make it again")->required();
  make->add_option("--project", request.project, "project folder; else that of the first run given as a path, else the current folder");
  make->add_option("--run", request.runs, "run name or folder; repeat for several; without one the figure chooses");
  make->add_option("--out", request.folder, "folder for the files")->required();
  make->add_option("--name", request.name, "stem of the file names; the figure's kind without it");
  make->add_option("--title", request.title, "title above the panels");
  make->add_option("--edit", request.edits, "JSON of titles, labels, legend names, footnotes and height to print in place of the figure's own");
  make->add_flag("--force", request.force, "replace files that are there already");
  make->add_option("--width", request.width, "width, e.g. 84mm (one column, without it) or 174mm (two)");
  make->add_option("--height", request.height, "height; without it what suits the width");
  make->add_option("--style", request.style, "paper (without it), grey or slides");
  make->add_option("--format", request.formats, "pdf, svg, png, csv, tex, json")->delimiter(',');
  make->add_option("--dpi", request.dpi, "resolution of the PNG, 300 without it")->check(CLI::Range(36.0, 2400.0));
  make->add_option("-o", request.parameters, "parameter of the figure, key=value");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : static_cast<int>(ErrorCode::Usage);
  }
  return list->parsed() ? listKinds(json) : exportFiles(request, json);
}

/// One sentence on stderr, or with --json an object in place of the files, for the program that asked.
int fail(bool json, const Error& error) {
  if (json) fmt::print("{}\n", OrderedJson{{"error", error.what()}, {"where", error.where()}, {"exit_code", error.exitCode()}}.dump(-1, ' ', false, OrderedJson::error_handler_t::replace));
  else fmt::print(stderr, "ghost-figure: {}\n", error.what());
  return error.exitCode();
}

}  // namespace

int main(int argc, char** argv) {
  const bool json = std::find(argv, argv + argc, std::string_view("--json")) != argv + argc;
  try {
    return runProgram(argc, argv);
  } catch (const ghost::Error& error) {
    return fail(json, error);
  } catch (const std::bad_alloc&) {
    return fail(json, ghost::resourceError("memory", "not enough memory for this figure; lower its number of nodes or the dpi"));
  } catch (const std::exception& error) {
    return fail(json, ghost::Error(ghost::ErrorCode::Internal, "", error.what()));
  }
}
