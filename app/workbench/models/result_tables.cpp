#include "models/result_tables.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "models/item_model.h"
#include "models/run_facts.h"
#include "pages/parts.h"
#include "shell/plain_text.h"

namespace ghost::workbench {

namespace {

struct Named {
  const char* id;
  const char* title;
};
/// A metric without head and tail versions stands in the column "all".
constexpr std::array<Named, 2> grouped{{{"hr", "HR"}, {"ndcg", "NDCG"}}};
constexpr std::array<Named, 6> single{{{"mgu", "MGU"}, {"arp", "ARP"}, {"gp_head", "slots with a head item"}, {"coverage", "catalogue shown"}, {"gini", "Gini of exposure"}, {"invalid_rate", "invalid rate"}}};

QVariant cell(const std::optional<double>& value) { return value ? QVariant(*value) : QVariant(QStringLiteral("–")); }

}  // namespace

GridModel::Grid metricGrid(const store::RunRow& run) {
  std::vector<std::string> penalties = penaltiesOf(run);
  if (penalties.empty()) penalties.push_back("");
  GridModel::Grid grid;
  grid.header = {QObject::tr("Metric")};
  for (const auto& penalty : penalties)
    for (const auto* group : {"all", "head", "tail"})
      grid.header += penalty.empty() ? QString::fromLatin1(group) : QObject::tr("penalty %2\n%1").arg(QLatin1String(group), QString::fromStdString(penalty));
  // What the short words of the headings and of the first column mean.
  grid.headerTips += QObject::tr("Metric and length K of the lists it is taken at");
  for (const auto& penalty : penalties)
    for (const auto* group : {"all", "head", "tail"}) {
      QString tip = QLatin1String(group) == QLatin1String("all") ? QObject::tr("Over all test users") : QObject::tr("Over test users whose target is a %1 item").arg(QLatin1String(group));
      if (!penalty.empty()) tip += QObject::tr(". Penalty %1: lists decoded with this length penalty; a hypothesis' log-probability is divided by its length to this power, so 0.0 ranks by probability alone and 1.0 by the mean a token").arg(QString::fromStdString(penalty));
      grid.headerTips += tip;
    }
  const auto* cuts = at(run.metrics, "k");
  if (!cuts || !cuts->is_object()) return grid;
  for (const auto& [k, block] : cuts->items()) {
    const int cut = QString::fromStdString(k).toInt();
    if (cut < 1) continue;  // a file that somebody changed
    for (const Named& metric : grouped) {
      QVariantList row{QStringLiteral("%1@%2").arg(QLatin1String(metric.title)).arg(cut)};
      for (const auto& penalty : penalties)
        for (const auto* suffix : {"", "_head", "_tail"}) row += cell(metricOf(run, cut, (std::string(metric.id) + suffix).c_str(), penalty));
      grid.rows += row;
    }
    for (const Named& metric : single) {
      QVariantList row{QStringLiteral("%1@%2").arg(QLatin1String(metric.title)).arg(cut)};
      for (const auto& penalty : penalties) row += {cell(metricOf(run, cut, metric.id, penalty)), QVariant(), QVariant()};
      grid.rows += row;
    }
  }
  return grid;
}

figure::FigureData fifthsFigure(const store::RunRow& run) {
  figure::FigureData figure;
  figure.kind = "fifths";
  figure.title = "Popularity fifths";
  const auto* fifths = at(run.metrics, "fifths");
  if (!fifths) {
    figure.emptyReason = "This run has no metrics yet.";
    return figure;
  }
  const auto bars = [&](const char* key, const char* name, figure::Role role, int index) {
    figure::Series series;
    series.kind = figure::Series::Kind::Bars;
    series.name = name;
    series.role = role;
    series.index = index;
    if (const auto* values = at(*fifths, key); values && values->is_array())
      for (std::size_t g = 0; g < values->size(); ++g) {
        series.x.push_back(static_cast<double>(g));
        series.y.push_back((*values)[g].is_number() ? (*values)[g].get<double>() : NAN);
      }
    return series;
  };
  figure::Panel exposure, quality;
  exposure.x.label = quality.x.label = "items by popularity, most to least";
  exposure.x.categories = quality.x.categories = {"1st", "2nd", "3rd", "4th", "5th"};
  exposure.y.label = "share at K = 10";
  quality.y.label = "HR@10 of targets in it";
  exposure.y.minimum = quality.y.minimum = 0;
  exposure.series = {bars("gh", "of training events", figure::Role::Neutral, 0), bars("gp", "of recommended slots", figure::Role::Series, 0)};
  quality.series = {bars("hr", "", figure::Role::Series, 0)};
  figure.panels = {std::move(exposure), std::move(quality)};
  return figure;
}

GridModel::Grid recommendationGrid(const decode::RankedList& list, const DataBook& data) {
  GridModel::Grid grid;
  grid.header = {QObject::tr("Rank"), QObject::tr("Item"), QObject::tr("Title"), QObject::tr("Group"), QObject::tr("Events"), QObject::tr("Score"), QObject::tr("")};
  std::vector<int> rank;  // items that share a SID share a place
  decode::forEachPlace(list, list.places(), [&](std::size_t place, std::span<const data::ItemId> items) { rank.insert(rank.end(), items.size(), static_cast<int>(place) + 1); });
  std::size_t invalid = 0;
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    const int item = list.items[i];
    const QVariant score = i < list.scores.size() ? QVariant(list.scores[i]) : QVariant();
    if (item < 0 || item >= data.dataSet.items()) {
      const QString sid = invalid < list.invalidSids.size() ? QString::fromStdString(list.invalidSids[invalid]) : QString();
      ++invalid;
      grid.rows += {rank[i], QVariant(), sid, QObject::tr("no item"), QVariant(), score, QVariant()};
      continue;
    }
    const bool hit = item == list.target;
    if (hit)
      for (int column = 0; column < grid.header.size(); ++column) grid.emphasis += {static_cast<int>(grid.rows.size()), column};
    grid.rows += {rank[i], item, itemTitle(data, item), data.popularity.isHead(item) ? QObject::tr("head") : QObject::tr("tail"), qlonglong(data.popularity.count[static_cast<std::size_t>(item)]), score, hit ? QVariant(QObject::tr("target")) : QVariant()};
  }
  return grid;
}

GridModel::Grid parameterGrid(const std::vector<const store::RunRow*>& runs) {
  GridModel::Grid grid;
  grid.header = {QObject::tr("Parameter")};
  std::vector<std::string> order;
  std::set<std::string> known;
  const auto parametersOf = [](const store::RunRow& run) -> OrderedJson {
    const auto* all = at(run.manifest, "parameters");
    OrderedJson values = all && all->is_object() ? *all : OrderedJson::object();
    values["recipe"] = run.recipe;
    return values;
  };
  std::vector<OrderedJson> parameters;
  for (const auto* run : runs) {
    grid.header += runTitle(*run);
    parameters.push_back(parametersOf(*run));
    for (const auto& [key, value] : parameters.back().items())
      if (known.insert(key).second) order.push_back(key);
  }
  for (const auto& key : order) {
    std::set<std::string> values;
    QVariantList row{QString::fromStdString(key)};
    for (const auto& each : parameters) {
      const bool has = each.contains(key);
      values.insert(has ? each[key].dump() : std::string());
      row += has ? jsonText(each[key]) : QStringLiteral("–");
    }
    if (values.size() > 1) grid.rows += row;
  }
  return grid;
}

}  // namespace ghost::workbench
