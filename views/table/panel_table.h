#pragma once
#include <QAbstractTableModel>

#include "figure/figure_data.h"

namespace ghost::table {

/// The numbers of one panel as rows and columns: one column a series where they share their x values, else one row a point; heatmaps as a grid, boxes as
/// their statistics, trees as a list of nodes. Numbers are numbers (sortable), text is plain. Read-only.
class PanelTable : public QAbstractTableModel {
  Q_OBJECT
 public:
  using QAbstractTableModel::QAbstractTableModel;
  void setPanel(const figure::Panel& panel);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

 private:
  QStringList m_header;
  QList<QVariantList> m_rows;
};

/// Tab-separated text of a model, header included, for the clipboard. Cells that a spreadsheet would read as a formula get a leading apostrophe.
QString clipboardText(const QAbstractItemModel& model);
/// The same for these rows and columns, in this order.
QString clipboardText(const QAbstractItemModel& model, const QList<int>& rows, const QList<int>& columns);

}  // namespace ghost::table
