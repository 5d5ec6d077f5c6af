#include "models/run_samples.h"

#include <algorithm>

#include "base/error.h"
#include "base/parallel.h"
#include "run/run_folder.h"

namespace ghost::workbench {

RunSamples::RunSamples(Activities& activities, QObject* parent) : QObject(parent), m_work(this, activities, QStringLiteral("compare")) {}

void RunSamples::clear() {
  m_work.end();
  m_wanted.clear();
  m_asked.clear();
  m_known.clear();
  m_data.reset();
  m_project.reset();
  m_problem.clear();
  emit changed();
}

const run::ListSamples* RunSamples::of(const QString& run) const {
  const auto known = m_known.find(run);
  return known == m_known.end() ? nullptr : known->second.samples.get();
}

int RunSamples::ready() const {
  return static_cast<int>(std::count_if(m_wanted.begin(), m_wanted.end(), [&](const Wanted& each) { return of(each.run) != nullptr; }));
}

void RunSamples::want(const run::Project& project, std::shared_ptr<const DataBook> data, const std::vector<const store::RunRow*>& runs) {
  if (!data) return;
  if (data != m_data || !m_project || m_project->folder != project.folder) clear();
  m_project = project;
  m_data = std::move(data);
  m_wanted.clear();
  for (const auto* row : runs) m_wanted.push_back({QString::fromStdString(row->name), QString::fromStdString(row->changedAt), {run::RunFolder::open(project.runs() / row->name).lists("test")}});
  m_problem.clear();
  work();
}

void RunSamples::work() {
  std::vector<Wanted> missing;
  for (const Wanted& each : m_wanted) {
    const auto known = m_known.find(each.run);
    if (known == m_known.end() || known->second.stamp != each.stamp) missing.push_back(each);
  }
  if (missing.empty()) return m_work.end();
  const auto same = [](const Wanted& a, const Wanted& b) { return a.run == b.run && a.stamp == b.stamp; };
  // Only runs that are wanted no longer, or new ones, need another start.
  if (m_work.isBusy() && std::equal(missing.begin(), missing.end(), m_asked.begin(), m_asked.end(), same)) return;
  m_asked = missing;
  const auto take = [this](const Wanted& each, std::shared_ptr<const run::ListSamples> samples, const QString& problem) {
    if (!problem.isEmpty()) m_problem = problem;
    m_known[each.run] = {each.stamp, std::move(samples)};
    std::erase_if(m_asked, [&](const Wanted& asked) { return asked.run == each.run; });
    emit changed();
  };
  m_work.start<bool>(
      missing.size() == 1 ? tr("Drawing the intervals of 1 run") : tr("Drawing the intervals of %1 runs").arg(missing.size()),
      [project = *m_project, data = m_data, missing, take](const SlowWork::Link& link) {
        const run::KeptSamples kept(project);
        for (std::size_t i = 0; i < missing.size() && !link.stopped(); ++i) {
          link.say(tr("%1 of %2").arg(i + 1).arg(missing.size()));
          std::shared_ptr<const run::ListSamples> samples;
          std::error_code ignored;
          QString problem;
          try {
            if (std::filesystem::exists(missing[i].request.lists, ignored)) samples = std::make_shared<const run::ListSamples>(kept.get(missing[i].request, data->popularity, defaultThreads()));
          } catch (const Error& error) {
            problem = QString::fromUtf8(error.what());  // damaged lists of one run leave the others alone
          }
          link.post([take, one = missing[i], samples, problem] { take(one, samples, problem); });
        }
        return true;
      },
      [this](bool) { emit changed(); },
      [this](const QString& sentence) {
        m_problem = sentence;
        emit changed();
      },
      [this] {
        m_asked.clear();
        m_problem = tr("cancelled");
        emit changed();
      });
}

}  // namespace ghost::workbench
