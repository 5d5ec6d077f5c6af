#include "figure/run_labels.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

namespace ghost::figure {

namespace {

using Group = std::vector<const LabelledRun*>;
using Parts = std::vector<std::string>;   ///< of a label, one a run of the group; empty = nothing to say

std::string valueText(const LabelledRun& run, const std::string& key) {
  const auto found = run.parameters.find(key);
  if (found == run.parameters.end() || found->is_null()) return "-";
  return found->is_string() ? found->get<std::string>() : found->is_number_float() ? fmt::format("{}", found->get<double>()) : found->dump();
}

bool differs(const Group& group, const std::string& key) {
  return std::any_of(group.begin(), group.end(), [&](const LabelledRun* run) { return valueText(*run, key) != valueText(*group.front(), key); });
}

/// L^h/L^t in the one form in which people name lengths; empty where a run has none.
Parts lengthsOf(const Group& group) {
  Parts parts;
  for (const LabelledRun* run : group) {
    const bool both = run->parameters.contains("head_levels") && run->parameters.contains("tail_levels");
    parts.push_back(both ? valueText(*run, "head_levels") + "/" + valueText(*run, "tail_levels") : "");
  }
  return parts;
}

/// Keys that any run of the group has, in the order of their first appearance; the seed last.
std::vector<std::string> keysOf(const Group& group) {
  std::vector<std::string> keys;
  bool seed = false;
  for (const LabelledRun* run : group)
    for (const auto& [key, value] : run->parameters.items()) {
      seed |= key == "seed";
      if (key != "seed" && key != "threads" && std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
    }
  if (seed) keys.emplace_back("seed");
  return keys;
}

/// How many different labels there are.
std::size_t distinct(const Parts& labels) { return std::set<std::string>(labels.begin(), labels.end()).size(); }

Parts joined(const Parts& before, const Parts& more, const char* between) {
  Parts all = before;
  for (std::size_t i = 0; i < all.size(); ++i)
    if (!more[i].empty()) all[i] += between + more[i];
  return all;
}

/// The labels of runs that share a title.
Parts tellApart(const Group& group) {
  Parts labels(group.size(), group.front()->title);
  const char* between = " ";
  const auto take = [&](const Parts& part) {
    const Parts longer = joined(labels, part, between);
    if (distinct(longer) == distinct(labels)) return;  // says nothing new
    labels = longer;
    between = ", ";
  };
  if (differs(group, "head_levels") || differs(group, "tail_levels")) take(lengthsOf(group));
  for (const std::string& key : keysOf(group)) {
    if (!differs(group, key)) continue;
    Parts part;
    for (const LabelledRun* run : group) part.push_back(key == "levels" ? valueText(*run, key) + " levels" : key + " " + valueText(*run, key));
    take(part);
  }
  return labels;
}

std::string endOf(const std::string& name) { return name.substr(name.size() - std::min<std::size_t>(4, name.size())); }

}  // namespace

std::vector<std::string> runLabels(const std::vector<LabelledRun>& runs) {
  std::map<std::string, std::vector<std::size_t>> byTitle;
  for (std::size_t i = 0; i < runs.size(); ++i) byTitle[runs[i].title].push_back(i);
  std::vector<std::string> labels(runs.size());
  for (const auto& [title, places] : byTitle) {
    Group group;
    for (const std::size_t i : places) group.push_back(&runs[i]);
    const Parts parts = places.size() > 1 ? tellApart(group) : Parts{title};
    for (std::size_t i = 0; i < places.size(); ++i) labels[places[i]] = parts[i];
  }
  // Equal runs, and whatever else still looks alike.
  std::map<std::string, int> uses;
  for (const std::string& label : labels) ++uses[label];
  std::set<std::string> taken;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (uses[labels[i]] > 1) labels[i] += " " + endOf(runs[i].name);
    for (std::string wanted = labels[i]; !taken.insert(labels[i]).second;) labels[i] = fmt::format("{} ({})", wanted, taken.size());
  }
  return labels;
}

}  // namespace ghost::figure
