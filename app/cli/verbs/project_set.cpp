#include <fmt/format.h>

#include "base/error.h"
#include "data/data_set.h"
#include "project_vectors.h"
#include "text_table.h"
#include "verbs.h"

namespace ghost::cli {
namespace {

namespace fs = std::filesystem;
struct Options { std::string folder; std::vector<std::string> settings; };

run::ProjectChanges changesOf(const std::vector<std::string>& settings) {
  run::ProjectChanges changes;
  for (const auto& text : settings) {
    const auto equals = text.find('=');
    if (equals == std::string::npos || equals == 0) throw usageError(text, "give a setting as key=value, e.g. vectors=data/items.npy");
    changes.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  return changes;
}

/// The project as it will be, for checks of settings that belong together.
run::Project withPlaces(run::Project project, const run::ProjectChanges& changes) {
  for (const auto& [key, value] : changes)
    if (key == "data") project.data = value;
  return project;
}

OrderedJson setProject(const Options& options, Console& console) {
  run::ProjectChanges changes = changesOf(options.settings);
  const run::Project before = run::openProject(options.folder), after = withPlaces(before, changes);
  OrderedJson result{{"project", options.folder}, {"changed", OrderedJson::object()}};
  const bool otherData = after.data != before.data;
  if (otherData) data::readDataFolder(after.dataFolder());  // throws where it is none
  bool namesVectors = false;
  for (auto& [key, value] : changes) {
    if (key == "text" && !value.empty() && !fs::exists(after.folder / value)) throw dataError((after.folder / value).string(), "there is no such file in the project; copy it there first");
    if (key != "vectors") continue;
    namesVectors = true;
    const ProjectVectors taken = takeVectors(after, value);
    value = taken.setting;
    if (!value.empty()) result.update(OrderedJson{{"rows", taken.rows}, {"dim", taken.dim}, {"copied", taken.copied}});
  }
  if (otherData && !namesVectors) takeVectors(after, before.vectors);  // the old ones have to fit the new data
  run::changeProject(options.folder, changes);
  for (const auto& [key, value] : changes) result["changed"][key] = value;
  sayObject(console, result);
  return result;
}

}  // namespace

Action declareProjectSet(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("DIR", options->folder, "project folder")->required();
  app.add_option("SETTINGS", options->settings, "key=value: name, data, vectors, text or machine; vectors outside the project are copied into it, vectors= takes them away")->type_name("KEY=VALUE")->required();
  return [options](Context& context) { return Outcome{setProject(*options, context.console)}; };
}

}  // namespace ghost::cli
