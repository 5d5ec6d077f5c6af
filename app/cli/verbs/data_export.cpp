#include "data/exporters.h"
#include "output_place.h"
#include "places.h"
#include "text_table.h"
#include "verbs.h"

namespace ghost::cli {

Action declareDataExport(CLI::App& app) {
  struct Options { std::string folder, target, format; };
  auto options = std::make_shared<Options>();
  app.add_option("DIR", options->folder, "data folder, or a project")->required();
  std::string formats;
  for (const auto& exporter : data::exporters()) formats += (formats.empty() ? "" : ", ") + exporter.id;
  app.add_option("--format", options->format, "one of " + formats)->type_name("F")->required();
  app.add_option("--to", options->target, "folder to write; must not hold anything yet")->required();
  return [options](Context& context) {
    const data::Exporter& exporter = data::exporterFor(options->format);
    requireNewOrEmptyFolder(options->target);
    const data::DataSet dataSet = data::readDataFolder(dataFolderOf(options->folder));
    for (const auto& warning : dataSet.warnings) context.console.note("warning", warning);
    const auto exported = data::exportData(dataSet, options->target, exporter);
    for (const auto& sentence : exported.lost) context.console.note("warning", sentence);
    const OrderedJson json{{"format", exporter.id}, {"users", dataSet.interactions.users()}, {"items", dataSet.items()}, {"interactions", dataSet.interactions.events()}, {"folder", options->target}, {"files", exported.files}, {"lost", exported.lost}};
    sayObject(context.console, json);
    return Outcome{json};
  };
}

}  // namespace ghost::cli
