#include "figure/metric_table.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "base/error.h"
#include "figure/csv_cell.h"
#include "figure/markup.h"

namespace ghost::figure {

namespace {

using Column = MetricTable::Column;
using Cell = MetricTable::Cell;
using Row = MetricTable::Row;

struct Printed {
  const char* id;
  const char* title;
  int better, decimals;
};
constexpr Printed printed[] = {{"hr", "HR@{}", 1, 4},          {"hr_head", "HR@{}, head", 1, 4}, {"hr_tail", "HR@{}, tail", 1, 4}, {"ndcg", "NDCG@{}", 1, 4}, {"ndcg_head", "NDCG@{}, head", 1, 4},
                               {"ndcg_tail", "NDCG@{}, tail", 1, 4}, {"mgu", "MGU@{}", -1, 4},       {"arp", "ARP@{}", -1, 1},         {"cns", "CNS@{}", 1, 4}};

const OrderedJson& at(const OrderedJson& json, const std::string& key) {
  static const OrderedJson none;
  return json.is_object() && json.contains(key) ? json[key] : none;
}

std::optional<double> numberOf(const OrderedJson& json) { return json.is_number() && std::isfinite(json.get<double>()) ? std::optional(json.get<double>()) : std::nullopt; }

std::string labelOf(const std::map<std::string, std::string>& labels, const std::string& run) {
  const auto found = labels.find(run);
  return found == labels.end() ? run : found->second;
}

Row rowOf(const OrderedJson& json, const std::string& cut, const std::map<std::string, std::string>& labels) {
  const std::string run = json.value("run", "");
  Row row{labelOf(labels, run), {run}, {}};
  for (const Printed& column : printed) {
    Cell cell;
    cell.value = numberOf(std::string_view(column.id) == "cns" ? at(at(json, "cns"), cut) : at(at(at(at(json, "metrics"), "k"), cut), column.id));
    if (const OrderedJson& interval = at(at(at(json, "interval"), cut), column.id); interval.is_array() && interval.size() == 2) {
      cell.low = numberOf(interval[0]);
      cell.high = numberOf(interval[1]);
    }
    row.cells.push_back(cell);
  }
  return row;
}

/// Runs of one system: what their labels have in common, and means with deviations.
Row seedsOf(const OrderedJson& json, const std::string& cut, const std::map<std::string, std::string>& labels) {
  Row row;
  for (const OrderedJson& name : at(json, "names")) row.runs.push_back(name.get<std::string>());
  std::string common = labelOf(labels, row.runs.front());
  for (const std::string& run : row.runs) {
    const std::string label = labelOf(labels, run);
    common.resize(static_cast<std::size_t>(std::mismatch(common.begin(), common.end(), label.begin(), label.end()).first - common.begin()));
  }
  if (const std::size_t seed = common.rfind("seed"); seed != std::string::npos) common.resize(seed);
  while (!common.empty() && (common.back() == ' ' || common.back() == ',')) common.pop_back();
  row.label = fmt::format("{} ({} seeds)", common.empty() ? json.value("recipe", "") : common, row.runs.size());
  for (const Printed& column : printed) {
    const OrderedJson& value = at(at(at(json, "k"), cut), column.id);
    // CNS is relative to the whole set and belongs to the system, not to its runs.
    if (std::string_view(column.id) == "cns") row.cells.push_back({numberOf(at(at(json, "cns"), cut)), {}, {}, {}});
    else row.cells.push_back({numberOf(at(value, "mean")), {}, {}, numberOf(at(value, "sd"))});
  }
  return row;
}

/// How a row treats the user's history, kept or left out; empty where it doesn't say.
std::string historyOf(const OrderedJson& row) {
  const OrderedJson& own = at(row, "history");
  return own.is_string() ? own.get<std::string>() : std::string();
}

std::string digits(double value, int decimals) { return fmt::format("{:.{}f}", value, decimals); }

void rank(MetricTable& table) {
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    const Column& column = table.columns[c];
    std::set<double> values;  // best first
    const auto score = [&](const Cell& cell) { return -column.better * std::stod(digits(*cell.value, column.decimals)); };
    for (const Row& row : table.rows)
      if (row.cells[c].value) values.insert(score(row.cells[c]));
    if (values.size() < 2) continue;
    for (Row& row : table.rows) {
      Cell& cell = row.cells[c];
      if (!cell.value) continue;
      const auto place = std::distance(values.begin(), values.find(score(cell)));
      cell.rank = place == 0 ? Cell::Rank::Best : place == 1 && table.rows.size() > 2 ? Cell::Rank::Second : Cell::Rank::None;
    }
  }
}

/// Columns that no row has a number for tell nothing.
void dropEmptyColumns(MetricTable& table) {
  for (std::size_t c = table.columns.size(); c-- > 0;) {
    if (std::any_of(table.rows.begin(), table.rows.end(), [c](const Row& row) { return row.cells[c].value.has_value(); })) continue;
    table.columns.erase(table.columns.begin() + static_cast<std::ptrdiff_t>(c));
    for (Row& row : table.rows) row.cells.erase(row.cells.begin() + static_cast<std::ptrdiff_t>(c));
  }
}

std::string latexCell(const Cell& cell, int decimals) {
  if (!cell.value) return "--";
  const std::string number = digits(*cell.value, decimals);
  std::string text = cell.rank == Cell::Rank::Best ? "\\textbf{" + number + "}" : cell.rank == Cell::Rank::Second ? "\\underline{" + number + "}" : number;
  if (cell.sd) return text + " {\\scriptsize$\\pm$" + digits(*cell.sd, decimals) + "}";
  return cell.low && cell.high ? text + " {\\scriptsize[" + digits(*cell.low, decimals) + ", " + digits(*cell.high, decimals) + "]}" : text;
}

std::string csvNumber(const std::optional<double>& value) { return value ? fmt::format("{}", *value) : ""; }

}  // namespace

MetricTable metricTableOf(const OrderedJson& comparison, const std::map<std::string, std::string>& labels, int k) {
  MetricTable table;
  table.k = k;
  const std::string cut = std::to_string(k);
  for (const Printed& column : printed) table.columns.push_back({column.id, fmt::format(fmt::runtime(column.title), k), column.better, column.decimals});
  std::set<std::string> inSeeds, histories;
  std::map<std::string, const OrderedJson*> systems;  // first run of a system -> the system
  for (const OrderedJson& system : at(comparison, "recipes")) {
    const OrderedJson& names = at(system, "names");
    if (!names.is_array() || names.size() < 2) continue;
    systems[names[0].get<std::string>()] = &system;
    for (const OrderedJson& name : names) inSeeds.insert(name.get<std::string>());
  }
  bool intervals = false, deviations = false, any = false;
  const auto add = [&](const OrderedJson& json) {
    const std::string run = json.value("run", "");
    if (at(json, "repeats").is_string()) return;  // the same run once more
    any |= at(at(at(json, "metrics"), "k"), cut).is_object();
    if (const std::string history = historyOf(json); !history.empty()) histories.insert(history);
    if (const auto found = systems.find(run); found != systems.end()) table.rows.push_back(seedsOf(*found->second, cut, labels));
    else if (!inSeeds.contains(run)) table.rows.push_back(rowOf(json, cut, labels));
  };
  for (const OrderedJson& json : at(comparison, "rows")) add(json);
  for (const OrderedJson& json : at(comparison, "baselines")) add(json);
  if (!any) throw usageError(fmt::format("K = {}", k), "the runs have no metrics at this length; give one they have, 5 or 10");
  dropEmptyColumns(table);
  for (const Row& row : table.rows)
    for (const Cell& cell : row.cells) {
      intervals |= cell.low.has_value();
      deviations |= cell.sd.has_value();
    }
  if (intervals) table.notes.emplace_back("In brackets: 95 % intervals over bootstrap draws of the users.");
  if (deviations) table.notes.emplace_back("\xC2\xB1: standard deviation over seeds (n - 1).");
  if (histories.size() > 1) table.notes.emplace_back("The rows treat the user's history differently (kept or left out), so no best is marked.");
  else rank(table);
  return table;
}

std::string toLatex(const MetricTable& table) {
  std::string text = "% \\usepackage{booktabs}\n\\begin{tabular}{l" + std::string(table.columns.size(), 'r') + "}\n\\toprule\n";
  for (const Column& column : table.columns) text += " & " + escapeLatex(column.title);
  text += " \\\\\n\\midrule\n";
  for (const Row& row : table.rows) {
    // A row that began with a bracket would be read as an option of the line break before it.
    const std::string label = escapeLatex(row.label);
    text += label.starts_with('[') ? "{}" + label : label;
    for (std::size_t c = 0; c < table.columns.size(); ++c) text += " & " + latexCell(row.cells[c], table.columns[c].decimals);
    text += " \\\\\n";
  }
  text += "\\bottomrule\n\\end{tabular}\n";
  for (const std::string& note : table.notes) text += "% " + note + "\n";
  return text;
}

std::string toCsv(const MetricTable& table) {
  std::string text = "label,runs,seeds";
  for (const Column& column : table.columns) text += fmt::format(",{0}@{1},{0}@{1}_low,{0}@{1}_high,{0}@{1}_sd", column.id, table.k);
  text += '\n';
  for (const Row& row : table.rows) {
    text += csvCell(row.label) + ',' + csvCell(fmt::format("{}", fmt::join(row.runs, " "))) + ',' + std::to_string(row.runs.size());
    for (const Cell& cell : row.cells) text += ',' + csvNumber(cell.value) + ',' + csvNumber(cell.low) + ',' + csvNumber(cell.high) + ',' + csvNumber(cell.sd);
    text += '\n';
  }
  return text;
}

}  // namespace ghost::figure
