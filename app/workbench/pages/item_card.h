#pragma once
#include "models/grid_model.h"
#include "pages/elided_label.h"
#include "pages/parts.h"
#include "pages/sid_strip.h"
#include "shell/desk.h"

namespace ghost::workbench {

/// The selected item: title, group, popularity, semantic ID in head and tail colours, anchor with cosine (a tail) or the tails that inherit from it (a head),
/// and its nearest items by vector. Anchor and neighbours are links: a click selects them.
class ItemCard : public Card {
  Q_OBJECT
 public:
  explicit ItemCard(Desk& desk, QWidget* parent = nullptr);

 private:
  void refresh();
  void showRelations(int item, const DataBook& book, const TokenBook* tokens);
  void showNeighbours(int item, const DataBook& book);

  Desk& m_desk;
  ElidedLabel *m_name, *m_text;
  QLabel *m_facts, *m_relation, *m_hint;
  QPushButton* m_anchor;
  SidStrip* m_sid;
  GridModel* m_neighbours;
  QTableView* m_table;
  QLabel* m_tableTitle;
  int m_anchorItem = -1;
};

}  // namespace ghost::workbench
