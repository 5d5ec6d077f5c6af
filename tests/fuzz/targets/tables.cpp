#include "data/importers.h"

#include "rows/reading.h"
#include "tests/fuzz/targets/scratch.h"
#include "tests/fuzz/targets/targets.h"

namespace ghost::fuzz {
namespace {

/// What the reader of a format makes of the file, without the place that catches what it doesn't foresee: that would hide it.
std::string readAs(const data::Importer& importer, const std::filesystem::path& file, const std::vector<std::pair<std::string, std::string>>& given) {
  ParamValues values(importer.params);
  for (const auto& [key, value] : given)
    if (values.has(key)) values.set(key, value);
  rows::Reading reading;
  const data::ImportInput input{file, values, reading, scratchFolder()};
  std::string ending;
  try {
    const data::Preview preview = importer.preview(input, 5);
    for (const auto& row : preview.rows) require(row.size() == preview.columns.size(), "a row of a preview has a cell a column");
    ending = preview.problem.empty() ? "shown" : preview.problem;
  } catch (const Error& error) {
    ending = error.what();
  }
  try {
    const data::Imported imported = importer.read(input);
    const auto& interactions = imported.dataSet.interactions;
    require(interactions.users() > 0, "an import has users");
    for (const auto item : interactions.items) require(item >= 0 && item < imported.dataSet.items(), "an item is one of the catalogue");
    require(imported.report.rowsRejected <= imported.report.rowsRead, "no more rows are rejected than read");
    return "imported: " + (imported.report.rejectedFirst.empty() ? ending : imported.report.rejectedFirst.front().what);
  } catch (const Error& error) {
    return ending + error.what();
  }
}

}  // namespace

std::string runTables(std::string_view bytes) {
  const auto file = scratchFile("table", bytes);
  std::string ending = "recognised by none";
  for (const auto& importer : data::importers()) {
    if (!importer.sniff(file)) continue;
    ending = readAs(importer, file, {});
    break;
  }
  static const std::vector<std::pair<std::string, std::string>> told{{"user", "1"}, {"item", "2"}, {"time", "3"}, {"rating", "4"}, {"min_rating", "1"}, {"from", "2000"}, {"baskets", "split"}, {"missing_ids", "keep"}, {"decimal", "comma"}};
  for (const auto& importer : data::importers())
    if (importer.id == "csv") ending += readAs(importer, file, told);
  return ending;
}

}  // namespace ghost::fuzz
