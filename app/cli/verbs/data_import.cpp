#include <filesystem>

#include <fmt/format.h>

#include "base/error.h"
#include "base/file_ops.h"
#include "base/file_stream.h"
#include "data/data_set.h"
#include "data/importers.h"
#include "embed/item_vectors.h"
#include "event_lines.h"
#include "output_place.h"
#include "run/project.h"
#include "text_table.h"
#include "verbs.h"

namespace ghost::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string source, target, project, vectors, format = "auto";
  bool events = false;
  Overrides overrides;
};

/// The first of the files that came along that holds a vector for each item; empty when none does.
std::string vectorsAmong(const data::ImportReport& report, const fs::path& folder) {
  for (const auto& file : report.files) {
    if (!file.ends_with(".npy") && !file.ends_with(".safetensors") && !file.ends_with(".tsv")) continue;
    try {
      embed::readItemVectors(folder / file, report.items);
      return file;
    } catch (const Error&) {
      // A codebook, or vectors of another item numbering: it stays beside the data.
    }
  }
  return "";
}

void requireFree(const fs::path& folder) {
  if (run::isProject(folder)) throw usageError(folder.string(), "there is a project already; name another folder");
  requireNewOrEmptyFolder(folder);
}

/// A project around the imported data, whole or not at all: the report lies in it as import.json.
data::ImportReport importProject(const Options& options, const data::Importer& importer, const ParamValues& values, Reporter& reporter, const std::stop_token& stop) {
  const fs::path place = options.project;
  requireFree(place);
  if (!options.vectors.empty() && !fs::exists(options.vectors)) throw dataError(options.vectors, "there are no item vectors here: no such file; check the path");
  FolderCommit folder(place);
  run::Project project;
  project.folder = folder.path();
  const data::ImportReport report = data::importData(importer, options.source, values, project.dataFolder(), reporter, stop);
  if (report.stopped) return report;
  project.name = report.name;
  if (!options.vectors.empty()) {
    embed::readItemVectors(options.vectors, report.items);
    const fs::path copy = project.dataFolder() / fs::path(options.vectors).filename();
    if (!fs::exists(copy)) copyFileAtomically(options.vectors, copy);
    project.vectors = project.data + "/" + copy.filename().string();
  } else if (const std::string found = vectorsAmong(report, project.dataFolder()); !found.empty()) {
    project.vectors = project.data + "/" + found;
  }
  run::saveProject(project);
  writeFileAtomically(folder.path() / "import.json", report.toJson().dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n");
  folder.commit();
  return report;
}

}  // namespace

Action declareDataImport(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("SRC", options->source, "file or folder to read")->required();
  auto* to = app.add_option("--to", options->target, "data folder to write; must not hold anything yet");
  app.add_option("--project", options->project, "project folder to make around the data, instead of --to")->excludes(to);
  app.add_option("--vectors", options->vectors, "with --project: item vectors, copied into it; without, those that lie beside the source are taken");
  std::string formats = "auto";
  for (const auto& importer : data::importers()) formats += ", " + importer.id;
  app.add_option("--format", options->format, "format of the source: " + formats)->type_name("F");
  app.add_flag("--events", options->events, "progress as events of the worker protocol, one JSON object a line of stdout");
  options->overrides.declare(app, "set a parameter of the format, key=value (`ghost describe` lists them); may be repeated");
  return [options](Context& context) {
    if (options->target.empty() == options->project.empty()) throw usageError("data import", "say where to with --to DIR or --project DIR");
    if (options->project.empty() && !options->vectors.empty()) throw usageError("--vectors", "vectors belong to a project; give --project DIR instead of --to");
    if (options->project.empty()) requireNewOrEmptyFolder(options->target);
    const data::Importer& importer = data::importerFor(options->source, options->format);
    ParamValues values(importer.params);
    options->overrides.apply(values);
    EventLines events(context.console);
    Reporter& reporter = options->events ? static_cast<Reporter&>(events) : context.console;
    const data::ImportReport report = options->project.empty() ? data::importData(importer, options->source, values, options->target, reporter, context.stop) : importProject(*options, importer, values, reporter, context.stop);
    OrderedJson json = report.toJson();
    if (!options->project.empty()) json["project"] = options->project;
    context.console.say(report.stopped ? fmt::format("stopped: the import wasn't done yet, so nothing was written to {}", options->project.empty() ? options->target : options->project) : data::importReportText(json));
    return Outcome{json, report.stopped};
  };
}

}  // namespace ghost::cli
