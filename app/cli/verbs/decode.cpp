#include <algorithm>
#include <filesystem>
#include <numeric>

#include <CLI/Validators.hpp>
#include <fmt/format.h>

#include "base/clock.h"
#include "base/error.h"
#include "data/data_set.h"
#include "eval/saved_lists.h"
#include "model_calls.h"
#include "output_place.h"
#include "places.h"
#include "recipe/recipe.h"
#include "run/item_model.h"
#include "run/stages.h"
#include "text_table.h"
#include "verbs.h"

namespace ghost::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string checkpoint, sid, data, out, part = "test";
  Overrides overrides;
  std::shared_ptr<std::string> backend;
};

/// The decoding parameters of a recipe, and the threads.
ParamValues decodingValues(const char* recipe) {
  std::vector<ParamSpec> specs;
  const ParamValues all = recipe::parameters(recipe::recipe(recipe));
  for (const auto& spec : all.specs())
    if ((spec.group == "decoding" && spec.key != "also_length_penalty") || spec.key == "threads") specs.push_back(spec);
  return ParamValues(std::move(specs));
}

/// A folder of counts can only be the frequency backend's.
std::string backendFor(const Options& options) { return options.backend->empty() && fs::exists(fs::path(options.checkpoint) / "counts.json") ? "frequency" : *options.backend; }

double invalidRate(const std::vector<decode::RankedList>& lists, int slots) {
  std::int64_t invalid = 0;
  for (const auto& list : lists) invalid += std::count(list.items.begin(), list.items.end(), -1);
  return lists.empty() ? 0 : static_cast<double>(invalid) / static_cast<double>(lists.size() * static_cast<std::size_t>(slots));
}

struct Decoded {
  std::vector<decode::RankedList> lists;
  double seconds = 0;  ///< of decoding alone
};

/// A checkpoint that still lies in its run is only decoded with the run's semantic IDs: others of as many tokens would give lists without a meaning.
void requireTokensOfRun(const Options& options, const sid::SidTable& given) {
  const fs::path index = (fs::absolute(options.checkpoint) / "../../tokens/index.json").lexically_normal();
  if (!fs::exists(index)) return;
  const sid::SidTable own = sid::readIndex(index);
  for (sid::ItemId item = 0; item < std::min(own.items(), given.items()); ++item)
    if (own.text(item) != given.text(item))
      throw dataError(options.sid, fmt::format("item {} is {} here and {} in the run of the checkpoint; give {}", item, given.text(item), own.text(item), index.parent_path().string()));
}

Decoded decodeSids(const Options& options, const ParamValues& values, const data::DataSet& dataSet, std::span<const data::UserId> users, data::Part part, Context& context) {
  if (options.sid.empty()) throw usageError("--sid", "this checkpoint names items by semantic IDs; give the folder of those it was trained with");
  const sid::Tokenization tokens = sid::loadTokenization(options.sid);
  if (tokens.table.items() != dataSet.items())
    throw dataError(options.sid, fmt::format("the index names {} items, the catalogue has {}; give the SID folder of this data set", tokens.table.items(), dataSet.items()));
  requireTokensOfRun(options, tokens.table);
  const sid::SidTrie trie(tokens.table);
  const auto backend = makeBackend(backendFor(options));
  context.console.stage("decode");
  const double started = monotonicSeconds();
  auto lists = backend->decode({dataSet, tokens, trie, options.checkpoint, run::beamOptions(values), part, users, static_cast<int>(values.integer("slots")), run::threadsOf(values), context.console, context.stop, values.boolean("keep_history")});
  return {std::move(lists), monotonicSeconds() - started};
}

Decoded rankItems(const Options& options, const ParamValues& values, const data::DataSet& dataSet, std::span<const data::UserId> users, data::Part part, Context& context) {
  const data::Popularity popularity = data::popularity(dataSet.interactions, dataSet.items());
  const auto backend = makeBackend(*options.backend);
  const run::ItemModel& model = run::itemModelOf(*backend, recipe::recipe("sasrec"));
  context.console.stage("decode");
  const double started = monotonicSeconds();
  auto lists = model.rank({dataSet, popularity, options.checkpoint, part, users, static_cast<int>(values.integer("slots")), values.boolean("keep_history"), run::threadsOf(values), context.console, context.stop});
  return {std::move(lists), monotonicSeconds() - started};
}

Outcome decodeLists(const Options& options, Context& context) {
  if (!fs::is_directory(options.checkpoint)) throw dataError(options.checkpoint, "there is no such checkpoint folder; give one of a run's checkpoints/step-N");
  if (!fs::exists(fs::path(options.checkpoint) / "config.json") && !fs::exists(fs::path(options.checkpoint) / "counts.json"))
    throw dataError(options.checkpoint, "this is no checkpoint folder: it has neither config.json nor counts.json; give one of a run's checkpoints/step-N");
  const bool items = isItemModel(options.checkpoint);
  if (items && !options.sid.empty()) throw usageError("--sid", "this checkpoint is a SASRec's, which ranks items without semantic IDs; leave it out");
  ParamValues values = decodingValues(items ? "sasrec" : "ghost");
  options.overrides.apply(values);
  requireWritableFile(options.out);
  const data::DataSet dataSet = data::readDataFolder(dataFolderOf(options.data));
  std::vector<data::UserId> users(static_cast<std::size_t>(dataSet.interactions.users()));
  std::iota(users.begin(), users.end(), 0);
  const auto part = options.part == "valid" ? data::Part::Valid : data::Part::Test;
  const auto [lists, seconds] = items ? rankItems(options, values, dataSet, users, part, context) : decodeSids(options, values, dataSet, users, part, context);
  if (context.stop.stop_requested()) return {OrderedJson{{"stopped", true}, {"users", lists.size()}}, true};
  eval::saveLists(options.out, lists);
  const OrderedJson result{{"users", lists.size()}, {"users_per_second", static_cast<double>(lists.size()) / seconds}, {"invalid_rate", invalidRate(lists, static_cast<int>(values.integer("slots")))}, {"file", options.out}, {"decoding", values.toJson()}};
  sayObject(context.console, result);
  return {result};
}

}  // namespace

Action declareDecode(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("--checkpoint", options->checkpoint, "checkpoint folder")->required();
  app.add_option("--sid", options->sid, "folder of semantic IDs the model was trained with; a SASRec has none");
  app.add_option("--data", options->data, "data folder, or a project")->required();
  app.add_option("--out", options->out, "file of lists to write, .jsonl.zst")->required();
  app.add_option("--part", options->part, "which target is held out")->check(CLI::IsMember({"test", "valid"}))->capture_default_str();
  options->backend = declareBackend(app);
  options->overrides.declare(app, "set beams, slots, length_penalty, mask, renormalise, early_stop, max_new_tokens, keep_history or threads");
  return [options](Context& context) { return decodeLists(*options, context); };
}

}  // namespace ghost::cli
