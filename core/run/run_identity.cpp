#include "run/run_identity.h"

#include <algorithm>

#include "recipe/recipe.h"

namespace ghost::run {
namespace {

const recipe::Recipe* knownRecipe(const std::string& id) {
  const auto rows = recipe::catalogue();
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const recipe::Recipe& row) { return row.id == id; });
  return found == rows.end() ? nullptr : &*found;
}

std::string textAt(const OrderedJson& json, const char* key) { return json.is_object() && json.contains(key) && json[key].is_string() ? json[key].get<std::string>() : std::string(); }

/// Sorted by key, so that the order in which versions of the program list their parameters doesn't matter.
Json parametersOf(const OrderedJson& manifest) {
  Json parameters = Json::object();
  if (const auto* row = knownRecipe(textAt(manifest, "recipe"))) parameters = Json(recipe::parameters(*row).toJson());
  if (manifest.contains("parameters") && manifest["parameters"].is_object())
    for (const auto& [key, value] : manifest["parameters"].items()) parameters[key] = Json(value);
  for (const char* key : {"seed", "threads"}) parameters.erase(key);
  return parameters;
}

/// Kind of file and hash: names differ between projects that hold the same data.
Json filesOf(const OrderedJson& manifest) {
  Json files = Json::object();
  if (!manifest.contains("data") || !manifest["data"].is_object()) return files;
  for (const auto& [name, hash] : manifest["data"].items())
    files[name.ends_with(".inter.json") ? "inter" : name.ends_with(".item.json") ? "item" : "vectors"] = Json(hash);
  return files;
}

}  // namespace

bool isUntrained(const std::string& recipe) {
  const auto* row = knownRecipe(recipe);
  return row && row->kind == "floor";
}

std::string systemOf(const OrderedJson& manifest, const std::string& part) {
  const Json system{{"recipe", textAt(manifest, "recipe")}, {"profile", textAt(manifest, "profile")}, {"backend", isUntrained(textAt(manifest, "recipe")) ? "" : textAt(manifest, "backend")}, {"part", part},
                    {"files", filesOf(manifest)}, {"parameters", parametersOf(manifest)}};
  return system.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<std::int64_t> sampleSeedOf(const OrderedJson& manifest) {
  if (isUntrained(textAt(manifest, "recipe"))) return 0;
  if (manifest.is_object() && manifest.contains("seed") && manifest["seed"].is_number_integer()) return manifest["seed"].get<std::int64_t>();
  return std::nullopt;
}

bool isRunOf(const OrderedJson& manifest, const std::string& recipe, const OrderedJson& parameters) {
  if (textAt(manifest, "recipe") != recipe) return false;
  const auto seedOf = [](const OrderedJson& values) { return values.is_object() && values.contains("seed") ? values["seed"] : OrderedJson(); };
  const OrderedJson own = manifest.contains("parameters") ? manifest["parameters"] : OrderedJson::object();
  return parametersOf(manifest) == parametersOf({{"recipe", recipe}, {"parameters", parameters}}) && (isUntrained(recipe) || seedOf(own) == seedOf(parameters));
}

std::string interactionsHashOf(const OrderedJson& manifest) {
  if (!manifest.is_object() || !manifest.contains("data") || !manifest["data"].is_object()) return {};
  for (const auto& [name, hash] : manifest["data"].items())
    if (name.ends_with(".inter.json") && hash.is_string()) return hash.get<std::string>();
  return {};
}

}  // namespace ghost::run
