#include "data/data_set.h"
#include "places.h"
#include "verbs.h"

namespace ghost::cli {

Action declareDataHeads(CLI::App& app) {
  auto folder = std::make_shared<std::string>();
  app.add_option("DIR", *folder, "data folder, or a project")->required();
  return [folder](Context& context) {
    const data::DataSet dataSet = data::readDataFolder(dataFolderOf(*folder));
    const auto popularity = data::popularity(dataSet.interactions, dataSet.items());
    for (const auto item : popularity.headItems) context.console.say(std::to_string(item));
    return Outcome{{{"heads", popularity.headItems}}};
  };
}

}  // namespace ghost::cli
