#include "figure/token_choice.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <set>

#include "base/json_file.h"

namespace ghost::figure {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t stampLength = 15;  // yyyymmdd-hhmmss

bool startsWithStamp(const std::string& name) {
  constexpr std::size_t dash = 8;
  if (name.size() < stampLength || name[dash] != '-') return false;
  return std::all_of(name.begin(), name.begin() + stampLength, [&](const char& c) { return &c == &name[dash] || (c >= '0' && c <= '9'); });
}

std::string writtenAt(const fs::path& folder) {
  std::error_code error;
  const auto changed = fs::last_write_time(folder / "index.json", error);
  if (error) return {};
  const std::time_t seconds = std::chrono::system_clock::to_time_t(std::chrono::time_point_cast<std::chrono::system_clock::duration>(std::chrono::file_clock::to_sys(changed)));
  std::tm local{};
  localtime_r(&seconds, &local);
  char text[stampLength + 1] = {};
  std::strftime(text, sizeof text, "%Y%m%d-%H%M%S", &local);
  return text;
}

/// Hash of the run's stage "tokens".
std::string artifactOf(const fs::path& run) {
  std::error_code ignored;
  if (!fs::is_regular_file(run / "stages.json", ignored)) return {};
  try {
    const OrderedJson stages = readJsonFile(run / "stages.json");
    const auto tokens = stages.is_object() ? stages.find("tokens") : stages.end();
    if (tokens == stages.end() || !tokens->is_object() || !tokens->contains("hash") || !(*tokens)["hash"].is_string()) return {};
    return (*tokens)["hash"].get<std::string>();
  } catch (const std::exception&) {
    return {};
  }
}

}  // namespace

TokenCandidate candidateOf(const TokenPlace& place) {
  if (place.key.starts_with("index:")) return {place.key, "", ""};
  if (place.run.empty()) return {place.key, writtenAt(place.place), ""};
  return {place.key, startsWithStamp(place.run) ? place.run.substr(0, stampLength) : writtenAt(place.place), artifactOf(place.place.parent_path())};
}

std::vector<std::string> firstSight(std::vector<TokenCandidate> candidates, const std::function<bool(const std::string& key)>& fits) {
  std::stable_sort(candidates.begin(), candidates.end(), [](const TokenCandidate& a, const TokenCandidate& b) { return a.made > b.made; });
  std::vector<std::string> keys;
  std::set<std::string> contents;
  for (const TokenCandidate& one : candidates) {
    if (keys.size() == fewSets) break;
    if ((!one.content.empty() && contents.count(one.content)) || (fits && !fits(one.key))) continue;
    contents.insert(one.content);
    keys.push_back(one.key);
  }
  return keys;
}

}  // namespace ghost::figure
