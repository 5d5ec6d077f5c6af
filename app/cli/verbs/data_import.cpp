#include "data/importers.h"
#include "text_table.h"
#include "verbs.h"

namespace ghost::cli {

Action declareDataImport(CLI::App& app) {
  struct Options { std::string source, target, format = "auto"; };
  auto options = std::make_shared<Options>();
  app.add_option("SRC", options->source, "file or folder to read")->required();
  app.add_option("--to", options->target, "data folder to write; must not hold anything yet")->required();
  std::string formats = "auto";
  for (const auto& importer : data::importers()) formats += ", " + importer.id;
  app.add_option("--format", options->format, "format of the source: " + formats)->type_name("F");
  return [options](Context& context) {
    const OrderedJson report = data::importData(options->source, options->target, options->format, context.console).toJson();
    sayObject(context.console, report);
    return Outcome{report};
  };
}

}  // namespace ghost::cli
