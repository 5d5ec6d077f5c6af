#include "run/stages.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/content_hash.h"
#include "base/error.h"
#include "base/file_ops.h"
#include "base/parallel.h"
#include "run/artifact_store.h"

namespace ghost::run {
namespace fs = std::filesystem;
namespace {

// Raise when the same inputs give another product.
constexpr int dataVersion = 1, tokensVersion = 1;

/// Of a file, or of all files of a folder by name.
OrderedJson contentOf(const fs::path& place) {
  if (!fs::is_directory(place)) return ContentHash::ofFile(place);
  std::map<std::string, std::string> files;
  for (const auto& entry : entriesOf(place))
    if (entry.is_regular_file()) files[entry.path().filename().string()] = ContentHash::ofFile(entry.path());
  return files;
}

TokenPlan planGiven(const Project& project, const ParamValues& values, const LoadedData& data) {
  const std::string text = values.text("tokens");
  if (text.empty()) throw usageError("tokens", "this recipe trains on tokens that are there already; give -o tokens=FOLDER, as `ghost sid build` writes it, or a published index file");
  TokenPlan plan;
  plan.given = project.folder / text;  // an absolute path replaces the folder
  if (!fs::exists(plan.given)) throw dataError(plan.given.string(), "there are no such tokens; give a folder that `ghost sid build` wrote, or an index file");
  plan.hash = stageHash("tokens", tokensVersion, {{"data", data.hash}, {"given", contentOf(plan.given)}});
  return plan;
}

}  // namespace

sid::Tokenization givenTokens(const TokenPlan& plan, const data::Popularity& popularity) {
  sid::Tokenization tokens = fs::is_directory(plan.given) ? sid::loadTokenization(plan.given) : sid::importIndex(plan.given, &popularity);
  if (tokens.table.items() != popularity.items())
    throw dataError(plan.given.string(), fmt::format("the tokens name {} items, the catalogue has {}; give those of this data set", tokens.table.items(), popularity.items()));
  return tokens;
}

LoadedData loadData(const Project& project) {
  LoadedData loaded;
  loaded.dataSet = data::readDataFolder(project.dataFolder());
  loaded.popularity = data::popularity(loaded.dataSet.interactions, loaded.dataSet.items());
  loaded.files = OrderedJson::object();
  for (const char* ending : {".inter.json", ".item.json"}) {
    const std::string name = loaded.dataSet.name + ending;
    if (fs::exists(project.dataFolder() / name)) loaded.files[name] = ContentHash::ofFile(project.dataFolder() / name);
  }
  loaded.hash = stageHash("data", dataVersion, loaded.files);
  return loaded;
}

embed::ItemVectors loadVectors(const Project& project, std::int32_t items) {
  if (project.vectors.empty())
    throw dataError((project.folder / "project.toml").string(), fmt::format("this recipe needs item vectors and the project names none; make some of the items' texts with `ghost embed {0} --encoder tfidf --attach`, or name a file with `ghost project set {0} vectors=FILE`", project.folder.string()));
  return embed::readItemVectors(project.vectorsFile(), items);
}

TokenPlan planTokens(const Project& project, const recipe::Recipe& recipe, const ParamValues& values, const LoadedData& data) {
  if (recipe.tokenizer.empty()) return planGiven(project, values, data);
  TokenPlan plan;
  plan.tokenizer = &sid::tokenizer(recipe.tokenizer);
  plan.values = sid::tokenizerDefaults(*plan.tokenizer, recipe.profile);
  const OrderedJson given = valuesOf(values, {"tokens", "run"});
  for (const auto& [key, value] : given.items())
    if (plan.values.has(key)) plan.values.setJson(key, Json(value));
  if (project.vectors.empty()) loadVectors(project, data.dataSet.items());  // throws with what to do
  OrderedJson identity{{"data", data.hash}, {"vectors", ContentHash::ofFile(project.vectorsFile())}, {"tokenizer", plan.tokenizer->id}, {"values", plan.values.toJson()}};
  for (const std::string& key : plan.tokenizer->files) {
    if (plan.values.text(key).empty()) continue;
    const fs::path place = project.folder / plan.values.text(key);
    if (!fs::exists(place)) throw dataError(place.string(), fmt::format("named by {} and not there; a relative path counts from the project's folder", key));
    identity["files"][key] = contentOf(place);
    plan.values.setJson(key, place.string());
  }
  plan.hash = stageHash("tokens", tokensVersion, identity);
  return plan;
}

const ItemModel& itemModelOf(const Backend& backend, const recipe::Recipe& recipe) {
  const ItemModel* model = backend.itemModel(recipe.id);
  if (!model) throw usageError("recipe " + recipe.id, "the backend \"" + backend.id() + "\" can't train it; choose the torch backend of a build with LibTorch (./ghost setup)");
  return *model;
}

sample::SampleOptions sampleOptions(const ParamValues& values) {
  const std::string layout = values.text("layout");
  sample::SampleOptions options;
  options.window = values.text("window") == "exact" ? sample::Window::Exact : sample::Window::Blocks;
  options.layout = layout == "user_trees" ? sample::Layout::UserTrees : layout == "example_trees" ? sample::Layout::ExampleTrees : sample::Layout::SeparateRows;
  options.normalisation = values.text("normalisation") == "token_means" ? sample::Normalisation::TokenMeans : sample::Normalisation::ExampleSums;
  options.alpha = values.real("alpha");
  options.sampleOneUndesired = values.boolean("auo_sample_one");
  return options;
}

sample::UndesiredOptions undesiredOptions(const ParamValues& values, int threads) {
  sample::UndesiredOptions options{static_cast<int>(values.integer("auo_rough")), static_cast<int>(values.integer("auo_keep")), values.boolean("auo_head_targets"), threads};
  options.neighbours.method = embed::neighbourMethodOf(values.text("neighbour_search"));
  options.neighbours.seed = static_cast<std::uint64_t>(values.integer("seed"));
  return options;
}

decode::BeamOptions beamOptions(const ParamValues& values) {
  const std::string mask = values.text("mask");
  decode::BeamOptions options;
  options.beams = static_cast<int>(values.integer("beams"));
  options.lengthPenalty = values.real("length_penalty");
  options.mask = mask == "trie" ? decode::Mask::Trie : mask == "level" ? decode::Mask::Level : decode::Mask::None;
  options.renormalise = values.boolean("renormalise");
  options.earlyStop = values.boolean("early_stop");
  options.maxNewTokens = static_cast<int>(values.integer("max_new_tokens"));
  return options;
}

std::vector<double> lengthPenalties(const ParamValues& values) {
  std::vector<double> penalties{values.real("length_penalty")};
  if (values.real("also_length_penalty") != penalties.front()) penalties.push_back(values.real("also_length_penalty"));
  return penalties;
}

std::string penaltyText(double penalty) {
  std::string text = fmt::format("{:g}", penalty);
  return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

int threadsOf(const ParamValues& values) {
  const auto threads = values.integer("threads");
  return threads > 0 ? static_cast<int>(threads) : defaultThreads();
}

OrderedJson valuesOf(const ParamValues& values, std::initializer_list<std::string_view> groups) {
  OrderedJson chosen = OrderedJson::object();
  const OrderedJson all = values.toJson();
  for (const auto& spec : values.specs())
    if (std::find(groups.begin(), groups.end(), spec.group) != groups.end()) chosen[spec.key] = all[spec.key];
  return chosen;
}

}  // namespace ghost::run
