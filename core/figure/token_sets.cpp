#include "figure/token_sets.h"

#include <algorithm>
#include <charconv>
#include <map>

#include <fmt/format.h>

#include "base/error.h"
#include "base/folder_entries.h"
#include "figure/run_facts.h"
#include "sid/collisions.h"
#include "sid/report.h"
#include "sid/token_origin.h"
#include "sid/tokenizers.h"

namespace ghost::figure {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view indexEnding = ".index.json";

bool isHash(const std::string& name) {
  return name.size() == 64 && std::all_of(name.begin(), name.end(), [](unsigned char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

TokenPlace artifactPlace(const fs::path& folder) { return {"artifact:" + folder.filename().string(), folder.filename().string(), folder, ""}; }
TokenPlace indexPlace(const fs::path& file) {
  const std::string name = file.filename().string();
  return {"index:" + name, name.ends_with(indexEnding) ? name.substr(0, name.size() - indexEnding.size()) : name, file, ""};
}
TokenPlace runPlace(const run::RunFolder& folder) { return {"run:" + folder.name(), factsOf(folder).label, folder.tokens(), folder.name()}; }

/// True for one name of a file or folder: nothing that leads elsewhere.
bool isPlainName(const std::string& name) { return !name.empty() && name.find('/') == std::string::npos && name != "." && name != ".."; }

bool holdsTokens(const fs::path& folder) {
  std::error_code ignored;
  return fs::exists(folder / "index.json", ignored);
}

std::optional<TokenPlace> inProject(const run::Project& project, const std::string& word) {
  const auto colon = word.find(':');
  const std::string kind = colon == std::string::npos ? "" : word.substr(0, colon), name = colon == std::string::npos ? word : word.substr(colon + 1);
  if (!isPlainName(name)) return std::nullopt;
  std::error_code ignored;
  const auto wanted = [&](const char* one) { return kind.empty() || kind == one; };
  if (wanted("artifact") && holdsTokens(project.artifacts() / name)) return artifactPlace(project.artifacts() / name);
  if (wanted("run") && holdsTokens(project.runs() / name / "tokens")) return runPlace(run::RunFolder::open(project.runs() / name));
  if (!wanted("index")) return std::nullopt;
  for (const fs::path& file : {project.dataFolder() / name, project.dataFolder() / (name + std::string(indexEnding))})
    if (file.extension() == ".json" && fs::is_regular_file(file, ignored)) return indexPlace(file);
  return std::nullopt;
}

std::string namesOf(const run::Project& project) {
  std::string names;
  for (const TokenPlace& place : builtTokens(project)) names += (names.empty() ? "" : ", ") + place.key.substr(place.key.find(':') + 1);
  return names.empty() ? "the project has none yet, `ghost sid build` makes some" : "the project has " + names + " and the tokens of its runs";
}

std::string valueText(const OrderedJson& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

std::optional<double> numberAt(const OrderedJson& report, const char* key, const char* inner) {
  if (!report.contains(key) || !report[key].is_object() || !report[key].contains(inner) || !report[key][inner].is_number()) return std::nullopt;
  return report[key][inner].get<double>();
}

std::optional<double> secondsOf(const TokenPlace& place) {
  double seconds = 0;
  if (!place.run.empty()) {
    const OrderedJson metrics = run::RunFolder::open(place.place.parent_path()).metrics();
    seconds = numberAt(metrics, "seconds", "tokens").value_or(0);
  } else if (const auto origin = sid::readOrigin(place.place)) {
    seconds = origin->seconds;
  }
  return seconds > 0 ? std::optional(seconds) : std::nullopt;
}

/// The default of a tokenizer's parameter, null for an unknown one.
OrderedJson defaultOf(const std::string& tokenizer, const OrderedJson& parameters, const std::string& key) {
  for (const sid::Tokenizer& row : sid::tokenizers()) {
    if (row.id != tokenizer) continue;
    const ParamValues values = sid::tokenizerDefaults(row, parameters.contains("profile") && parameters["profile"].is_string() ? parameters["profile"].get<std::string>() : std::string());
    const OrderedJson all = values.toJson();
    return all.contains(key) ? all[key] : OrderedJson();
  }
  return {};
}

}  // namespace

std::vector<TokenPlace> builtTokens(const run::Project& project) {
  std::vector<fs::path> folders, files;
  for (const auto& entry : entriesAsFarAsListed(project.artifacts()))
    if (!isHash(entry.path().filename().string()) && holdsTokens(entry.path())) folders.push_back(entry.path());
  for (const auto& entry : entriesAsFarAsListed(project.dataFolder()))
    if (entry.path().filename().string().ends_with(indexEnding)) files.push_back(entry.path());
  std::sort(folders.begin(), folders.end());
  std::sort(files.begin(), files.end());
  std::vector<TokenPlace> places;
  for (const auto& folder : folders) places.push_back(artifactPlace(folder));
  for (const auto& file : files) places.push_back(indexPlace(file));
  return places;
}

TokenPlace tokenPlace(const run::Project& project, const std::string& word) {
  if (auto found = inProject(project, word)) return *found;
  std::error_code ignored;
  const std::string text = word.starts_with("path:") ? word.substr(5) : word;
  for (const fs::path& base : {project.folder, fs::current_path(ignored)}) {
    const fs::path place = (base / text).lexically_normal();
    if (text.empty()) break;
    if (holdsTokens(place)) return {"path:" + text, place.filename().string(), place, ""};
    if (place.extension() == ".json" && fs::is_regular_file(place, ignored)) return {"path:" + text, indexPlace(place).name, place, ""};
  }
  throw dataError("tokens " + word, "there is no such token set: neither a folder below artifacts/, a run, an index in the data folder nor a path; " + namesOf(project));
}

std::shared_ptr<const TokenSet> loadTokenSet(const TokenPlace& place, const data::Popularity& popularity) {
  auto set = std::make_shared<TokenSet>();
  set->place = place;
  if (place.place.extension() == ".json") {
    set->tokens.tokenizer = "imported";
    set->tokens.table = sid::readIndex(place.place);
  } else {
    set->tokens = sid::loadTokenization(place.place);
  }
  const std::int32_t items = set->tokens.table.items();
  if (items != popularity.items())
    throw dataError(place.place.string(), fmt::format("these tokens name {} items, the project has {}; build tokens for the project's items (`ghost sid build`)", items, popularity.items()));
  set->report = sid::reportOf(set->tokens, &popularity);
  set->seconds = secondsOf(place);
  return set;
}

VectorPlace vectorPlace(const run::Project& project, const TokenSet& set) {
  VectorPlace found;
  const OrderedJson& parameters = set.tokens.parameters;
  found.unitLength = parameters.is_object() && parameters.contains("normalise") && parameters["normalise"] == OrderedJson(true);
  if (const auto origin = set.place.run.empty() ? sid::readOrigin(set.place.place) : std::nullopt) {
    found.file = origin->vectors;
    found.sha256 = origin->sha256;
    return found;
  }
  if (project.vectors.empty()) return found;
  found.file = project.vectorsFile();
  if (!set.place.run.empty()) {
    const OrderedJson manifest = run::RunFolder::open(set.place.place.parent_path()).manifest();
    if (manifest.contains("data") && manifest["data"].is_object() && manifest["data"].contains(project.vectors) && manifest["data"][project.vectors].is_string())
      found.sha256 = manifest["data"][project.vectors].get<std::string>();
  }
  if (found.sha256.empty()) found.remark = "which vectors it was built from isn't recorded; the project's are taken";
  return found;
}

namespace {

/// A key of the report that counts something.
int wholeNumber(const std::string& key, const TokenSet& set) {
  int number = 0;
  const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), number);
  if (error != std::errc() || end != key.data() + key.size()) throw dataError(set.place.place.string(), fmt::format("\"{}\" in its report is no number; build the tokens again", key));
  return number;
}

}  // namespace

TokenSummary summaryOf(const TokenSet& set) {
  TokenSummary summary;
  const OrderedJson& report = set.report;
  for (const auto& [length, items] : report.at("lengths").items()) summary.lengths.push_back(wholeNumber(length, set));
  for (const auto& used : report.at("codes_used")) summary.codesUsed.push_back(used.get<std::int64_t>());
  const sid::CollisionCounts collisions = sid::collisionCounts(set.tokens.table);
  summary.collisionsBefore = collisions.beforeSuffixes;
  summary.collisionsAfter = collisions.afterSuffixes;
  summary.largestGroup = report.at("max_group").get<std::int64_t>();
  summary.meanZ = numberAt(report, "z_any_head", "mean");
  summary.maxZ = numberAt(report, "z_any_head", "max");
  if (report.contains("exit_step_share") && report["exit_step_share"].is_object())
    for (const auto& [step, share] : report["exit_step_share"].items()) summary.exitShares.emplace_back(wholeNumber(step, set), share.get<double>());
  if (!set.tokens.skeleton) return summary;
  std::vector<double> cosines;
  const sid::Skeleton& skeleton = *set.tokens.skeleton;
  for (std::size_t item = 0; item < skeleton.anchor.size(); ++item)
    if (skeleton.anchor[item] >= 0) cosines.push_back(skeleton.anchorCosine[item]);
  if (cosines.empty()) return summary;
  std::sort(cosines.begin(), cosines.end());
  summary.anchorMedian = quantile(cosines, 0.5);
  summary.anchorLow = quantile(cosines, 0.05);
  return summary;
}

std::vector<std::string> differingParameters(const std::vector<std::shared_ptr<const TokenSet>>& sets) {
  std::map<std::string, std::vector<std::string>> valuesOf;  // key -> values of the sets that have it
  for (const auto& set : sets)
    if (set->tokens.parameters.is_object())
      for (const auto& [key, value] : set->tokens.parameters.items()) valuesOf[key].push_back(valueText(value));
  std::vector<std::string> texts;
  for (const auto& set : sets) {
    std::string text;
    if (set->tokens.parameters.is_object())
      for (const auto& [key, value] : set->tokens.parameters.items()) {
        const auto& values = valuesOf[key];
        const bool differs = std::any_of(values.begin(), values.end(), [&](const std::string& other) { return other != values.front(); });
        const bool own = values.size() == 1 && sets.size() > 1 && value != defaultOf(set->tokens.tokenizer, set->tokens.parameters, key);
        if ((differs || own) && key != "threads") text += fmt::format("{}{}={}", text.empty() ? "" : ", ", key, valueText(value));
      }
    texts.push_back(std::move(text));
  }
  return texts;
}

}  // namespace ghost::figure
