#include "models/interval_lines.h"

#include <algorithm>
#include <cmath>

#include "models/run_facts.h"
#include "shell/plain_text.h"

namespace ghost::workbench {

namespace {

constexpr int cut = 10;
constexpr const char* metric = "hr";

std::vector<double> drawn(const run::ListSamples& samples) {
  const auto names = eval::bootstrapMetrics();
  const auto place = std::find(names.begin(), names.end(), metric);
  return samples.cuts.at(cut).samples.at(static_cast<std::size_t>(place - names.begin()));
}

QString bounds(const eval::Interval& interval) {
  return std::isfinite(interval.low) ? QObject::tr("%1 to %2").arg(numberText(interval.low), numberText(interval.high)) : QStringLiteral("–");
}

}  // namespace

QStringList intervalLines(const std::vector<const store::RunRow*>& runs, const RunSamples& samples) {
  QStringList lines;
  const run::ListSamples* first = nullptr;
  for (const auto* row : runs) {
    const run::ListSamples* own = samples.of(QString::fromStdString(row->name));
    if (row == runs.front()) first = own;
    if (!own) {
      lines += QObject::tr("%1: %2").arg(runTitle(*row), samples.isBusy() ? QObject::tr("being drawn …") : samples.problem().isEmpty() ? QObject::tr("no saved lists, so no interval") : samples.problem());
      continue;
    }
    const std::vector<double> values = drawn(*own);
    QString line = QObject::tr("%1: HR@10 %2").arg(runTitle(*row), bounds(eval::percentile95(values)));
    if (first && first != own) {
      if (first->users != own->users) {
        line += QObject::tr(", not the same users and targets as the first");
      } else {
        std::vector<double> difference = drawn(*first);
        for (std::size_t b = 0; b < difference.size(); ++b) difference[b] = values[b] - difference[b];
        line += QObject::tr(", difference to the first %1").arg(bounds(eval::percentile95(std::move(difference))));
      }
    }
    lines += line;
  }
  return lines;
}

}  // namespace ghost::workbench
