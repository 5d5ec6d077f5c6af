#include "base/error.h"
#include "run/conductor.h"
#include "run/stages.h"
#include "text_table.h"
#include "verbs.h"

namespace ghost::cli {

Action declareProjectCheck(CLI::App& app) {
  auto folder = std::make_shared<std::string>();
  app.add_option("DIR", *folder, "project folder")->required();
  return [folder](Context& context) {
    const run::Project project = run::openProject(*folder);
    const run::LoadedData data = run::loadData(project);
    for (const auto& warning : data.dataSet.warnings) context.console.note("warning", warning);
    OrderedJson result{{"project", project.folder.string()}, {"name", project.name}, {"dataset", data.dataSet.name}, {"users", data.dataSet.interactions.users()}, {"items", data.dataSet.items()}, {"machine", project.machine}};
    result["vector_dim"] = project.vectors.empty() ? OrderedJson() : OrderedJson(run::loadVectors(project, data.dataSet.items()).dim);
    result["recipes"] = OrderedJson::array();
    for (const auto& entry : project.recipes) {
      run::newRequest(project, entry.recipe);  // throws for a setting the recipe doesn't take
      result["recipes"].push_back(entry.recipe);
    }
    result["runs"] = run::RunFolder::list(project.runs()).size();
    sayObject(context.console, result);
    return Outcome{result};
  };
}

}  // namespace ghost::cli
