#include "models/run_facts.h"

#include <cmath>

#include <QObject>

#include "jobs/window_words.h"
#include "eval/history.h"
#include "shell/plain_text.h"

namespace ghost::workbench {

OrderedJson parameterOf(const store::RunRow& row, const char* key) {
  for (const char* block : {"values", "parameters"}) {
    const auto values = row.manifest.find(block);
    if (values != row.manifest.end() && values->is_object() && values->contains(key)) return (*values)[key];
  }
  return {};
}

QString runTitle(const store::RunRow& row) {
  QString title = QString::fromStdString(row.recipe.empty() ? row.name : row.recipe);
  const OrderedJson head = parameterOf(row, "head_levels"), tail = parameterOf(row, "tail_levels"), levels = parameterOf(row, "levels");
  if (head.is_number_integer() && tail.is_number_integer()) title += QStringLiteral(" %1/%2").arg(head.get<int>()).arg(tail.get<int>());
  else if (levels.is_number_integer()) title += QStringLiteral(" L%1").arg(levels.get<int>());
  const QString started = QString::fromStdString(row.startedAt);
  // Starts within a minute would look the same; the end of the folder's name tells them apart.
  if (!started.isEmpty()) title += QStringLiteral(" · %1").arg(timeText(started));
  return title + QStringLiteral(" · ") + QString::fromStdString(row.name).right(4);
}

QString stateText(const store::RunRow& row) { return row.interrupted ? QStringLiteral("interrupted") : QString::fromUtf8(run::stateName(row.state).data()); }

QString fateText(const store::RunRow& row) {
  const QString stage = QString::fromStdString(row.stage), where = stage.isEmpty() ? QString() : QObject::tr(" in the stage %1").arg(stage);
  const QString step = row.checkpoint >= 0 ? QObject::tr(" at step %1").arg(row.checkpoint) : QString();
  const bool trains = stage == QLatin1String("train");
  if (row.interrupted) return QObject::tr("was interrupted%1: its process is gone without a last word%2").arg(where, step.isEmpty() ? QString() : QObject::tr("; its newest checkpoint is%1").arg(step));
  switch (row.state) {
    case run::State::Stopped: return QObject::tr("was stopped%1").arg(trains && !step.isEmpty() ? step : where);
    case run::State::Failed: return row.error.empty() ? QObject::tr("failed%1").arg(where) : QObject::tr("failed%1: %2").arg(where, inWindowWords(QString::fromStdString(row.error)));
    case run::State::Unknown: return QObject::tr("has files that don't say what became of it");
    default: return {};
  }
}

bool canGoOn(const store::RunRow& row) { return isResumable(row.state) || (row.state == run::State::Finished && !metricOf(row, 10, "hr")); }

QString progressText(const store::RunRow& row) {
  if (row.state != run::State::Running) return stateText(row);
  QString text = QString::fromStdString(row.stage.empty() ? "starting" : row.stage);
  if (row.total > 0) text += QStringLiteral(" %1 %").arg(std::floor(100 * row.done / row.total));
  if (row.eta > 0) text += QStringLiteral(" · %1 left").arg(durationText(row.eta));
  return text;
}

const OrderedJson& metricsAt(const store::RunRow& row, const std::string& penalty) {
  if (penalty.empty()) return row.metrics;
  const auto all = row.metrics.find("by_length_penalty");
  return all != row.metrics.end() && all->contains(penalty) ? (*all)[penalty] : row.metrics;
}

std::optional<double> metricOf(const store::RunRow& row, int k, const char* name, const std::string& penalty) {
  const OrderedJson& metrics = metricsAt(row, penalty);
  const auto cuts = metrics.find("k");
  if (cuts == metrics.end() || !cuts->is_object()) return std::nullopt;
  const auto cut = cuts->find(std::to_string(k));
  if (cut == cuts->end() || !cut->contains(name) || !(*cut)[name].is_number()) return std::nullopt;
  return (*cut)[name].get<double>();
}

std::vector<std::string> penaltiesOf(const store::RunRow& row) {
  std::vector<std::string> penalties;
  const auto all = row.metrics.find("by_length_penalty");
  if (all == row.metrics.end() || !all->is_object()) return penalties;
  for (const auto& [penalty, values] : all->items()) penalties.push_back(penalty);
  return penalties;
}

QString stampOf(const std::vector<store::RunRow>& rows) {
  QString stamp;
  for (const auto& row : rows) stamp += QStringLiteral("%1 %2 %3\n").arg(QString::fromStdString(row.name), QString::number(int(row.state)), QString::fromStdString(row.state == run::State::Running ? row.stage : row.changedAt));
  return stamp;
}

bool keepsHistory(const store::RunRow& row) {
  const OrderedJson parameters = row.manifest.is_object() ? row.manifest.value("parameters", OrderedJson::object()) : OrderedJson::object();
  return eval::historyOf(row.metrics, parameters) != eval::historyLeftOut;
}

bool isOver(run::State state) { return state == run::State::Finished || state == run::State::Failed || state == run::State::Stopped; }
bool isResumable(run::State state) { return state == run::State::Stopped || state == run::State::Failed || state == run::State::Unknown; }

}  // namespace ghost::workbench
