#include <fmt/format.h>

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
    OrderedJson json{{"heads", popularity.headItems}};
    const bool named = dataSet.catalog.named();
    for (const auto item : popularity.headItems) {
      context.console.say(named ? fmt::format("{}\t{}", item, dataSet.catalog.nameOf(item)) : std::to_string(item));
      if (named) json["names"].push_back(dataSet.catalog.nameOf(item));
    }
    return Outcome{json};
  };
}

}  // namespace ghost::cli
