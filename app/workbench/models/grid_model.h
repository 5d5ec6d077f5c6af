#pragma once
#include <QAbstractTableModel>
#include <QColor>
#include <QHash>
#include <QStringList>

namespace ghost::workbench {

/// A small finished table: header and cells of text or numbers, set as a whole. Qt::UserRole sorts by the cell's own type; numbers stand right.
/// Numbers of a column have equally many decimals, or where they are of different kinds (rates and counts) stand with their points below each other. Cells of long
/// text have the whole of it as their tip.
/// `emphasis` marks cells (row, column) that are shown bold. itemRole gives the item a row stands for, -1 where it stands for none.
class GridModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  static constexpr int sortRole = Qt::UserRole, itemRole = Qt::UserRole + 1;
  struct Grid {
    QStringList header;
    QList<QVariantList> rows;
    QList<QPair<int, int>> emphasis;
    QStringList tips;  ///< a row each; may be empty
    QList<int> items;  ///< a row each; may be empty
    QList<QColor> marks;  ///< a square in the first cell of a row; may be empty
    bool cut = false;     ///< there were more rows than are shown
    QStringList headerTips;  ///< a column each; may be empty
    QHash<QPair<int, int>, QString> beside;  ///< what is shown behind the number of a cell (row, column), e.g. " ± 0.002"
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
  QList<QStringList> m_texts;  ///< what is shown, a row each
};

}  // namespace ghost::workbench
