#include "describe.h"

#include <thread>

#include "benches.h"
#include "data/exporters.h"
#include "data/importers.h"
#include "eval/metrics.h"
#include "figure/figures.h"
#include "recipe/recipe.h"
#include "run/manifest.h"
#include "sid/tokenizers.h"
#include "verbs.h"

namespace ghost::cli {
namespace {

OrderedJson paramsJson(const std::vector<ParamSpec>& specs) {
  OrderedJson params = OrderedJson::array();
  for (const auto& spec : specs) params.push_back(OrderedJson(toJson(spec)));
  return params;
}

OrderedJson recipesJson() {
  OrderedJson rows = OrderedJson::array();
  for (const auto& row : recipe::catalogue())
    rows.push_back({{"id", row.id}, {"title", row.title}, {"description", row.description}, {"kind", row.kind}, {"tokenizer", row.tokenizer}, {"profile", row.profile}, {"params", paramsJson(recipe::parameters(row).specs())}});
  return rows;
}

OrderedJson tokenizersJson() {
  const auto backend = makeBackend("");
  OrderedJson rows = OrderedJson::array();
  for (const auto& row : sid::tokenizers()) rows.push_back({{"id", row.id}, {"description", row.description}, {"executable", backend->builds(row)}, {"params", paramsJson(row.params)}});
  return rows;
}

OrderedJson metricsJson() {
  OrderedJson rows = OrderedJson::array();
  for (const auto& row : eval::metricTable()) rows.push_back({{"id", row.id}, {"description", row.description}, {"larger_is_better", row.largerIsBetter}});
  return rows;
}

OrderedJson figuresJson() {
  OrderedJson rows = OrderedJson::array();
  for (const auto& row : figure::figureKinds()) rows.push_back({{"id", row.id}, {"title", row.title}, {"description", row.description}, {"params", paramsJson(row.params)}});
  return rows;
}

OrderedJson importersJson() {
  OrderedJson rows = OrderedJson::array();
  for (const auto& row : data::importers()) rows.push_back({{"id", row.id}, {"description", row.description}, {"params", paramsJson(row.params)}});
  return rows;
}

OrderedJson exportersJson() {
  OrderedJson rows = OrderedJson::array();
  for (const auto& row : data::exporters()) rows.push_back({{"id", row.id}, {"description", row.description}});
  return rows;
}

OrderedJson benchesJson() {
  OrderedJson rows = OrderedJson::array();
  for (const auto& row : benches()) rows.push_back({{"id", row.id}, {"description", row.description}, {"params", paramsJson(row.params)}});
  return rows;
}

OrderedJson verbsJson() {
  OrderedJson rows = OrderedJson::array();
  for (const auto& row : verbs()) rows.push_back({{"id", row.path}, {"description", row.description}, {"example", row.example}, {"json_keys", row.jsonKeys}});
  return rows;
}

}  // namespace

OrderedJson describeProgram() {
  const OrderedJson facts = run::programFacts();
  OrderedJson description{{"program", "ghost"}, {"version", GHOST_VERSION}};
  description["recipes"] = recipesJson();
  description["tokenizers"] = tokenizersJson();
  description["metrics"] = metricsJson();
  description["figures"] = figuresJson();
  description["importers"] = importersJson();
  description["exporters"] = exportersJson();
  description["benches"] = benchesJson();
  description["verbs"] = verbsJson();
  description["backends"] = backendNames();
  description["devices"] = {{{"id", "cpu"}, {"name", facts["processor"]}, {"cores", facts["cores"]}}};
  description["build"] = {{"git_commit", facts["git_commit"]}, {"program_sha256", facts["program_sha256"]}, {"versions", facts["versions"]}};
  return description;
}

}  // namespace ghost::cli
