#include "model_calls.h"
#include "text_table.h"
#include "verbs.h"

namespace ghost::cli {

Action declareModelCheck(CLI::App& app) {
  auto folder = std::make_shared<std::string>();
  app.add_option("DIR", *folder, "Hugging Face folder: config.json and model.safetensors or its shards")->required();
  return [folder](Context& context) {
    const OrderedJson facts = checkModel(*folder);
    sayObject(context.console, facts);
    return Outcome{facts};
  };
}

}  // namespace ghost::cli
