#include "models/baseline_shelf.h"

#include "base/parallel.h"
#include "base/reporter.h"

namespace ghost::workbench {

BaselineShelf::BaselineShelf(Activities& activities, QObject* parent) : QObject(parent), m_work(this, activities, QStringLiteral("compare")) {}

void BaselineShelf::clear() {
  m_work.end();
  m_data.reset();
  m_all.clear();
  m_problem.clear();
}

void BaselineShelf::want(const run::Project& project, std::shared_ptr<const DataBook> data, bool keepHistory) {
  if (!data || (data == m_data && keepHistory == m_keep)) return;
  clear();
  m_data = std::move(data);
  m_keep = keepHistory;
  m_work.start<std::vector<run::Baseline>>(
      tr("Computing the baselines"),
      [project, data = m_data, keepHistory](const SlowWork::Link& link) { return run::baselines(project, data->dataSet, data->popularity, {keepHistory, defaultThreads()}, silentReporter(), link.token()); },
      [this](std::vector<run::Baseline> all) {
        m_all = std::move(all);
        emit changed();
      },
      [this](const QString& sentence) {
        m_problem = sentence;
        emit changed();
      },
      [this] {
        m_problem = tr("The baselines were cancelled; check the box again to compute them.");
        m_data.reset();
        emit changed();
      });
}

}  // namespace ghost::workbench
