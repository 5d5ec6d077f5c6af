#include "models/comparison_table.h"

#include <array>
#include <cmath>

#include "eval/comparison.h"
#include "eval/history.h"
#include "eval/seed_groups.h"
#include "figure/run_labels.h"
#include "models/run_facts.h"
#include "run/run_identity.h"
#include "shell/plain_text.h"

namespace ghost::workbench {

namespace {

struct Column {
  const char* id;
  const char* title;
};
constexpr std::array<Column, 8> columns{{{"hr", "HR"}, {"hr_head", "HR head"}, {"hr_tail", "HR tail"}, {"ndcg", "NDCG"}, {"ndcg_tail", "NDCG tail"}, {"mgu", "MGU"}, {"arp", "ARP"}, {"coverage", "Coverage"}}};
constexpr int firstMetric = 3;

/// A row: a system with its seeds, or a baseline.
struct System {
  std::vector<const store::RunRow*> seeds;
  QString title;
  OrderedJson metrics;           ///< means over the seeds where there are several
  std::string history;
  std::vector<eval::Spread> spreads;   ///< per column; n = 0 where a seed lacks the metric
};

System systemOf(const std::vector<const store::RunRow*>& seeds, int k) {
  System system{seeds, {}, seeds.front()->metrics, {}, {}};
  const OrderedJson parameters = seeds.front()->manifest.is_object() ? seeds.front()->manifest.value("parameters", OrderedJson::object()) : OrderedJson::object();
  system.history = eval::historyOf(seeds.front()->metrics, parameters);
  for (const Column& column : columns) {
    std::vector<double> values;
    for (const auto* seed : seeds)
      if (const auto value = metricOf(*seed, k, column.id)) values.push_back(*value);
    system.spreads.push_back(values.size() == seeds.size() ? eval::spreadOf(values) : eval::Spread{});
    if (seeds.size() > 1 && !values.empty()) system.metrics["k"][std::to_string(k)][column.id] = system.spreads.back().n > 0 ? OrderedJson(system.spreads.back().mean) : OrderedJson();
  }
  return system;
}

System systemOf(const run::Baseline& baseline, int k) {
  System system{{}, QObject::tr("%1 (baseline)").arg(QString::fromStdString(baseline.recipe)), baseline.metrics, eval::historyOf(baseline.metrics, OrderedJson::object()), {}};
  store::RunRow row;
  row.metrics = baseline.metrics;
  for (const Column& column : columns) {
    const auto value = metricOf(row, k, column.id);
    system.spreads.push_back(value ? eval::spreadOf(std::array{*value}) : eval::Spread{});
  }
  return system;
}

QString seedsText(const std::vector<const store::RunRow*>& seeds) {
  QStringList words;
  for (const auto* seed : seeds)
    if (const auto number = run::sampleSeedOf(seed->manifest); number && !run::isUntrained(seed->recipe)) words += QString::number(*number);
  return words.isEmpty() ? QStringLiteral("–") : words.join(QStringLiteral(", "));
}

void addRow(GridModel::Grid& grid, const System& system, double cns) {
  const int row = static_cast<int>(grid.rows.size());
  QVariantList cells{system.title, system.seeds.empty() ? QVariant(QStringLiteral("–")) : QVariant(static_cast<int>(system.seeds.size())), seedsText(system.seeds)};
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const eval::Spread& spread = system.spreads[c];
    cells += spread.n > 0 ? QVariant(spread.mean) : QVariant(QStringLiteral("–"));
    if (spread.n > 1) grid.beside[{row, firstMetric + static_cast<int>(c)}] = QStringLiteral(" ± %1").arg(numberText(spread.sd));
  }
  cells += std::isfinite(cns) ? QVariant(cns) : QVariant(QStringLiteral("–"));
  grid.rows += cells;
  QStringList names;
  for (const auto* seed : system.seeds) names += QString::fromStdString(seed->name);
  grid.tips += names.join(QStringLiteral(", "));
}

/// Systems by what they differ in, as figures and exported tables name them: "ghost 4/2" beside "ghost 3/1".
void nameSystems(std::vector<System>& systems) {
  std::vector<figure::LabelledRun> named;
  for (const System& system : systems) {
    const store::RunRow& run = *system.seeds.front();
    named.push_back({run.recipe.empty() ? run.name : run.recipe, run.manifest.is_object() ? run.manifest.value("parameters", OrderedJson::object()) : OrderedJson::object(), run.name});
  }
  const std::vector<std::string> labels = figure::runLabels(named);
  for (std::size_t i = 0; i < systems.size(); ++i) systems[i].title = QString::fromStdString(labels[i]);
}

/// One system a group of seeds, and a remark for each repeat.
std::vector<System> systemsOf(const std::vector<const store::RunRow*>& runs, int k, QStringList& remarks) {
  std::vector<eval::SeedKey> keys;
  for (const auto* run : runs) keys.push_back({run->recipe + " " + run::systemOf(run->manifest), run::sampleSeedOf(run->manifest)});
  std::vector<System> systems;
  for (const auto& group : eval::groupBySeed(keys)) {
    std::vector<const store::RunRow*> seeds;
    for (const std::size_t run : group.runs) seeds.push_back(runs[run]);
    systems.push_back(systemOf(seeds, k));
    for (const auto& repeat : group.repeats) remarks += QObject::tr("%1 has the parameters and the seed of %2: it repeats that run, adds no sample and isn't counted.").arg(runTitle(*runs[repeat.run]), runTitle(*runs[repeat.of]));
  }
  nameSystems(systems);
  return systems;
}

std::vector<double> cnsOf(const std::vector<System>& systems, int k, bool mixed) {
  std::vector<double> scores(systems.size(), std::nan(""));
  if (systems.size() < 3 || mixed) return scores;
  std::vector<OrderedJson> metrics;
  for (const System& system : systems) metrics.push_back(system.metrics);
  return eval::cns(metrics, k);
}

void emphasiseBest(GridModel::Grid& grid, const std::vector<System>& rows, const std::vector<double>& cns, int k) {
  std::vector<OrderedJson> metrics;
  for (const System& system : rows) metrics.push_back(system.metrics);
  const OrderedJson best = eval::bestOf(metrics, k);
  for (std::size_t c = 0; c < columns.size(); ++c)
    if (best.contains(columns[c].id))
      for (const auto& row : best[columns[c].id]) grid.emphasis += {row.get<int>(), firstMetric + static_cast<int>(c)};
  const auto top = std::max_element(cns.begin(), cns.end(), [](double a, double b) { return a < b || std::isnan(a); });
  if (cns.size() > 1 && std::isfinite(*top)) grid.emphasis += {static_cast<int>(top - cns.begin()), firstMetric + static_cast<int>(columns.size())};
}

}  // namespace

ComparisonTable comparisonTable(const std::vector<const store::RunRow*>& runs, const std::vector<run::Baseline>& baselines, int k) {
  ComparisonTable table;
  table.grid.header = {QObject::tr("System"), QStringLiteral("n"), QObject::tr("Seeds")};
  for (const Column& column : columns) table.grid.header += QString::fromLatin1(column.title);
  table.grid.header += QStringLiteral("CNS");
  table.grid.headerTips = {{}, QObject::tr("Runs that differ in their seed alone; cells of several give mean ± standard deviation (n - 1)"), {}};
  std::vector<System> rows = systemsOf(runs, k, table.remarks);
  table.systems = static_cast<int>(rows.size());
  const std::size_t own = rows.size();
  for (const auto& baseline : baselines) rows.push_back(systemOf(baseline, k));
  std::vector<std::string> names, histories;
  for (const System& row : rows) {
    names.push_back(row.title.toStdString());
    histories.push_back(row.history);
  }
  const bool mixed = eval::historyMix(histories) == "mixed";
  if (mixed) table.remarks += QString::fromStdString(eval::mixedSentence(names, histories));
  const std::vector<double> cns = cnsOf({rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(own)}, k, mixed);
  for (std::size_t i = 0; i < rows.size(); ++i) addRow(table.grid, rows[i], i < own ? cns[i] : std::nan(""));
  if (!mixed) emphasiseBest(table.grid, rows, cns, k);
  for (const auto& baseline : baselines) {
    if (baseline.recipe != "next-item") continue;
    for (std::size_t i = 0; i < own; ++i) {
      if (run::isUntrained(rows[i].seeds.front()->recipe)) continue;
      const std::string below = eval::belowNextItem(names[i], rows[i].metrics, baseline.metrics, k);
      if (!below.empty()) table.remarks += QString::fromStdString(below);
    }
  }
  return table;
}

}  // namespace ghost::workbench
