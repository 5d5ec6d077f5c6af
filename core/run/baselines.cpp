#include "run/baselines.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/content_hash.h"
#include "base/error.h"
#include "base/file_ops.h"
#include "decode/floors.h"
#include "eval/history.h"
#include "eval/metrics.h"
#include "eval/saved_lists.h"
#include "recipe/recipe.h"
#include "run/artifact_store.h"

namespace ghost::run {
namespace fs = std::filesystem;
namespace {

constexpr int version = 1;  // raise when the same inputs give other lists or metrics
constexpr std::array<std::string_view, 3> recipes{"popularity", "next-item", "item-knn"};
constexpr int cuts[] = {5, 10};
constexpr const char* listsName = "test.jsonl.zst";
constexpr const char* metricsName = "metrics.json";

ParamValues valuesOf(const std::string& recipe, bool keepHistory) {
  ParamValues values = recipe::parameters(recipe::recipe(recipe));
  values.setJson("keep_history", keepHistory);
  return values;
}

std::vector<decode::RankedList> compute(const std::string& recipe, const data::DataSet& dataSet, const data::Popularity& popularity, const BaselineOptions& options, Reporter& reporter, std::stop_token stop) {
  const ParamValues given = valuesOf(recipe, options.keepHistory);
  const auto floors = decode::floors();
  const auto floor = std::find_if(floors.begin(), floors.end(), [&](const decode::Floor& one) { return one.id == recipe; });
  ParamValues values(floor->params);
  for (const auto& spec : floor->params) values.setJson(spec.key, Json(given.toJson()[spec.key]));
  return floor->rank(dataSet, popularity, data::Part::Test, values, static_cast<int>(given.integer("slots")), options.threads, reporter, std::move(stop));
}

OrderedJson metricsOf(const std::string& recipe, const std::vector<decode::RankedList>& lists, const data::Popularity& popularity, bool keepHistory) {
  OrderedJson metrics{{"recipe", recipe}, {"history", keepHistory ? eval::historyKept : eval::historyLeftOut}};
  metrics.update(eval::evaluate(lists, popularity, cuts));
  return metrics;
}

/// Writes both files, or says why they can't be kept.
fs::path keep(const ArtifactStore& store, const std::string& hash, const std::vector<decode::RankedList>& lists, const OrderedJson& metrics, Reporter& reporter) try {
  if (!store.has(hash)) {
    createFolders(store.folder());
    FolderCommit folder(store.path(hash));
    eval::saveLists(folder.path() / listsName, lists);
    writeFileAtomically(folder.path() / metricsName, metrics.dump(2) + "\n");
    folder.commit();
  }
  return store.path(hash) / listsName;
} catch (const Error& error) {
  if (error.code() != ErrorCode::Resource) throw;
  reporter.note("info", fmt::format("the untrained baselines can't be kept ({}); they are computed again the next time", error.what()));
  return {};
}

}  // namespace

std::span<const std::string_view> baselineRecipes() { return recipes; }

std::string baselineHash(const std::string& recipe, const std::string& interactionsHash, bool keepHistory) {
  return stageHash("baseline", version, {{"recipe", recipe}, {"interactions", interactionsHash}, {"values", valuesOf(recipe, keepHistory).toJson()}, {"cuts", cuts}});
}

std::optional<Baseline> keptBaseline(const Project& project, const std::string& recipe, const std::string& interactionsHash, bool keepHistory) {
  const fs::path folder = ArtifactStore(project.artifacts()).path(baselineHash(recipe, interactionsHash, keepHistory));
  std::error_code ignored;
  if (!fs::is_regular_file(folder / metricsName, ignored) || !fs::is_regular_file(folder / listsName, ignored)) return std::nullopt;
  try {
    Baseline kept{recipe, readJsonFile(folder / metricsName), folder / listsName};
    if (eval::flatten(kept.metrics).empty() || kept.metrics.value("recipe", "") != recipe) return std::nullopt;
    return kept;
  } catch (const Error&) {
    return std::nullopt;  // damaged: it is computed again
  }
}

std::vector<Baseline> baselines(const Project& project, const data::DataSet& dataSet, const data::Popularity& popularity, const BaselineOptions& options, Reporter& reporter, std::stop_token stop) {
  const std::string interactions = ContentHash::ofFile(data::interFileOf(project.dataFolder()));
  const ArtifactStore store(project.artifacts());
  std::vector<Baseline> found;
  for (const std::string_view name : recipes) {
    const std::string recipe(name);
    if (auto kept = keptBaseline(project, recipe, interactions, options.keepHistory)) {
      found.push_back(std::move(*kept));
      continue;
    }
    reporter.stage(recipe);
    const auto lists = compute(recipe, dataSet, popularity, options, reporter, stop);
    if (stop.stop_requested()) return found;
    const std::string hash = baselineHash(recipe, interactions, options.keepHistory);
    std::error_code ignored;
    if (!keptBaseline(project, recipe, interactions, options.keepHistory)) fs::remove_all(store.path(hash), ignored);  // what is there can't be read
    OrderedJson metrics = metricsOf(recipe, lists, popularity, options.keepHistory);
    found.push_back({recipe, metrics, keep(store, hash, lists, metrics, reporter)});
  }
  return found;
}

std::vector<decode::RankedList> listsOf(const Baseline& baseline, const data::DataSet& dataSet, const data::Popularity& popularity, const BaselineOptions& options) {
  if (!baseline.lists.empty()) return eval::readLists(baseline.lists, dataSet.items());
  return compute(baseline.recipe, dataSet, popularity, options, silentReporter(), {});
}

}  // namespace ghost::run
