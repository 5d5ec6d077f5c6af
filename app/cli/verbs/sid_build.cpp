#include <filesystem>

#include <fmt/format.h>

#include "base/clock.h"
#include "base/content_hash.h"
#include "base/error.h"
#include "base/parallel.h"
#include "data/data_set.h"
#include "output_place.h"
#include "places.h"
#include "sid/token_origin.h"
#include "sid/tokenizers.h"
#include "text_table.h"
#include "verbs.h"

namespace ghost::cli {
namespace {

struct Options {
  std::string data, vectors, tokenizer, out;
  Overrides overrides;
};

/// The profile decides the defaults, so it is looked for before the other values are set.
std::string profileOf(const sid::Tokenizer& row, const Overrides& overrides) {
  ParamValues values(row.params);
  if (!values.has("profile")) return "";
  for (const auto& text : overrides.texts())
    if (text.starts_with("profile=")) values.set("profile", text.substr(8));
  return values.text("profile");
}

std::string tokenizerIds() {
  std::string ids;
  for (const auto& row : sid::tokenizers()) ids += (ids.empty() ? "" : ", ") + row.id;
  return ids;
}

}  // namespace

Action declareSidBuild(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("--data", options->data, "data folder, or a project")->required();
  app.add_option("--vectors", options->vectors, "item vectors: .npy, .safetensors or .tsv, row = item id")->required();
  app.add_option("--tokenizer", options->tokenizer, "one of " + tokenizerIds())->type_name("T")->required();
  app.add_option("--out", options->out, "folder to write; must not exist")->required();
  options->overrides.declare(app);
  return [options](Context& context) {
    const sid::Tokenizer& row = sid::tokenizer(options->tokenizer);
    ParamValues values = sid::tokenizerDefaults(row, profileOf(row, options->overrides));
    options->overrides.apply(values);
    const auto backend = makeBackend("");
    if (!backend->builds(row)) throw usageError("tokenizer " + row.id, "it is learned with tensors and this build has no LibTorch; build with it (./ghost setup) or choose another");
    requireNewFolder(options->out);
    const data::DataSet dataSet = data::readDataFolder(dataFolderOf(options->data));
    const auto popularity = data::popularity(dataSet.interactions, dataSet.items());
    const auto vectors = embed::readItemVectors(options->vectors, dataSet.items());
    context.console.stage("tokens");
    const double started = monotonicSeconds();
    const sid::Tokenization tokenization = backend->buildTokens(row, {vectors, popularity, context.console, context.stop, defaultThreads(), &dataSet.interactions}, values);
    if (context.stop.stop_requested()) return Outcome{OrderedJson{{"stopped", true}}, true};
    sid::saveTokenization(options->out, tokenization, {options->vectors, ContentHash::ofFile(options->vectors), monotonicSeconds() - started});
    OrderedJson shown = tokenization.report;
    shown.erase("warnings");
    sayObject(context.console, shown);
    return Outcome{tokenization.report};
  };
}

}  // namespace ghost::cli
