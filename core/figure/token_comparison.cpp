#include "figure/token_comparison.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/content_hash.h"
#include "base/error.h"
#include "base/parallel.h"
#include "data/data_set.h"
#include "figure/run_facts.h"
#include "figure/token_choice.h"

namespace ghost::figure {
namespace fs = std::filesystem;
namespace {

fs::file_time_type changeOf(const fs::path& place) {
  std::error_code ignored;
  const fs::path file = fs::is_directory(place, ignored) ? place / "index.json" : place;
  return fs::last_write_time(file, ignored);
}

/// Equal names get their kind, the end of their run or their path behind them; equal keys (a set named twice) are one set.
void setLabels(std::vector<ComparedSet>& sets) {
  for (ComparedSet& one : sets) one.label = one.set->place.name;
  for (std::size_t i = 0; i < sets.size(); ++i) {
    const bool alone = std::count_if(sets.begin(), sets.end(), [&](const ComparedSet& other) { return other.set->place.name == sets[i].set->place.name; }) == 1;
    if (alone) continue;
    const std::string& key = sets[i].set->place.key;
    const std::string& run = sets[i].set->place.run;
    sets[i].label += fmt::format(" ({})", run.empty() ? key.starts_with("path:") ? key.substr(5) : key.substr(0, key.find(':')) : run.substr(run.size() - std::min<std::size_t>(4, run.size())));
  }
}

std::vector<std::string> words(const std::string& list) {
  std::vector<std::string> all;
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    std::string word = list.substr(begin, end - begin);
    word.erase(0, word.find_first_not_of(' '));
    word.erase(word.find_last_not_of(' ') + 1);
    if (!word.empty()) all.push_back(std::move(word));
    begin = end + 1;
  }
  return all;
}

std::vector<TokenPlace> named(const FigureInput& input, const std::string& list) {
  std::vector<TokenPlace> places;
  for (const std::string& word : words(list)) places.push_back(tokenPlace(input.project, word));
  std::vector<RunFacts> runs;
  for (const run::RunFolder& folder : input.runs) runs.push_back(factsOf(folder));
  setLabels(runs);
  for (const RunFacts& run : runs)
    if (fs::exists(run.folder.tokens() / "index.json")) places.push_back({"run:" + run.folder.name(), run.label, run.folder.tokens(), run.folder.name()});
  if (places.empty() && !runs.empty()) throw usageError("run " + runs.front().folder.name(), "it has no semantic IDs to be shown; choose a run that has, or name token sets with tokens=");
  return places;
}

/// What is shown when nothing was named: sets that can't be shown are left out.
std::vector<TokenPlace> ownChoice(const FigureInput& input, TokenLoader& loader) {
  std::map<std::string, TokenPlace> places;
  std::vector<TokenCandidate> candidates;
  const auto add = [&](TokenPlace place) {
    candidates.push_back(candidateOf(place));
    places.emplace(place.key, std::move(place));
  };
  for (const run::RunFolder& folder : run::RunFolder::list(input.project.runs()))
    if (fs::exists(folder.tokens() / "index.json")) add({"run:" + folder.name(), factsOf(folder).label, folder.tokens(), folder.name()});
  for (TokenPlace& place : builtTokens(input.project)) add(std::move(place));
  const auto fits = [&](const std::string& key) {
    try {
      return loader.set(places.at(key)) != nullptr;
    } catch (const Error&) {
      return false;
    }
  };
  std::vector<TokenPlace> chosen;
  for (const std::string& key : firstSight(std::move(candidates), fits)) chosen.push_back(places.at(key));
  return chosen;
}

}  // namespace

const Projection& SharedVectors::projection() const {
  std::call_once(m_once, [this] { m_projection = projectItems(m_vectors, m_threads); });
  return m_projection;
}

std::shared_ptr<const TokenSet> TokenLoader::keptSet(const TokenPlace& place) {
  const auto changed = changeOf(place.place);
  auto& kept = m_sets[place.key];
  if (!kept.value || kept.changed != changed || kept.value->place.name != place.name) kept = {changed, loadTokenSet(place, *m_popularity)};
  return kept.value;
}

std::shared_ptr<const TokenSet> TokenLoader::set(const TokenPlace& place) {
  const std::lock_guard lock(m_mutex);
  return keptSet(place);
}

std::string TokenLoader::sha256Of(const fs::path& file) {
  const auto changed = changeOf(file);
  auto& kept = m_hashes[file.string()];
  if (kept.value.empty() || kept.changed != changed) kept = {changed, ContentHash::ofFile(file)};
  return kept.value;
}

std::shared_ptr<const SharedVectors> TokenLoader::keptVectors(const fs::path& file, bool unitLength) {
  const auto changed = changeOf(file);
  auto& kept = m_vectors[{file.string(), unitLength}];
  if (kept.value && kept.changed == changed) return kept.value;
  embed::ItemVectors vectors = embed::readItemVectors(file, m_popularity->items());
  kept = {changed, std::make_shared<const SharedVectors>(file, unitLength ? embed::normalised(vectors) : std::move(vectors), m_threads)};
  return kept.value;
}

void TokenLoader::addVectors(ComparedSet& compared) {
  const VectorPlace place = vectorPlace(m_project, *compared.set);
  compared.vectorsRemark = place.remark;
  if (place.file.empty()) {
    compared.vectorsProblem = "the vectors it was built from are not recorded and the project names none";
  } else {
    std::error_code ignored;
    fs::path file = place.file;
    // A project that moved without its vectors' old place may still have the very file.
    const bool gone = !fs::is_regular_file(file, ignored) || (!place.sha256.empty() && sha256Of(file) != place.sha256);
    if (gone && !m_project.vectors.empty() && !place.sha256.empty() && fs::is_regular_file(m_project.vectorsFile(), ignored) && sha256Of(m_project.vectorsFile()) == place.sha256) file = m_project.vectorsFile();
    try {
      if (!fs::is_regular_file(file, ignored)) compared.vectorsProblem = fmt::format("its vectors, {}, are gone", file.filename().string());
      else if (!place.sha256.empty() && sha256Of(file) != place.sha256) compared.vectorsProblem = fmt::format("its vectors, {}, have changed since it was built", file.filename().string());
      else compared.vectors = keptVectors(file, place.unitLength);
    } catch (const Error& error) {
      compared.vectorsProblem = error.what();
    }
  }
  const sid::Tokenization& tokens = compared.set->tokens;
  if (compared.vectors) compared.errors = sid::codeErrors(tokens, compared.vectors->vectors(), *m_popularity);
  else compared.errors.reason = sid::whyNoErrors(tokens).empty() ? compared.vectorsProblem : sid::whyNoErrors(tokens);
}

TokenComparison TokenLoader::load(const std::vector<TokenPlace>& places) {
  const std::lock_guard lock(m_mutex);
  TokenComparison comparison;
  comparison.popularity = m_popularity;
  for (const TokenPlace& place : places) {
    if (std::any_of(comparison.sets.begin(), comparison.sets.end(), [&](const ComparedSet& other) { return other.set->place.key == place.key; })) continue;
    if (comparison.sets.size() == mostComparedSets) throw usageError("tokens", fmt::format("at most {} token sets can be told apart side by side; name fewer", mostComparedSets));
    ComparedSet compared;
    compared.set = keptSet(place);
    addVectors(compared);
    comparison.sets.push_back(std::move(compared));
  }
  setLabels(comparison.sets);
  return comparison;
}

ParamSpec tokensParam() {
  return textParam("tokens", "", "Token sets, comma-separated: names below artifacts/, runs, index files of the data folder, or paths; empty = those of the runs chosen, else the newest of runs and builds and what is published, at most four.");
}

TokenComparison comparedTokens(const FigureInput& input, const ParamValues& values) {
  if (!fs::exists(input.project.dataFolder())) return {};
  const data::DataSet dataSet = data::readDataFolder(input.project.dataFolder());
  TokenLoader loader(input.project, std::make_shared<const data::Popularity>(data::popularity(dataSet.interactions, dataSet.items())), defaultThreads());
  const std::vector<TokenPlace> wanted = named(input, values.text("tokens"));
  return loader.load(wanted.empty() ? ownChoice(input, loader) : wanted);
}

FigureData begin(const char* kind, const std::string& title, const TokenComparison& comparison) {
  FigureData figure;
  figure.kind = kind;
  figure.title = title;
  for (const ComparedSet& compared : comparison.sets) {
    const TokenSet& set = *compared.set;
    if (!set.place.run.empty()) figure.runs.push_back(set.place.run);
    figure.provenance[compared.label] = {{"tokens", set.place.key}, {"tokenizer", set.tokens.tokenizer}, {"parameters", set.tokens.parameters}};
  }
  return figure;
}

Series seriesOf(const ComparedSet& compared, std::size_t i, Series::Kind kind) {
  Series series;
  series.name = compared.label;
  series.index = static_cast<int>(i);
  series.kind = kind;
  return series;
}

std::string noTokensReason(const FigureInput& input) {
  return fmt::format("Project {} has no token sets yet; build some with `ghost sid build` or on the page Tokens, or start a run.", input.project.name);
}

}  // namespace ghost::figure
