#include "data/data_set.h"
#include "places.h"
#include "text_table.h"
#include "verbs.h"

namespace ghost::cli {

Action declareDataCheck(CLI::App& app) {
  auto folder = std::make_shared<std::string>();
  app.add_option("DIR", *folder, "data folder, or a project")->required();
  return [folder](Context& context) {
    const data::DataSet dataSet = data::readDataFolder(dataFolderOf(*folder));
    const OrderedJson numbers = data::statistics(dataSet, data::popularity(dataSet.interactions, dataSet.items()));
    for (const auto& warning : dataSet.warnings) context.console.note("warning", warning);
    sayObject(context.console, numbers);
    return Outcome{numbers};
  };
}

}  // namespace ghost::cli
