#include "comparison_text.h"

#include <algorithm>
#include <functional>
#include <string_view>

#include <fmt/format.h>

#include "metrics_text.h"
#include "text_table.h"

namespace ghost::cli {
namespace {

constexpr int cut = 10;
constexpr const char* metrics[] = {"hr", "hr_head", "hr_tail", "ndcg", "ndcg_head", "ndcg_tail", "mgu", "arp"};

using Table = std::vector<std::vector<std::string>>;

const OrderedJson& at(const OrderedJson& json, const std::string& key) {
  static const OrderedJson none;
  return json.is_object() && json.contains(key) ? json[key] : none;
}

std::string number(const OrderedJson& value, const char* metric, bool sign = false) {
  if (!value.is_number()) return "-";
  const int digits = std::string_view(metric) == "arp" ? 1 : 4;
  return sign ? fmt::format("{:+.{}f}", value.get<double>(), digits) : fmt::format("{:.{}f}", value.get<double>(), digits);
}

std::string interval(const OrderedJson& value, const char* metric, bool sign = false) {
  return value.is_array() && value.size() == 2 ? fmt::format("{} to {}", number(value[0], metric, sign), number(value[1], metric, sign)) : "-";
}

std::string nameOf(const OrderedJson& row) {
  const std::string run = row["run"].get<std::string>();
  return fmt::format("{} ({})", row["recipe"].get<std::string>(), run.starts_with("baseline:") ? "baseline" + run.substr(std::min(run.find(','), run.size())) : run);
}

/// A row for every entry that has something to show, below the usual header.
void sayBlock(Console& console, const std::string& title, const std::vector<std::pair<std::string, OrderedJson>>& rows, const std::function<std::string(const OrderedJson&, const char*)>& cell) {
  if (rows.empty()) return;
  console.say("");
  console.say(title);
  Table table{metricsHeader(cut, "")};
  for (const auto& [name, values] : rows) {
    table.push_back({name});
    for (const char* metric : metrics) table.back().push_back(cell(at(values, metric), metric));
  }
  sayTable(console, table);
}

}  // namespace

namespace {

/// A mark behind the best value of each column.
void markBest(std::vector<std::string>& cells, const OrderedJson& row, const OrderedJson& best) {
  for (std::size_t column = 0; column < std::size(metrics); ++column)
    for (const auto& run : at(best, metrics[column]))
      if (run == row["run"] && cells[column + 1] != "-") cells[column + 1] += "*";
}

struct Blocks {
  std::vector<std::pair<std::string, OrderedJson>> intervals, differences;
  std::string baseline;

  void add(const OrderedJson& row, const std::string& k) {
    if (at(row["interval"], k).is_object()) intervals.emplace_back(nameOf(row), row["interval"][k]);
    if (!at(row["difference"], k).is_object()) return;
    differences.emplace_back(nameOf(row), row["difference"][k]);
    baseline = at(row["difference"], "baseline").get<std::string>();
  }
};

std::vector<std::string> rowOf(const OrderedJson& row, const OrderedJson& best, const std::string& k) {
  std::vector<std::string> cells = metricsRow(row["metrics"], cut, nameOf(row));
  markBest(cells, row, best);
  cells.push_back(number(at(row["cns"], k), "cns"));
  cells.push_back(row["history"].is_string() ? row["history"].get<std::string>() : "-");
  return cells;
}

void saySeeds(Console& console, const OrderedJson& result, const std::string& k) {
  std::vector<std::pair<std::string, OrderedJson>> seeds;
  for (const auto& recipe : result["recipes"]) seeds.emplace_back(fmt::format("{}, {} seeds", recipe["recipe"].get<std::string>(), recipe["runs"].dump()), at(recipe["k"], k));
  sayBlock(console, "Mean and standard deviation over runs that differ in their seed alone", seeds, [](const OrderedJson& value, const char* metric) { return number(at(value, "mean"), metric) + " ± " + number(at(value, "sd"), metric); });
}

}  // namespace

void sayComparison(Console& console, const OrderedJson& result) {
  const std::string k = std::to_string(cut);
  Table table{metricsHeader(cut, "run")};
  table.front().insert(table.front().end(), {"CNS@" + k, "history"});
  Blocks blocks;
  const bool drawn = result["bootstrap"]["samples"] != 0;
  for (const char* part : {"rows", "baselines"})
    for (const auto& row : result[part]) {
      table.push_back(rowOf(row, at(result["best"], k), k));
      if (drawn) blocks.add(row, k);
    }
  sayTable(console, table);
  if (!at(result["best"], k).empty()) console.say("* best of its column");
  if (result["history"] == "mixed") console.say("History is kept in some rows and left out in others: they can't be compared with each other, no best is marked.");
  else if (result["rows"].size() < 3) console.say("CNS scales each metric between the best and the worst of a set, so it needs three runs or more.");
  const OrderedJson& bootstrap = result["bootstrap"];
  const std::string over = fmt::format("{:.0f} % intervals over {} draws of the users", 100 * bootstrap["level"].get<double>(), bootstrap["samples"].dump());
  sayBlock(console, over, blocks.intervals, [](const OrderedJson& value, const char* metric) { return interval(value, metric); });
  sayBlock(console, fmt::format("Difference to {}, {}", blocks.baseline, over), blocks.differences,
           [](const OrderedJson& value, const char* metric) { return number(at(value, "value"), metric, true) + " (" + interval(at(value, "interval"), metric, true) + ")"; });
  saySeeds(console, result, k);
  for (const char* part : {"rows", "baselines"})
    for (const auto& row : result[part])
      if (row.contains("note")) console.say(fmt::format("{}: {}", nameOf(row), row["note"].get<std::string>()));
}

}  // namespace ghost::cli
