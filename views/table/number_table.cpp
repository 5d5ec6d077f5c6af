#include "views/table/number_table.h"

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
  QGuiApplication::clipboard()->setText(clipboardText(*m_sorted));
}

}  // namespace ghost::table
