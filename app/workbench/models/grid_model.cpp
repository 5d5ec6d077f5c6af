#include "models/grid_model.h"

#include "shell/plain_text.h"
#include "views/theme/theme.h"

namespace ghost::workbench {

namespace {
bool isNumber(const QVariant& value) { return value.typeId() == QMetaType::Double || value.typeId() == QMetaType::Int || value.typeId() == QMetaType::LongLong; }
}  // namespace

void GridModel::setGrid(Grid grid) {
  beginResetModel();
  m_grid = std::move(grid);
  endResetModel();
}

int GridModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(m_grid.rows.size()); }
int GridModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(m_grid.header.size()); }

QVariant GridModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= rowCount()) return {};
  const QVariant value = m_grid.rows[index.row()].value(index.column());
  switch (role) {
    case Qt::DisplayRole:
      if (const auto text = m_grid.shown.constFind({index.row(), index.column()}); text != m_grid.shown.constEnd()) return *text;
      return value.typeId() == QMetaType::Double ? QVariant(numberText(value.toDouble())) : value;
    case sortRole: return value;
    case Qt::TextAlignmentRole: return isNumber(value) || (index.column() > 0 && !value.isValid()) ? QVariant(int(Qt::AlignRight | Qt::AlignVCenter)) : QVariant();
    case Qt::FontRole: return m_grid.emphasis.contains({index.row(), index.column()}) ? QVariant(theme::font(9.5, true)) : QVariant();
    case Qt::ToolTipRole: return m_grid.tips.value(index.row()).isEmpty() ? QVariant() : QVariant(QStringLiteral("<qt>%1</qt>").arg(m_grid.tips[index.row()].toHtmlEscaped()));
    case itemRole: return m_grid.items.value(index.row(), -1);
    case Qt::DecorationRole: return index.column() == 0 && index.row() < m_grid.marks.size() ? QVariant(m_grid.marks[index.row()]) : QVariant();
    default: return {};
  }
}

QVariant GridModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::TextAlignmentRole && !m_grid.rows.isEmpty() && isNumber(m_grid.rows.front().value(section))) return int(Qt::AlignRight | Qt::AlignVCenter);
  if (role == Qt::ToolTipRole) return m_grid.headerTips.value(section).isEmpty() ? QVariant() : QVariant(QStringLiteral("<qt>%1</qt>").arg(m_grid.headerTips[section].toHtmlEscaped()));
  return role == Qt::DisplayRole ? QVariant(m_grid.header.value(section)) : QVariant();
}

}  // namespace ghost::workbench
