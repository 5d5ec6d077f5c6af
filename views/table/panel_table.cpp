#include "views/table/panel_table.h"

#include <algorithm>
#include <cmath>

namespace ghost::table {

using figure::Panel;
using figure::Series;

namespace {

struct Content {
  QStringList header;
  QList<QVariantList> rows;
};

QString text(const std::string& value) { return QString::fromStdString(value); }
QString orElse(const std::string& value, const char* otherwise) { return value.empty() ? QString::fromLatin1(otherwise) : text(value); }

QVariant abscissa(const Panel& panel, double x) {
  const auto category = static_cast<std::size_t>(std::max(0.0, std::round(x)));
  if (!panel.x.categories.empty() && category < panel.x.categories.size()) return text(panel.x.categories[category]);
  return x;
}

Content ofTree(const Panel& panel) {
  Content content{{QStringLiteral("node"), QStringLiteral("token"), QStringLiteral("level"), QStringLiteral("role"), QStringLiteral("items"), QStringLiteral("item"), QStringLiteral("share of training events")}, {}};
  for (const auto& node : panel.tree)
    content.rows += {node.id, text(node.label), node.depth, text(std::string(figure::roleName(node.role))), node.items, node.item < 0 ? QVariant() : QVariant(node.item), double(node.weight)};
  return content;
}

Content ofCells(const Panel& panel) {
  Content content{{orElse(panel.y.label, "row")}, {}};
  for (const auto& name : panel.x.categories) content.header += text(name);
  for (const auto& name : panel.y.categories) {
    QVariantList row{text(name)};
    row.resize(content.header.size());
    content.rows += row;
  }
  for (const auto& cell : panel.cells)
    if (cell.row >= 0 && cell.row < content.rows.size() && cell.column >= 0 && cell.column + 1 < content.header.size()) content.rows[cell.row][cell.column + 1] = cell.value ? QVariant(*cell.value) : QVariant(text(cell.text.empty() ? cell.estimate : cell.text));
  return content;
}

Content ofBoxes(const Panel& panel) {
  Content content{{QStringLiteral("series"), QStringLiteral("at"), QStringLiteral("values"), QStringLiteral("lower whisker"), QStringLiteral("q1"), QStringLiteral("median"), QStringLiteral("q3"), QStringLiteral("upper whisker"), QStringLiteral("mean"), QStringLiteral("outliers")}, {}};
  for (const Series& s : panel.series)
    for (const auto& box : s.boxes)
      content.rows += {text(s.name), abscissa(panel, box.at), qlonglong(box.count), box.whiskerLow, box.q1, box.median, box.q3, box.whiskerHigh, box.mean, qlonglong(box.outliers.size())};
  return content;
}

bool shareAbscissae(const std::vector<const Series*>& all) {
  return std::all_of(all.begin(), all.end(), [&](const Series* s) { return s->x == all.front()->x && s->y.size() == s->x.size(); });
}

Content ofSeries(const Panel& panel, const std::vector<const Series*>& all) {
  if (shareAbscissae(all)) {
    Content content{{orElse(panel.x.label, "x")}, {}};
    for (const Series* s : all) content.header += s->name.empty() ? orElse(panel.y.label, "y") : text(s->name);
    for (std::size_t i = 0; i < all.front()->x.size(); ++i) {
      QVariantList row{abscissa(panel, all.front()->x[i])};
      for (const Series* s : all) row += s->y[i];
      content.rows += row;
    }
    return content;
  }
  Content content{{QStringLiteral("series"), orElse(panel.x.label, "x"), orElse(panel.y.label, "y")}, {}};
  for (const Series* s : all)
    for (std::size_t i = 0; i < s->x.size() && i < s->y.size(); ++i) content.rows += {text(s->name), abscissa(panel, s->x[i]), s->y[i]};
  return content;
}

Content contentOf(const Panel& panel) {
  if (!panel.tree.empty()) return ofTree(panel);
  if (!panel.cells.empty()) return ofCells(panel);
  std::vector<const Series*> all;
  for (const Series& s : panel.series)
    if (s.kind != Series::Kind::Box) all.push_back(&s);
  if (!all.empty()) return ofSeries(panel, all);
  return ofBoxes(panel);
}

bool isNumber(const QVariant& value) { return value.typeId() == QMetaType::Double || value.typeId() == QMetaType::Int || value.typeId() == QMetaType::LongLong; }

}  // namespace

void PanelTable::setPanel(const Panel& panel) {
  beginResetModel();
  Content content = contentOf(panel);
  m_header = content.header;
  m_rows = content.rows;
  endResetModel();
}

int PanelTable::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(m_rows.size()); }
int PanelTable::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(m_header.size()); }

QVariant PanelTable::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= m_rows.size() || index.column() >= m_header.size()) return {};
  const QVariant value = m_rows[index.row()].value(index.column());
  if (role == Qt::DisplayRole) return value.typeId() == QMetaType::Double ? QVariant(QString::number(value.toDouble(), 'g', 6)) : value;
  if (role == Qt::UserRole) return value;  // for sorting
  if (role == Qt::TextAlignmentRole && isNumber(value)) return int(Qt::AlignRight | Qt::AlignVCenter);
  return {};
}

QVariant PanelTable::headerData(int section, Qt::Orientation orientation, int role) const {
  if (role != Qt::DisplayRole) return {};
  return orientation == Qt::Horizontal ? QVariant(m_header.value(section)) : QVariant(section + 1);
}

QString clipboardText(const QAbstractItemModel& model) {
  QList<int> rows, columns;
  for (int r = 0; r < model.rowCount(); ++r) rows += r;
  for (int c = 0; c < model.columnCount(); ++c) columns += c;
  return clipboardText(model, rows, columns);
}

QString clipboardText(const QAbstractItemModel& model, const QList<int>& rows, const QList<int>& columns) {
  const auto guarded = [](const QVariant& cell, bool number) {
    QString plain = cell.toString();
    plain.replace('\t', ' ').replace('\n', ' ').remove(QChar(0x2007)).remove(QChar(0x2008));
    if (const QString seen = plain.trimmed(); !number && !seen.isEmpty() && QStringLiteral("=+-@").contains(seen[0])) plain.prepend('\'');
    return plain;
  };
  QStringList lines, cells;
  for (const int column : columns) cells += guarded(model.headerData(column, Qt::Horizontal), false);
  lines += cells.join('\t');
  for (const int row : rows) {
    cells.clear();
    for (const int column : columns) {
      QString text = model.index(row, column).data().toString();
      bool number = false;
      text.remove(QChar(0x2007)).remove(QChar(0x2008)).remove(',').toDouble(&number);
      cells += guarded(model.index(row, column).data(), number);
    }
    lines += cells.join('\t');
  }
  return lines.join('\n') + '\n';
}

}  // namespace ghost::table
