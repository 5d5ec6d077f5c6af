#include <fmt/format.h>

#include "data/importers.h"
#include "text_table.h"
#include "verbs.h"

namespace ghost::cli {
namespace {

/// Long cells are cut for people, at a whole character; the JSON has all of them.
std::string shortened(const std::string& cell) {
  std::size_t end = 60;
  if (cell.size() <= end) return cell;
  while (end > 0 && (static_cast<unsigned char>(cell[end]) & 0xc0) == 0x80) --end;
  return cell.substr(0, end) + "…";
}

void sayPreview(Console& console, const std::string& format, const data::Preview& preview) {
  console.say("format  " + format);
  for (const auto& finding : preview.found) console.say(fmt::format("  {}: {}", finding.what, finding.is));
  std::vector<std::vector<std::string>> table{preview.columns};
  for (const auto& row : preview.rows) {
    table.emplace_back();
    for (const auto& cell : row) table.back().push_back(shortened(cell));
  }
  sayTable(console, table);
  for (const auto& row : preview.rejected) console.say(fmt::format("rejected: {}, line {}: {}{}", row.file, row.line, row.what, row.text.empty() ? "" : ": " + shortened(row.text)));
}

OrderedJson previewJson(const std::string& format, const data::Preview& preview, const ParamValues& values) {
  OrderedJson rejected = OrderedJson::array();
  for (const auto& row : preview.rejected) rejected.push_back({{"file", row.file}, {"line", row.line}, {"what", row.what}, {"text", row.text}});
  OrderedJson found = OrderedJson::array();
  for (const auto& finding : preview.found) found.push_back({{"what", finding.what}, {"is", finding.is}});
  return {{"format", format}, {"name", preview.name}, {"columns", preview.columns}, {"rows", preview.rows}, {"rows_looked_at", preview.looked}, {"rejected", rejected}, {"found", found}, {"headings", preview.headings}, {"warnings", preview.warnings}, {"problem", preview.problem}, {"options", values.toJson()}};
}

}  // namespace

Action declareDataPreview(CLI::App& app) {
  struct Options { std::string source, format = "auto"; std::size_t rows = 10; Overrides overrides; };
  auto options = std::make_shared<Options>();
  app.add_option("SRC", options->source, "file or folder to look at")->required();
  app.add_option("--format", options->format, "format of the source; auto recognises it by its content")->type_name("F");
  app.add_option("--rows", options->rows, "rows to show")->check(CLI::Range(1, 1000))->capture_default_str();
  options->overrides.declare(app, "set a parameter of the format, key=value (`ghost describe` lists them); may be repeated");
  return [options](Context& context) {
    const data::Importer& importer = data::importerFor(options->source, options->format);
    ParamValues values(importer.params);
    options->overrides.apply(values);
    rows::Reading reading(silentReporter(), context.stop);
    const data::Preview preview = data::previewData(importer, {options->source, values, reading}, options->rows);
    for (const auto& warning : preview.warnings) context.console.note("warning", warning);
    if (!preview.problem.empty()) context.console.note("warning", "an import would end here: " + preview.problem);
    sayPreview(context.console, importer.id, preview);
    return Outcome{previewJson(importer.id, preview, values), context.stop.stop_requested()};
  };
}

}  // namespace ghost::cli
