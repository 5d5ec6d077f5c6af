#pragma once
#include "models/item_model.h"
#include "pages/figure_card.h"
#include "pages/page.h"
#include "pages/vectors_offer.h"

class QLineEdit;
class QPushButton;
class QSortFilterProxyModel;
class QTableView;

namespace ghost::workbench {

/// What am I looking at? Statistics, the long tail with the head rule, sequence lengths, an item browser.
class DataPage : public Page {
  Q_OBJECT
 public:
  explicit DataPage(Desk& desk);
  bool find() override;
  bool isBusy() const override;
  void pose() override;

 signals:
  void importWanted();
  void importReportWanted();

 private:
  void renew() override { refresh(); }
  void refresh();
  void showData(const DataBook& book);
  void followSelection();

  NumberRow* m_numbers;
  FigureCard *m_longTail, *m_lengths;
  ItemModel* m_items;
  QSortFilterProxyModel* m_filter;
  QTableView* m_table;
  QLineEdit* m_search;
  QLabel* m_warnings;
  VectorsOffer* m_vectors;
  QPushButton* m_report;
};

/// How many users have how long a sequence.
figure::FigureData lengthsFigure(const DataBook& book);

}  // namespace ghost::workbench
