#include <algorithm>
#include <filesystem>
#include <numeric>

#include <CLI/Validators.hpp>
#include <fmt/format.h>

#include "base/clock.h"
#include "base/error.h"
#include "data/data_set.h"
#include "eval/saved_lists.h"
#include "places.h"
#include "recipe/recipe.h"
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

/// The decoding parameters of the recipes, and the threads.
ParamValues decodingValues() {
  std::vector<ParamSpec> specs;
  const ParamValues all = recipe::parameters(recipe::recipe("ghost"));
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

Outcome decodeLists(const Options& options, Context& context) {
  ParamValues values = decodingValues();
  options.overrides.apply(values);
  if (!fs::is_directory(options.checkpoint)) throw dataError(options.checkpoint, "there is no such checkpoint folder; give one of a run's checkpoints/step-N");
  const data::DataSet dataSet = data::readDataFolder(dataFolderOf(options.data));
  const sid::Tokenization tokens = sid::loadTokenization(options.sid);
  if (tokens.table.items() != dataSet.items())
    throw dataError(options.sid, fmt::format("the index names {} items, the catalogue has {}; give the SID folder of this data set", tokens.table.items(), dataSet.items()));
  const sid::SidTrie trie(tokens.table);
  std::vector<data::UserId> users(static_cast<std::size_t>(dataSet.interactions.users()));
  std::iota(users.begin(), users.end(), 0);
  const auto part = options.part == "valid" ? data::Part::Valid : data::Part::Test;
  const int slots = static_cast<int>(values.integer("slots"));
  const auto backend = makeBackend(backendFor(options));
  context.console.stage("decode");
  const double started = monotonicSeconds();
  const auto lists = backend->decode({dataSet, tokens, trie, options.checkpoint, run::beamOptions(values), part, users, slots, run::threadsOf(values), context.console, context.stop, values.boolean("keep_history")});
  const double seconds = monotonicSeconds() - started;
  if (context.stop.stop_requested()) return {OrderedJson{{"stopped", true}, {"users", lists.size()}}, true};
  eval::saveLists(options.out, lists);
  const OrderedJson result{{"users", lists.size()}, {"users_per_second", static_cast<double>(lists.size()) / seconds}, {"invalid_rate", invalidRate(lists, slots)}, {"file", options.out}, {"decoding", values.toJson()}};
  sayObject(context.console, result);
  return {result};
}

}  // namespace

Action declareDecode(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("--checkpoint", options->checkpoint, "checkpoint folder")->required();
  app.add_option("--sid", options->sid, "folder of semantic IDs the model was trained with")->required();
  app.add_option("--data", options->data, "data folder, or a project")->required();
  app.add_option("--out", options->out, "file of lists to write, .jsonl.zst")->required();
  app.add_option("--part", options->part, "which target is held out")->check(CLI::IsMember({"test", "valid"}))->capture_default_str();
  options->backend = declareBackend(app);
  options->overrides.declare(app, "set beams, slots, length_penalty, mask, renormalise, early_stop, max_new_tokens, keep_history or threads");
  return [options](Context& context) { return decodeLists(*options, context); };
}

}  // namespace ghost::cli
