#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "../base/scratch.h"
#include "embed/item_vectors.h"
#include "eval/metrics.h"
#include "eval/saved_lists.h"
#include "figure/figures.h"
#include "recipe/recipe.h"
#include "run/project.h"
#include "run/run_folder.h"
#include "sid/tokenization.h"

namespace ghost::figure_testing {

/// A project small enough to count by hand. 12 items; user u of 12 reads 0, 1, a, b, c with a = 2 + u % 10, b = 2 + (u+3) % 10, c = 2 + (u+5) % 10.
/// Training events are the first three: items 0 and 1 have 12 each, items 2 and 3 two, items 4..11 one. x80 = 2, head = {0, 1}, GH(head) = 24/36 = 2/3.
/// Runs are written through the rooms that own the files, so that a change of a format breaks these tests.
class SmallProject {
 public:
  SmallProject() {
    m_project.folder = m_scratch.path() / "small";
    m_project.name = "small";
    std::filesystem::create_directories(m_project.dataFolder());
    OrderedJson users = OrderedJson::object();
    for (int u = 0; u < 12; ++u) users[std::to_string(u)] = {0, 1, 2 + u % 10, 2 + (u + 3) % 10, 2 + (u + 5) % 10};
    writeFileAtomically(m_project.dataFolder() / "Small.inter.json", users.dump());
    m_project.vectors = "data/Small.emb-hand.npy";
    embed::writeNpy(m_project.vectorsFile(), vectors());
    run::saveProject(m_project);
  }

  const run::Project& project() const { return m_project; }
  const std::filesystem::path& scratch() const { return m_scratch.path(); }

  /// Head h is 10 e_h; tail t is its head t % 2 moved by (0.1 k, 0.1 k + 0.3) with k = t / 2.
  static embed::ItemVectors vectors() {
    embed::ItemVectors all{12, 2, {}};
    for (int item = 0; item < 12; ++item) {
      const float move = item < 2 ? 0.0F : static_cast<float>(item / 2) * 0.1F, more = item < 2 ? 0.0F : 0.3F;
      all.values.insert(all.values.end(), {(item % 2 == 0 ? 10.0F : 0.0F) + move, (item % 2 == 1 ? 10.0F : 0.0F) + move + more});
    }
    return all;
  }

  /// A finished run without products; `overrides` are laid over the recipe's parameters.
  run::RunFolder addRun(const std::string& recipe, const std::map<std::string, std::string>& overrides = {}) {
    const run::RunFolder folder = run::RunFolder::create(m_project.runs(), "Small", recipe);
    ParamValues values = recipe::parameters(recipe::recipe(recipe));
    for (const auto& [key, text] : overrides) values.set(key, text);
    folder.writeManifest({{"run", folder.name()}, {"recipe", recipe}, {"profile", recipe::recipe(recipe).profile}, {"seed", 42}, {"parameters", values.toJson()}});
    folder.writeStatus({{"state", run::stateName(run::State::Finished)}});
    m_names.push_back(folder.name());
    return folder;
  }

  /// Skeleton tokens, L^h/L^t = 2/1: heads 0 = <a_0><b_0> and 1 = <a_1><b_0>; tail t hangs from head t % 2 with its own third code; cosine 1 - t/20.
  /// Codebooks a = {10 e_0, 10 e_1}, b = {0, a code never used}, c_k = (0.1 k, 0.1 k): heads are met exactly, (0, 0.3) is left of every tail.
  void addTokens(const run::RunFolder& folder) const { sid::saveTokenization(folder.tokens(), tokens()); }
  static sid::Tokenization tokens() {
    sid::Tokenization tokens;
    tokens.tokenizer = "skt";
    tokens.skeleton = sid::Skeleton{2, 1, {}, {}};
    std::vector<std::vector<std::string>> sids;
    for (int item = 0; item < 12; ++item) {
      const int head = item < 2 ? item : item % 2;
      sids.push_back({fmt::format("<a_{}>", head), "<b_0>"});
      if (item >= 2) sids.back().push_back(fmt::format("<c_{}>", item / 2));
      tokens.skeleton->anchor.push_back(item < 2 ? -1 : head);
      tokens.skeleton->anchorCosine.push_back(item < 2 ? 0.0F : 1.0F - static_cast<float>(item) / 20);
    }
    tokens.table = sid::SidTable::fromTokens(sids);
    tokens.codebooks = {{"head.0", 2, 2, {10, 0, 0, 10}}, {"head.1", 2, 2, {0, 0, 5, 5}}, {"tail.0", 6, 2, {}}};
    for (int k = 0; k < 6; ++k) tokens.codebooks[2].centroids.insert(tokens.codebooks[2].centroids.end(), 2, static_cast<float>(k) * 0.1F);
    return tokens;
  }

  /// User u is shown [0, 1, 2 + u % 10, -1]: head, head, tail, invalid.
  void addLists(const run::RunFolder& folder) const {
    std::vector<decode::RankedList> lists;
    for (int u = 0; u < 12; ++u) {
      decode::RankedList list;
      list.user = u;
      list.history = {0, 1};
      list.target = 2 + (u + 5) % 10;
      list.items = {0, 1, 2 + u % 10, -1};
      list.scores = {-1, -2, -3, -4};
      list.invalidSids = {"<a_9><b_9>"};
      lists.push_back(std::move(list));
    }
    std::filesystem::create_directories(folder.lists().parent_path());
    eval::saveLists(folder.lists(), lists);
  }

  /// metrics.json with these values under k = 5 and k = 10; `seconds` of one stage.
  void addMetrics(const run::RunFolder& folder, const std::map<std::string, double>& values, double seconds) const {
    OrderedJson block = OrderedJson::object();
    for (const auto& [key, value] : values) block[key] = value;
    folder.writeMetrics({{"schema", 1}, {"users", 12}, {"k", {{"5", block}, {"10", block}}}, {"seconds", {{"train", seconds}}}});
  }

  void addEvents(const run::RunFolder& folder, const std::vector<wire::Event>& events) const {
    LineAppender file(folder.eventsFile(1));
    std::int64_t seq = 0;
    for (wire::Event event : events) {
      event.run = folder.name();
      event.seq = ++seq;
      event.at = "2026-01-01T00:00:00.000Z";
      file.append(wire::format(event));
    }
  }

  /// The text of a figure with run names, which hold the time, replaced by RUN1, RUN2, ... in order of their making.
  std::string textOf(const figure::FigureData& figure) const {
    std::string text = toText(figure);
    for (std::size_t i = 0; i < m_names.size(); ++i) {
      for (std::size_t at = text.find(m_names[i]); at != std::string::npos; at = text.find(m_names[i])) text.replace(at, m_names[i].size(), "RUN" + std::to_string(i + 1));
    }
    return text;
  }

  figure::FigureData make(const std::string& kind, const std::map<std::string, std::string>& values = {}, std::vector<run::RunFolder> runs = {}) const {
    const figure::FigureKind& row = figure::figureKind(kind);
    ParamValues parameters(row.params);
    for (const auto& [key, text] : values) parameters.set(key, text);
    return row.make({m_project, std::move(runs)}, parameters);
  }

 private:
  testing_base::Scratch m_scratch;
  run::Project m_project;
  std::vector<std::string> m_names;
};

inline wire::Event metricEvent(const std::string& name, std::int64_t step, double value) {
  return {"", 0, "", "metric", {{"name", name}, {"value", value}, {"step", step}, {"group", "all"}}};
}

inline wire::Event probeEvent(const std::string& name, std::int64_t step, const std::vector<std::pair<std::string, double>>& values) {
  Json labels = Json::array(), numbers = Json::array();
  for (const auto& [label, value] : values) {
    labels.push_back(label);
    numbers.push_back(value);
  }
  return {"", 0, "", "probe", {{"name", name}, {"step", step}, {"labels", labels}, {"values", numbers}}};
}

/// A run with everything: tokens, lists, metrics, losses and gradient probes. AUO rescue is zero at the first step.
inline run::RunFolder addWholeRun(SmallProject& project, const std::string& recipe = "ghost", const std::map<std::string, std::string>& overrides = {}) {
  const run::RunFolder run = project.addRun(recipe, overrides);
  project.addTokens(run);
  project.addLists(run);
  project.addMetrics(run, {{"hr", 0.1}, {"hr_head", 0.17}, {"hr_tail", 0.004}, {"ndcg", 0.05}, {"ndcg_head", 0.08}, {"ndcg_tail", 0.002}, {"mgu", 0.2}, {"arp", 300}}, 60);
  std::vector<wire::Event> events;
  for (int step = 0; step <= 100; step += 10) {
    const double fall = 1.0 / (1 + step);
    events.push_back(metricEvent("train/nll", step, 2 + 3 * fall));
    std::vector<std::pair<std::string, double>> values;
    for (const char* group : {"q1", "q2", "q3", "q4", "tail_only"}) {
      values.emplace_back(std::string(group) + "/target_pull", 0.3 * fall);
      values.emplace_back(std::string(group) + "/mle_push", 0.1 * fall);
      values.emplace_back(std::string(group) + "/auo_repulsion", 0.02 * fall);
      values.emplace_back(std::string(group) + "/auo_rescue", step == 0 ? 0 : 0.01 * fall);
    }
    events.push_back(probeEvent("gradient/l2", step, values));
  }
  for (int epoch = 1; epoch <= 4; ++epoch) events.push_back(metricEvent("valid/nll/epoch", epoch, 3.0 / epoch));
  project.addEvents(run, events);
  return run;
}

}  // namespace ghost::figure_testing
