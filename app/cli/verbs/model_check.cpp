#include "model/model_folder.h"
#include "text_table.h"
#include "verbs.h"

namespace ghost::cli {

Action declareModelCheck(CLI::App& app) {
  auto folder = std::make_shared<std::string>();
  app.add_option("DIR", *folder, "Hugging Face folder: config.json and model.safetensors or its shards")->required();
  return [folder](Context& context) {
    const OrderedJson facts = model::checkModelFolder(*folder);
    sayObject(context.console, facts);
    return Outcome{facts};
  };
}

}  // namespace ghost::cli
