#pragma once
#include <QAbstractTableModel>
#include <QStringList>

namespace ghost::workbench {

/// A small finished table: header and cells of text or numbers, set as a whole. Qt::UserRole sorts by the cell's own type; numbers stand right.
/// `emphasis` marks cells (row, column) that are shown bold.
class GridModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  static constexpr int sortRole = Qt::UserRole;
  struct Grid {
    QStringList header;
    QList<QVariantList> rows;
    QList<QPair<int, int>> emphasis;
    QStringList tips;  ///< a row each; may be empty
  };
  using QAbstractTableModel::QAbstractTableModel;
  void setGrid(Grid grid);
  const Grid& grid() const { return m_grid; }

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

 private:
  Grid m_grid;
};

}  // namespace ghost::workbench
