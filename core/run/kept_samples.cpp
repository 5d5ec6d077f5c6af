#include "run/kept_samples.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/content_hash.h"
#include "base/error.h"
#include "base/file_ops.h"
#include "base/json_file.h"
#include "data/data_set.h"
#include "eval/saved_lists.h"

namespace ghost::run {
namespace fs = std::filesystem;
namespace {

/// Raised whenever the same lists would give other samples.
constexpr int version = 1;

OrderedJson numbers(const std::vector<double>& values) {
  OrderedJson json = OrderedJson::array();
  for (const double value : values) json.push_back(std::isfinite(value) ? OrderedJson(value) : OrderedJson(nullptr));
  return json;
}

std::vector<double> numbersOf(const OrderedJson& json) {
  std::vector<double> values;
  for (const auto& value : json) values.push_back(value.is_null() ? std::nan("") : value.get<double>());
  return values;
}

OrderedJson jsonOf(const ListSamples& samples) {
  OrderedJson json{{"users", samples.users}, {"metrics", OrderedJson::array()}, {"cuts", OrderedJson::object()}};
  for (const auto& name : eval::bootstrapMetrics()) json["metrics"].push_back(name);
  for (const auto& [k, resampled] : samples.cuts) {
    OrderedJson drawn = OrderedJson::array();
    for (const auto& metric : resampled.samples) drawn.push_back(numbers(metric));
    json["cuts"][std::to_string(k)] = {{"value", numbers(resampled.value)}, {"samples", drawn}};
  }
  return json;
}

/// Nothing for a file of other metrics or another number of samples.
std::optional<ListSamples> samplesOf(const OrderedJson& json, const SampleRequest& request) {
  const auto names = eval::bootstrapMetrics();
  if (json.at("metrics").get<std::vector<std::string>>() != std::vector<std::string>(names.begin(), names.end())) return std::nullopt;
  ListSamples samples{json.at("users").get<std::string>(), {}};
  for (const int k : request.cuts) {
    const OrderedJson& cut = json.at("cuts").at(std::to_string(k));
    eval::Resampled resampled{numbersOf(cut.at("value")), {}};
    for (const auto& metric : cut.at("samples")) resampled.samples.push_back(numbersOf(metric));
    const bool whole = resampled.value.size() == names.size() && resampled.samples.size() == names.size() &&
                       std::all_of(resampled.samples.begin(), resampled.samples.end(), [&](const auto& drawn) { return drawn.size() == static_cast<std::size_t>(request.samples); });
    if (!whole) return std::nullopt;
    samples.cuts.emplace(k, std::move(resampled));
  }
  return samples;
}

}  // namespace

KeptSamples::KeptSamples(const Project& project) : m_folder(project.folder / "cache" / "bootstrap"), m_interactions(ContentHash::ofFile(data::interFileOf(project.dataFolder()))) {}

fs::path KeptSamples::fileOf(const SampleRequest& request) const {
  ContentHash hash;
  hash.add(fmt::format("bootstrap {} {} {} {} {} {}", version, ContentHash::ofFile(request.lists), m_interactions, fmt::join(request.cuts, ","), request.samples, request.seed));
  return m_folder / (hash.hex() + ".json");
}

std::optional<ListSamples> KeptSamples::find(const SampleRequest& request) const {
  std::error_code ignored;
  if (!fs::is_regular_file(request.lists, ignored)) return std::nullopt;
  const fs::path file = fileOf(request);
  if (!fs::is_regular_file(file, ignored)) return std::nullopt;
  try {
    return samplesOf(readJsonFile(file), request);
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

ListSamples KeptSamples::get(const SampleRequest& request, const data::Popularity& popularity, int threads) const {
  if (auto kept = find(request)) return std::move(*kept);
  const auto lists = eval::readLists(request.lists, static_cast<std::int32_t>(popularity.count.size()));
  std::vector<const decode::RankedList*> ordered;
  for (const auto& list : lists) ordered.push_back(&list);
  std::sort(ordered.begin(), ordered.end(), [](const auto* a, const auto* b) { return a->user < b->user; });
  ContentHash users;
  for (const auto* list : ordered) users.add(fmt::format("{} {};", list->user, list->target));
  ListSamples samples{users.hex(), {}};
  const std::vector<std::vector<const decode::RankedList*>> alone{std::move(ordered)};
  for (const int k : request.cuts) samples.cuts.emplace(k, std::move(eval::bootstrap(alone, popularity, k, request.samples, request.seed, threads).front()));
  try {
    createFolders(m_folder);
    writeFileAtomically(fileOf(request), jsonOf(samples).dump() + "\n");
  } catch (const Error&) {
    // A project that can't be written to is compared all the same.
  }
  return samples;
}

}  // namespace ghost::run
