#include <algorithm>

#include <fmt/format.h>

#include "base/clock.h"
#include "base/error.h"
#include "run/artifact_store.h"
#include "run/conductor.h"
#include "run/item_model.h"
#include "run/machine_memory.h"
#include "run/manifest.h"
#include "run/stages.h"

namespace ghost::run {
namespace {

constexpr std::int64_t longestCut = 10;  // of the metrics a run ends with

/// SIDs of the right lengths without clustering, for estimates before the tokens exist: suffixes are left out where only colliding items would get one.
sid::SidTable placeholderTable(const ParamValues& values, const data::Popularity& popularity) {
  const auto codes = values.integer("codes");
  const bool suffix = values.text("dedup") == "all";
  std::vector<std::vector<std::string>> sids;
  for (std::int32_t item = 0; item < popularity.items(); ++item) {
    const bool head = popularity.isHead(item);
    std::int64_t levels = values.has("max_levels") ? values.integer(head ? "min_levels" : "max_levels") : values.has("levels") ? values.integer("levels") : values.integer("head_levels") + (head ? 0 : values.integer("tail_levels"));
    auto& sid = sids.emplace_back();
    for (std::int64_t level = 0; level < levels; ++level) sid.push_back(fmt::format("<{}_{}>", static_cast<char>('a' + level), (item + level) % codes));
    if (suffix) sid.push_back("<p_1>");
  }
  return sid::SidTable::fromTokens(sids, "estimate");
}

/// As many undesired SIDs as the values ask for, whichever items they are.
sample::UndesiredSets placeholderSets(const ParamValues& values, const data::Popularity& popularity) {
  std::vector<data::ItemId> heads, tails;
  for (std::int32_t item = 0; item < popularity.items(); ++item) (popularity.isHead(item) ? heads : tails).push_back(item);
  auto firstOf = [&](const std::vector<data::ItemId>& items) { return std::vector(items.begin(), items.begin() + std::min<std::ptrdiff_t>(values.integer("auo_keep"), std::ssize(items))); };
  std::vector<std::vector<data::ItemId>> lists;
  for (std::int32_t item = 0; item < popularity.items(); ++item)
    lists.push_back(!popularity.isHead(item) ? firstOf(heads) : values.boolean("auo_head_targets") ? firstOf(tails) : std::vector<data::ItemId>());
  return sample::UndesiredSets::fromLists(lists);
}

/// Bytes that the lists of all users take, once for each length penalty, while the last of them is written and read back as text.
double listBytes(const LoadedData& data, const ParamValues& values) {
  const auto users = static_cast<double>(data.dataSet.interactions.users()), events = static_cast<double>(data.dataSet.interactions.events());
  const auto slots = static_cast<double>(values.has("slots") ? values.integer("slots") : 20);
  constexpr double allocation = 16, itemText = 8, scoreText = 21;
  const double list = sizeof(decode::RankedList) + slots * (sizeof(data::ItemId) + sizeof(double)) + 3 * allocation, text = slots * (itemText + scoreText) + 60;
  const double penalties = values.has("length_penalty") ? static_cast<double>(lengthPenalties(values).size()) : 1;
  return users * (penalties * list + 2 * text) + events * (penalties * sizeof(data::ItemId) + 2 * itemText);
}

/// Makes the estimate of a training one of the run: the seconds of all stages that are known, and memory for the hungriest of them, with what an allocator needs on top.
void wholeRun(OrderedJson& estimate, const LoadedData& data, const RunRequest& request, double before) {
  if (request.trainOnly) estimate["seconds_by_stage"].erase("decode");
  double seconds = 0;
  for (const auto& [stage, part] : estimate["seconds_by_stage"].items()) seconds += part.is_number() ? part.get<double>() : 0.0;
  estimate["seconds"] = seconds;
  if (!estimate["bytes"].is_number()) return;
  std::error_code none;
  const auto vectors = request.project.vectors.empty() ? 0.0 : static_cast<double>(std::filesystem::file_size(request.project.vectorsFile(), none));
  constexpr double copies = 4, margin = 1.12, smallest = 8e6;  // of the vectors: as read, prepared, what is left of each level, and the products
  const double most = std::max({estimate["bytes"].get<double>(), before + copies * (none ? 0.0 : vectors), before + listBytes(data, request.values)});
  estimate["bytes"] = static_cast<std::int64_t>(margin * most + smallest);
}

std::string gibibytes(double bytes) { return fmt::format("{:.1f} GiB", bytes / (1 << 30)); }

/// What would spoil the run or its numbers and is known before it begins.
OrderedJson warningsOf(const OrderedJson& estimate, const ParamValues& values) {
  OrderedJson warnings = OrderedJson::array();
  const MachineMemory memory = machineMemory();
  const double bytes = estimate.contains("bytes") && estimate["bytes"].is_number() ? estimate["bytes"].get<double>() : 0;
  if (memory.total > 0 && bytes > static_cast<double>(memory.total))
    warnings.push_back(fmt::format("training needs about {} of memory, this machine has {}; lower max_rows or the size of the model, or use a larger machine", gibibytes(bytes), gibibytes(static_cast<double>(memory.total))));
  else if (memory.available > 0 && bytes > static_cast<double>(memory.available))
    warnings.push_back(fmt::format("training needs about {} of memory, of which {} are free now; close other programs, or lower max_rows or the size of the model", gibibytes(bytes), gibibytes(static_cast<double>(memory.available))));
  for (const char* key : {"slots", "beams"})
    if (values.has(key) && values.integer(key) < longestCut) warnings.push_back(fmt::format("{}={} gives shorter lists than K = {}, so the metrics there stand on fewer slots; give {} or more", key, values.integer(key), longestCut, longestCut));
  return warnings;
}

}  // namespace

OrderedJson plan(const RunRequest& request, Backend& backend) {
  const recipe::Recipe& recipe = recipe::recipe(request.recipe);
  const double started = monotonicSeconds();
  const LoadedData data = loadData(request.project);
  const double loading = monotonicSeconds() - started;
  const auto before = static_cast<double>(residentBytes());
  OrderedJson plan{{"recipe", recipe.id}, {"profile", recipe.profile}, {"dataset", data.dataSet.name}, {"backend", backend.id()}, {"users", data.dataSet.interactions.users()}, {"items", data.dataSet.items()}};
  plan["config_hash"] = configHash(recipe, request.values, backend.id());
  plan["stages"] = OrderedJson::array();
  auto add = [&](const char* stage, bool exists) { plan["stages"].push_back({{"stage", stage}, {"exists", exists}}); };
  add("data", true);
  if (recipe.kind == "sequential") {
    add("train", false);
    plan["estimate"] = itemModelOf(backend, recipe).estimate({data.dataSet, data.popularity, request.values, {}, false, silentReporter(), {}});
    plan["examples"] = plan["estimate"]["examples"];
  } else if (recipe.kind != "floor") {
    const TokenPlan tokens = planTokens(request.project, recipe, request.values, data);
    const ArtifactStore store(request.project.artifacts());
    const bool there = store.has(tokens.hash);
    add("tokens", there);
    add("train", false);
    sid::Tokenization tokenization;
    if (there) tokenization = sid::loadTokenization(store.path(tokens.hash));
    else if (!tokens.tokenizer) tokenization = givenTokens(tokens, data.popularity);
    else tokenization.table = placeholderTable(request.values, data.popularity);
    auto undesired = request.values.real("alpha") > 0 ? placeholderSets(request.values, data.popularity) : sample::UndesiredSets();
    const sample::SampleSet samples(data.dataSet.interactions, data.popularity, tokenization.table, std::move(undesired), sampleOptions(request.values));
    plan["examples"] = samples.examples();
    plan["estimate"] = backend.estimate({data.dataSet, data.popularity, tokenization, samples, request.values, {}, false, silentReporter(), {}});
    plan["estimate"]["seconds_by_stage"]["tokens"] = there ? OrderedJson(0.0) : OrderedJson();
  }
  if (!request.trainOnly || recipe.kind == "floor") {
    add("decode", false);
    add("eval", false);
  }
  if (plan.contains("estimate")) {
    plan["estimate"]["seconds_by_stage"]["data"] = loading;
    wholeRun(plan["estimate"], data, request, before);
  }
  plan["warnings"] = warningsOf(plan.contains("estimate") ? plan["estimate"] : OrderedJson::object(), request.values);
  plan["values"] = request.values.toJson();
  return plan;
}

}  // namespace ghost::run
