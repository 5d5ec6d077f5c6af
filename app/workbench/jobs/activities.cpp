#include "jobs/activities.h"

#include <algorithm>

namespace ghost::workbench {

int Activities::begin(const QString& title, std::function<void()> cancel, const QString& page) {
  m_all.push_back({++m_last, title, {}, std::move(cancel), page});
  emit changed();
  return m_last;
}

void Activities::progress(int id, const QString& detail) {
  for (Activity& each : m_all) {
    if (each.id != id || each.detail == detail) continue;
    each.detail = detail;
    emit changed();
  }
}

void Activities::end(int id) {
  if (std::erase_if(m_all, [&](const Activity& each) { return each.id == id; }) > 0) emit changed();
}

void Activities::cancel(int id) {
  const auto found = std::find_if(m_all.begin(), m_all.end(), [&](const Activity& each) { return each.id == id; });
  if (found == m_all.end() || !found->cancel) return;
  const auto action = found->cancel;  // it ends the activity, and with it what stands here
  action();
}

}  // namespace ghost::workbench
