#pragma once
#include <memory>

#include <QAbstractTableModel>

#include "models/token_shelf.h"

namespace ghost::workbench {

/// The items of a data set: id, title, training events, popularity rank, head or tail, semantic ID (of the chosen tokenization). Qt::UserRole sorts,
/// Qt::UserRole + 1 is the text the search matches.
class ItemModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Column { Id, Title, Events, Rank, Group, Sid, Columns };
  static constexpr int sortRole = Qt::UserRole, searchRole = Qt::UserRole + 1;
  using QAbstractTableModel::QAbstractTableModel;
  void setData(std::shared_ptr<const DataBook> data);
  void setTokens(std::shared_ptr<const TokenBook> tokens);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

 private:
  QString sidOf(int item) const;
  std::shared_ptr<const DataBook> m_data;
  std::shared_ptr<const TokenBook> m_tokens;
};

/// Title of an item, else its id in the source, else "item 12".
QString itemTitle(const DataBook& data, int item);
QString shortTitle(const DataBook& data, int item);  ///< at most 80 letters of it, for running text
/// That with its number behind it: "Cup (item 12)".
QString itemLine(const DataBook& data, int item);
/// What the source called it; empty where that isn't known.
QString rawIdOf(const DataBook& data, int item);
/// Items whose number, id in the source, title or SID matches; the first is the best. For "go to".
int findItem(const QString& text, const DataBook& data, const TokenBook* tokens);

}  // namespace ghost::workbench
