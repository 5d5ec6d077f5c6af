#include "views/table/number_table.h"

#include <algorithm>

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QSortFilterProxyModel>

#include "views/table/panel_table.h"

namespace ghost::table {

NumberTable::NumberTable(QWidget* parent) : QTableView(parent), m_model(new PanelTable(this)), m_sorted(new QSortFilterProxyModel(this)) {
  m_sorted->setSourceModel(m_model);
  m_sorted->setSortRole(Qt::UserRole);
  setModel(m_sorted);
  dress(*this);
  setAccessibleName(QStringLiteral("Table of numbers"));
}

void NumberTable::setPanel(const figure::Panel& panel) {
  m_model->setPanel(panel);
  m_sorted->sort(-1);
  horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
}

void NumberTable::dress(QTableView& view) {
  view.setSortingEnabled(true);
  view.setAlternatingRowColors(true);
  view.setShowGrid(false);
  view.setSelectionBehavior(QAbstractItemView::SelectRows);
  view.setWordWrap(false);
  view.setTabKeyNavigation(false);  // Tab leaves a table; the arrows move in it
  view.verticalHeader()->hide();
  view.verticalHeader()->setDefaultSectionSize(24);
  view.horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  view.horizontalHeader()->setHighlightSections(false);
  view.horizontalHeader()->setStretchLastSection(true);
  view.setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
}

void NumberTable::keyPressEvent(QKeyEvent* event) {
  if (!event->matches(QKeySequence::Copy)) return QTableView::keyPressEvent(event);
  QGuiApplication::clipboard()->setText(selectionText(*this));
}

QString selectionText(const QTableView& view) {
  QList<int> rows, columns;
  if (const auto* selection = view.selectionModel())
    for (const QModelIndex& index : selection->selectedRows()) rows += index.row();
  if (rows.isEmpty())
    for (int row = 0; row < view.model()->rowCount(); ++row) rows += row;
  std::sort(rows.begin(), rows.end());
  for (int place = 0; place < view.model()->columnCount(); ++place)
    if (const int column = view.horizontalHeader()->logicalIndex(place); !view.isColumnHidden(column)) columns += column;
  return clipboardText(*view.model(), rows, columns);
}

}  // namespace ghost::table
