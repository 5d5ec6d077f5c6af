#include "models/grid_model.h"

#include "shell/plain_text.h"
#include "views/theme/theme.h"

namespace ghost::workbench {

namespace {
bool isNumber(const QVariant& value) { return value.typeId() == QMetaType::Double || value.typeId() == QMetaType::Int || value.typeId() == QMetaType::LongLong; }

constexpr int wide = 300;   // letters that no column shows more of

/// Blanks as wide as a text of digits, so that numbers without a deviation stand below those that have one.
QString blanksFor(QString text) {
  for (QChar& c : text) c = c == '.' ? QChar(0x2008) : c.isSpace() ? c : QChar(0x2007);
  return text;
}

QStringList textsOfColumn(const QList<QVariantList>& rows, int column) {
  std::vector<double> numbers;
  for (const QVariantList& row : rows)
    if (row.value(column).typeId() == QMetaType::Double) numbers.push_back(row[column].toDouble());
  const QStringList aligned = alignedNumbers(numbers);
  QStringList texts;
  qsizetype next = 0;
  for (const QVariantList& row : rows) {
    const QVariant value = row.value(column);
    texts += value.typeId() == QMetaType::Double ? aligned[next++] : shortText(oneLine(value.toString()), wide);
  }
  return texts;
}
}  // namespace

void GridModel::setGrid(Grid grid) {
  beginResetModel();
  m_grid = std::move(grid);
  m_texts = QList<QStringList>(m_grid.rows.size());
  for (int column = 0; column < m_grid.header.size(); ++column) {
    const QStringList texts = textsOfColumn(m_grid.rows, column);
    QString widest;
    for (qsizetype row = 0; row < texts.size(); ++row)
      if (const QString beside = m_grid.beside.value({static_cast<int>(row), column}); beside.size() > widest.size()) widest = beside;
    for (qsizetype row = 0; row < texts.size(); ++row) {
      const QString beside = m_grid.beside.value({static_cast<int>(row), column});
      const bool number = m_grid.rows[row].value(column).typeId() == QMetaType::Double;
      m_texts[row] += texts[row] + (beside.isEmpty() && number ? blanksFor(widest) : beside);
    }
  }
  endResetModel();
}

int GridModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(m_grid.rows.size()); }
int GridModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(m_grid.header.size()); }

QVariant GridModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= rowCount()) return {};
  const QVariant value = m_grid.rows[index.row()].value(index.column());
  switch (role) {
    case Qt::DisplayRole:
      if (value.typeId() != QMetaType::Double && value.typeId() != QMetaType::QString) return value;
      return m_texts[index.row()].value(index.column());
    case sortRole: return value;
    case Qt::TextAlignmentRole: return isNumber(value) || (index.column() > 0 && !value.isValid()) ? QVariant(int(Qt::AlignRight | Qt::AlignVCenter)) : QVariant();
    case Qt::FontRole: return m_grid.emphasis.contains({index.row(), index.column()}) ? QVariant(theme::font(9.5, true)) : QVariant();
    case Qt::ToolTipRole:
      if (!m_grid.tips.value(index.row()).isEmpty()) return tipText(m_grid.tips[index.row()]);
      return value.typeId() == QMetaType::QString && value.toString().size() > 24 ? QVariant(tipText(oneLine(value.toString()))) : QVariant();
    case itemRole: return m_grid.items.value(index.row(), -1);
    case Qt::DecorationRole: return index.column() == 0 && index.row() < m_grid.marks.size() ? QVariant(m_grid.marks[index.row()]) : QVariant();
    default: return {};
  }
}

QVariant GridModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::TextAlignmentRole && !m_grid.rows.isEmpty() && isNumber(m_grid.rows.front().value(section))) return int(Qt::AlignRight | Qt::AlignVCenter);
  if (role == Qt::ToolTipRole) return m_grid.headerTips.value(section).isEmpty() ? QVariant() : QVariant(tipText(m_grid.headerTips[section]));
  return role == Qt::DisplayRole ? QVariant(m_grid.header.value(section)) : QVariant();
}

}  // namespace ghost::workbench
