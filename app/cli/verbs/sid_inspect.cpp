#include "base/error.h"
#include "data/data_set.h"
#include "places.h"
#include "sid/collapse.h"
#include "sid/tokenizers.h"
#include "text_table.h"
#include "verbs.h"

namespace ghost::cli {

Action declareSidInspect(CLI::App& app) {
  struct Options { std::string folder, data; };
  auto options = std::make_shared<Options>();
  app.add_option("DIR", options->folder, "folder of semantic IDs")->required();
  app.add_option("--data", options->data, "data folder or project, for the figures of head and tail");
  return [options](Context& context) {
    const sid::Tokenization tokenization = sid::loadTokenization(options->folder);
    OrderedJson report = tokenization.report;
    if (!options->data.empty()) {
      const data::DataSet dataSet = data::readDataFolder(dataFolderOf(options->data));
      const auto popularity = data::popularity(dataSet.interactions, dataSet.items());
      if (tokenization.table.items() != dataSet.items())
        throw dataError(options->folder, "the index names " + std::to_string(tokenization.table.items()) + " items, the catalogue has " + std::to_string(dataSet.items()) + "; give the data it was built from");
      report.update(sid::reportOf(tokenization, &popularity));
    }
    for (const std::string& warning : sid::warningsOf(report)) context.console.note("warning", warning);
    OrderedJson shown = report;
    shown.erase("warnings");
    sayObject(context.console, shown);
    return Outcome{report};
  };
}

}  // namespace ghost::cli
