#pragma once
#include "decode/ranked_list.h"
#include "models/grid_model.h"
#include "pages/figure_card.h"
#include "pages/page.h"

class QComboBox;
class QPushButton;
class QSpinBox;
class QTableView;

namespace ghost::workbench {

/// What did one run recommend, and why? Metrics at every length penalty, who is in the lists, popularity fifths, and any one user's list.
class ResultsPage : public Page {
  Q_OBJECT
 public:
  explicit ResultsPage(Desk& desk);
  bool find() override;
  bool isBusy() const override;
  void pose() override;
  QTableView* metricTable() const { return m_metricTable; }

 private:
  using Lists = std::shared_ptr<const std::vector<decode::RankedList>>;
  void renew() override { fillRuns(); refresh(); }
  void fillRuns();
  void refresh();
  void showLacking(const store::RunRow& run);
  void showNumbers(const store::RunRow& run);
  void showRemarks(const store::RunRow& run);
  void loadLists(const QString& run);
  void showUser();
  void nextHit(bool tailOnly);

  QComboBox* m_run;
  NumberRow* m_numbers;
  QLabel* m_remarks;
  GridModel *m_metrics, *m_recommended;
  QTableView *m_metricTable, *m_userTable;
  FigureCard *m_composition, *m_fifths;
  QSpinBox* m_user;
  QLabel* m_userFacts;
  QPushButton* m_again;      ///< makes lists that are gone
  Lists m_lists;
  QString m_shown, m_shownStamp, m_runsStamp;
  Background m_reading;
};

}  // namespace ghost::workbench
