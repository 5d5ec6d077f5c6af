#include "models/item_model.h"

#include <QCoreApplication>

#include "shell/plain_text.h"

namespace ghost::workbench {

void ItemModel::setData(std::shared_ptr<const DataBook> data) {
  beginResetModel();
  m_data = std::move(data);
  m_tokens.reset();
  endResetModel();
}

void ItemModel::setTokens(std::shared_ptr<const TokenBook> tokens) {
  m_tokens = m_data && tokens && tokens->tokens.table.items() == m_data->dataSet.items() ? std::move(tokens) : nullptr;
  if (rowCount() > 0) emit dataChanged(index(0, Sid), index(rowCount() - 1, Sid));
}

int ItemModel::rowCount(const QModelIndex& parent) const { return parent.isValid() || !m_data ? 0 : m_data->dataSet.items(); }
int ItemModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : Columns; }

QString ItemModel::sidOf(int item) const { return m_tokens ? QString::fromStdString(m_tokens->tokens.table.text(item)) : QString(); }

QVariant ItemModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || !m_data || index.row() >= m_data->dataSet.items()) return {};
  const int item = index.row();
  const auto place = static_cast<std::size_t>(item);
  if (role == Qt::TextAlignmentRole && (index.column() == Id || index.column() == Events || index.column() == Rank)) return int(Qt::AlignRight | Qt::AlignVCenter);
  if (role == Qt::ForegroundRole && index.column() == Group) return {};
  if (role == searchRole) return QStringLiteral("%1 %2 %3 %4").arg(QString::number(item), itemTitle(*m_data, item), rawIdOf(*m_data, item), sidOf(item));
  if (role == Qt::ToolTipRole) return index.column() == Title ? QVariant(tipText(itemTitle(*m_data, item))) : QVariant();
  if (role != Qt::DisplayRole && role != sortRole) return {};
  constexpr int wide = 300;  // letters that no column shows more of
  switch (index.column()) {
    case Id: return item;
    case Title: return role == sortRole ? itemTitle(*m_data, item) : shortText(itemTitle(*m_data, item), wide);
    case Events: return role == sortRole ? QVariant(qlonglong(m_data->popularity.count[place])) : QVariant(countText(m_data->popularity.count[place]));
    case Rank: return role == sortRole ? QVariant(qlonglong(m_data->rank[place])) : QVariant(countText(m_data->rank[place]));
    case Group: return m_data->popularity.isHead(item) ? tr("head") : tr("tail");
    case Sid: return sidOf(item);
    default: return {};
  }
}

QVariant ItemModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::TextAlignmentRole && (section == Id || section == Events || section == Rank)) return int(Qt::AlignRight | Qt::AlignVCenter);
  if (role != Qt::DisplayRole) return {};
  switch (section) {
    case Id: return tr("Item");
    case Title: return m_data && m_data->dataSet.catalog.titles.empty() ? tr("Id in the source") : tr("Title");
    case Events: return tr("Training events");
    case Rank: return tr("Popularity rank");
    case Group: return tr("Group");
    case Sid: return tr("Semantic ID");
    default: return {};
  }
}

QString itemTitle(const DataBook& data, int item) {
  return oneLine(QString::fromStdString(data.dataSet.catalog.nameOf(item)));
}

QString itemLine(const DataBook& data, int item) {
  const QString name = shortTitle(data, item);
  const QString number = QCoreApplication::translate("ItemModel", "item %1").arg(item);
  return data.dataSet.catalog.named() && name != number ? QCoreApplication::translate("ItemModel", "%1 (item %2)").arg(name).arg(item) : number;
}

QString rawIdOf(const DataBook& data, int item) {
  const auto& ids = data.dataSet.catalog.rawIds;
  const auto place = static_cast<std::size_t>(item);
  return place < ids.size() ? oneLine(QString::fromStdString(ids[place])) : QString();
}

QString shortTitle(const DataBook& data, int item) { return shortText(itemTitle(data, item)); }

int findItem(const QString& text, const DataBook& data, const TokenBook* tokens) {
  const QString wanted = text.trimmed();
  if (wanted.isEmpty()) return -1;
  bool isNumber = false;
  const int id = wanted.toInt(&isNumber);
  if (isNumber && id >= 0 && id < data.dataSet.items()) return id;
  for (int item = 0; item < data.dataSet.items(); ++item)
    if (rawIdOf(data, item).compare(wanted, Qt::CaseInsensitive) == 0) return item;
  if (isNumber) return -1;
  for (int item = 0; tokens && item < tokens->tokens.table.items(); ++item)
    if (QString::fromStdString(tokens->tokens.table.text(item)).startsWith(wanted)) return item;
  for (int item = 0; item < data.dataSet.items(); ++item)
    if (itemTitle(data, item).contains(wanted, Qt::CaseInsensitive) || rawIdOf(data, item).contains(wanted, Qt::CaseInsensitive)) return item;
  for (int item = 0; tokens && item < tokens->tokens.table.items(); ++item)
    if (QString::fromStdString(tokens->tokens.table.text(item)).contains(wanted)) return item;
  return -1;
}

}  // namespace ghost::workbench
