#pragma once
#include <QTableView>

#include "figure/figure_data.h"

class QSortFilterProxyModel;

namespace ghost::table {

class PanelTable;

/// Tab-separated text of the selected rows of a table as it is sorted and shown, header included; of all rows where none is selected.
QString selectionText(const QTableView& view);

/// A panel as a sortable table; Ctrl+C copies the selected rows or, without one, everything.
class NumberTable : public QTableView {
  Q_OBJECT
 public:
  explicit NumberTable(QWidget* parent = nullptr);
  void setPanel(const figure::Panel& panel);
  /// The look all tables of the window share: alternating rows, whole-row selection, no grid, no vertical header.
  static void dress(QTableView& view);

 protected:
  void keyPressEvent(QKeyEvent* event) override;

 private:
  PanelTable* m_model;
  QSortFilterProxyModel* m_sorted;
};

}  // namespace ghost::table
