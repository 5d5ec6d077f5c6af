#include <optional>

#include "data/data_set.h"
#include "output_place.h"
#include "places.h"
#include "sid/collapse.h"
#include "sid/tokenizers.h"
#include "text_table.h"
#include "verbs.h"

namespace ghost::cli {

Action declareSidImport(CLI::App& app) {
  struct Options { std::string index, to, data; };
  auto options = std::make_shared<Options>();
  app.add_option("INDEX", options->index, "index file: item id -> array of token strings")->required();
  app.add_option("--to", options->to, "folder to write; must not exist")->required();
  app.add_option("--data", options->data, "data folder or project; checks that no item is lacking and adds the figures of head and tail");
  return [options](Context& context) {
    requireNewFolder(options->to);
    std::optional<data::Popularity> popularity;
    if (!options->data.empty()) {
      const data::DataSet dataSet = data::readDataFolder(dataFolderOf(options->data));
      popularity = data::popularity(dataSet.interactions, dataSet.items());
    }
    const sid::Tokenization imported = sid::importIndex(options->index, popularity ? &*popularity : nullptr);
    sid::saveTokenization(options->to, imported);
    for (const std::string& warning : sid::warningsOf(imported.report)) context.console.note("warning", warning);
    OrderedJson shown = imported.report;
    shown.erase("warnings");
    sayObject(context.console, shown);
    return Outcome{imported.report};
  };
}

}  // namespace ghost::cli
