#include "models/run_model.h"

#include <algorithm>

#include "jobs/window_words.h"
#include "models/run_facts.h"
#include "shell/plain_text.h"

namespace ghost::workbench {

namespace {

const char* metricName(int column) {
  switch (column) {
    case RunModel::Hr: return "hr";
    case RunModel::HrHead: return "hr_head";
    case RunModel::HrTail: return "hr_tail";
    case RunModel::Ndcg: return "ndcg";
    case RunModel::NdcgTail: return "ndcg_tail";
    case RunModel::Mgu: return "mgu";
    case RunModel::Arp: return "arp";
    default: return nullptr;
  }
}

QString lengthsText(const store::RunRow& row) {
  const OrderedJson head = parameterOf(row, "head_levels"), tail = parameterOf(row, "tail_levels"), levels = parameterOf(row, "levels");
  if (head.is_number_integer() && tail.is_number_integer()) return QStringLiteral("%1 / %2").arg(head.get<int>()).arg(tail.get<int>());
  return levels.is_number_integer() ? QString::number(levels.get<int>()) : QString();
}

QString filterText(const store::RunRow& row) {
  QStringList words{runTitle(row), QString::fromStdString(row.name), QString::fromStdString(row.recipe), progressText(row), QStringLiteral("seed=%1").arg(row.seed)};
  for (const char* block : {"values", "parameters"}) {
    const auto values = row.manifest.find(block);
    if (values == row.manifest.end() || !values->is_object()) continue;
    for (const auto& [key, value] : values->items()) words += QString::fromStdString(key) + '=' + QString::fromStdString(value.is_string() ? value.get<std::string>() : value.dump());
  }
  return words.join(QLatin1Char('\n'));
}

bool sameRow(const store::RunRow& a, const store::RunRow& b) {
  return a.name == b.name && a.state == b.state && a.interrupted == b.interrupted && a.stage == b.stage && a.done == b.done && a.eta == b.eta && a.error == b.error && a.changedAt == b.changedAt && a.metrics == b.metrics;
}

}  // namespace

QRegularExpression runFilter(const QString& text) {
  QString pattern;
  for (const QString& word : text.split(QRegularExpression(QStringLiteral("\\s+")), Qt::SkipEmptyParts)) {
    const bool parameter = word.contains('=') && !word.startsWith('=') && !word.endsWith('=');
    const QString escaped = QRegularExpression::escape(word);
    pattern += parameter ? QStringLiteral("(?=.*(?:^|\\n)%1(?:\\n|$))").arg(escaped) : QStringLiteral("(?=.*%1)").arg(escaped);
  }
  return QRegularExpression(pattern.isEmpty() ? QString() : QStringLiteral("\\A") + pattern, QRegularExpression::CaseInsensitiveOption | QRegularExpression::DotMatchesEverythingOption);
}

void RunModel::setRuns(const std::vector<store::RunRow>& runs) {
  const int offset = static_cast<int>(m_jobs.size());
  // Runs that went.
  for (int i = static_cast<int>(m_runs.size()) - 1; i >= 0; --i) {
    const auto& name = m_runs[static_cast<std::size_t>(i)].name;
    if (std::any_of(runs.begin(), runs.end(), [&](const store::RunRow& row) { return row.name == name; })) continue;
    beginRemoveRows({}, offset + i, offset + i);
    m_checked.erase(QString::fromStdString(name));
    m_runs.erase(m_runs.begin() + i);
    endRemoveRows();
  }
  if (m_runs.empty() && !runs.empty()) {  // a project that is opened: all at once
    beginInsertRows({}, offset, offset + static_cast<int>(runs.size()) - 1);
    m_runs = runs;
    return endInsertRows();
  }
  // Both lists are newest first, so what is new can be put in between.
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (i < m_runs.size() && m_runs[i].name == runs[i].name) {
      if (sameRow(m_runs[i], runs[i])) continue;
      m_runs[i] = runs[i];
      emit dataChanged(index(offset + static_cast<int>(i), 0), index(offset + static_cast<int>(i), Columns - 1));
      continue;
    }
    beginInsertRows({}, offset + static_cast<int>(i), offset + static_cast<int>(i));
    m_runs.insert(m_runs.begin() + static_cast<std::ptrdiff_t>(i), runs[i]);
    endInsertRows();
  }
}

void RunModel::setJobs(const std::vector<Job>& jobs) {
  std::vector<Job> pending;
  for (auto job = jobs.rbegin(); job != jobs.rend(); ++job)
    if (job->run.isEmpty()) pending.push_back(*job);
  const auto same = [](const Job& a, const Job& b) { return a.id == b.id; };
  if (std::equal(pending.begin(), pending.end(), m_jobs.begin(), m_jobs.end(), same)) {
    m_jobs = std::move(pending);
    if (!m_jobs.empty()) emit dataChanged(index(0, 0), index(static_cast<int>(m_jobs.size()) - 1, Columns - 1));
    return;
  }
  if (!m_jobs.empty()) {
    beginRemoveRows({}, 0, static_cast<int>(m_jobs.size()) - 1);
    m_jobs.clear();
    endRemoveRows();
  }
  if (pending.empty()) return;
  beginInsertRows({}, 0, static_cast<int>(pending.size()) - 1);
  m_jobs = std::move(pending);
  endInsertRows();
}

void RunModel::setChecked(std::set<QString> names) {
  if (names == m_checked) return;
  m_checked = std::move(names);
  if (rowCount() > 0) emit dataChanged(index(0, 0), index(rowCount() - 1, 0), {Qt::CheckStateRole});
  emit checkedChanged();
}

int RunModel::rowOf(const QString& name) const {
  const std::string wanted = name.toStdString();
  const auto found = std::find_if(m_runs.begin(), m_runs.end(), [&](const store::RunRow& row) { return row.name == wanted; });
  return found == m_runs.end() ? -1 : static_cast<int>(m_jobs.size() + static_cast<std::size_t>(found - m_runs.begin()));
}

int RunModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(m_jobs.size() + m_runs.size()); }
int RunModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : Columns; }

QVariant RunModel::jobData(const Job& job, int column, int role) const {
  if (role == jobRole) return job.id;
  if (role == stateRole) return int(job.state);
  if (role == filterRole) return job.request.recipe + ' ' + job.request.resume;
  if (role == Qt::ToolTipRole && !job.error.isEmpty()) return tipText(job.error);
  if (role != Qt::DisplayRole && role != sortRole) return {};
  switch (column) {
    case Run: return job.request.resume.isEmpty() ? job.request.recipe : tr("resume %1").arg(job.request.resume);
    case State: return !job.error.isEmpty() ? job.error : job.held ? tr("paused") : job.state == run::State::Queued ? tr("queued") : tr("starting");
    case Recipe: return job.request.recipe;
    case Started: return role == sortRole ? job.addedAt : timeText(job.addedAt);
    default: return {};
  }
}

QVariant RunModel::runData(const store::RunRow& row, int column, int role) const {
  const QString name = QString::fromStdString(row.name);
  if (role == nameRole) return name;
  if (role == stateRole) return int(row.state);
  if (role == Qt::ToolTipRole) return tipText(fateText(row).isEmpty() ? name : name + '\n' + tr("It %1.").arg(fateText(row)));
  if (role == filterRole) return filterText(row);
  if (const char* metric = metricName(column)) {
    const auto value = metricOf(row, 10, metric);
    if (role == Qt::TextAlignmentRole) return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role == sortRole) return value ? QVariant(*value) : QVariant(-1.0);
    return role == Qt::DisplayRole ? QVariant(value ? (column == Arp ? QString::number(*value, 'f', 1) : QString::number(*value, 'f', 4)) : QString()) : QVariant();
  }
  if (role != Qt::DisplayRole && role != sortRole) return {};
  switch (column) {
    case Run: return runTitle(row);
    case State: return row.state == run::State::Failed && !row.error.empty() ? tr("failed: %1").arg(inWindowWords(QString::fromStdString(row.error))) : progressText(row);
    case Recipe: return QString::fromStdString(row.recipe);
    case Lengths: return lengthsText(row);
    case Seed: return qlonglong(row.seed);
    case Started: return role == sortRole ? QVariant(QString::fromStdString(row.startedAt)) : QVariant(timeText(QString::fromStdString(row.startedAt)));
    case Folder: return name;
    default: return {};
  }
}

QVariant RunModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= rowCount()) return {};
  const auto row = static_cast<std::size_t>(index.row());
  if (row < m_jobs.size()) return jobData(m_jobs[row], index.column(), role);
  const auto& run = m_runs[row - m_jobs.size()];
  if (m_checkable && role == Qt::CheckStateRole && index.column() == Run) return int(m_checked.count(QString::fromStdString(run.name)) ? Qt::Checked : Qt::Unchecked);
  return runData(run, index.column(), role);
}

bool RunModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  if (!m_checkable || role != Qt::CheckStateRole || index.column() != Run) return false;
  const QString name = index.data(nameRole).toString();
  if (name.isEmpty()) return false;
  if (value.toInt() == Qt::Checked) m_checked.insert(name);
  else m_checked.erase(name);
  emit dataChanged(index, index, {Qt::CheckStateRole});
  emit checkedChanged();
  return true;
}

Qt::ItemFlags RunModel::flags(const QModelIndex& index) const {
  Qt::ItemFlags flags = QAbstractTableModel::flags(index);
  if (m_checkable && index.isValid() && index.column() == Run && !index.data(nameRole).toString().isEmpty()) flags |= Qt::ItemIsUserCheckable;
  return flags;
}

QVariant RunModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::TextAlignmentRole && metricName(section)) return int(Qt::AlignRight | Qt::AlignVCenter);
  if (role != Qt::DisplayRole) return {};
  switch (section) {
    case Run: return tr("Run");
    case State: return tr("State");
    case Recipe: return tr("Recipe");
    case Lengths: return tr("L\u02b0 / L\u1d57");
    case Seed: return tr("Seed");
    case Started: return tr("Started");
    case Hr: return tr("HR");
    case HrHead: return tr("HR head");
    case HrTail: return tr("HR tail");
    case Ndcg: return tr("NDCG");
    case NdcgTail: return tr("NDCG tail");
    case Mgu: return tr("MGU");
    case Arp: return tr("ARP");
    case Folder: return tr("Folder");
    default: return {};
  }
}

}  // namespace ghost::workbench
