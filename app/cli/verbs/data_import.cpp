#include "data/importers.h"
#include "text_table.h"
#include "verbs.h"

namespace ghost::cli {

Action declareDataImport(CLI::App& app) {
  struct Options { std::string source, target, format = "auto"; Overrides overrides; };
  auto options = std::make_shared<Options>();
  app.add_option("SRC", options->source, "file or folder to read")->required();
  app.add_option("--to", options->target, "data folder to write; must not hold anything yet")->required();
  std::string formats = "auto";
  for (const auto& importer : data::importers()) formats += ", " + importer.id;
  app.add_option("--format", options->format, "format of the source: " + formats)->type_name("F");
  options->overrides.declare(app, "set a parameter of the format, key=value (`ghost describe` lists them); may be repeated");
  return [options](Context& context) {
    const data::Importer& importer = data::importerFor(options->source, options->format);
    ParamValues values(importer.params);
    options->overrides.apply(values);
    const data::ImportReport report = data::importData(importer, options->source, values, options->target, context.console, context.stop);
    const OrderedJson json = report.toJson();
    sayObject(context.console, json);
    return Outcome{json, report.stopped};
  };
}

}  // namespace ghost::cli
