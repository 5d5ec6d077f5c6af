#pragma once
#include "models/baseline_shelf.h"
#include "models/grid_model.h"
#include "models/run_model.h"
#include "models/run_samples.h"
#include "pages/figure_card.h"
#include "pages/page.h"
#include "pages/table_export.h"
#include "views/chart/heatmap.h"

class QCheckBox;
class QComboBox;
class QLineEdit;
class QSortFilterProxyModel;
class QTableView;
class QTabWidget;

namespace ghost::workbench {

/// Which choice is better? All runs with a filter, the checked set compared (metrics, CNS over exactly this set, parameters that differ), and the
/// L^h x L^t heatmap: a cell with a run opens it, an empty one says what it would cost and can be launched.
class ComparePage : public Page {
  Q_OBJECT
 public:
  explicit ComparePage(Desk& desk);
  bool find() override;
  bool isBusy() const override;
  void pose() override;
  /// The heatmap now shown; null while there is none.
  chart::Heatmap* heatmap() const;
  /// Launches the run of the empty cell that was clicked last.
  void launchCell();
  RunModel* runModel() const { return m_model; }
  TableExport* tableExport() const { return m_export; }

 signals:
  /// Fill the form of the page Train.
  void formWanted(const QString& recipe, const std::map<std::string, std::string>& values);

 private:
  void renew() override { refresh(); }
  Card* makeRuns();
  Card* makeComparison();
  void follow();
  Card* makeHeatmap();
  void refresh();
  void compare();
  void drawHeatmap();
  void clickCell(int column, int row, const QString& link);
  void estimateCell();
  void showTable();
  void showBars();
  void showIntervals();
  std::vector<const store::RunRow*> chosen() const;
  QStringList chosenNames() const;

  RunModel* m_model;
  QSortFilterProxyModel* m_filter;
  QTableView *m_table, *m_compared;
  QLineEdit* m_search;
  GridModel *m_comparison, *m_parameters;
  QTabWidget* m_tabs;
  FigureCard *m_bars, *m_heatmap;
  QComboBox *m_metric, *m_recipe;
  QLabel *m_cellText, *m_remarks, *m_intervals;
  QCheckBox* m_withBaselines;
  QPushButton *m_launch, *m_fill, *m_showIntervals;
  VerbCall m_estimate;
  RunSamples m_samples;
  BaselineShelf m_baselines;
  TableExport* m_export;
  QString m_comparedStamp, m_heatmapStamp;   ///< what they were drawn from
  JobRequest m_cell;          ///< the empty cell clicked last; no recipe = none
  bool m_chose = false;       ///< the user has a set of their own
};

}  // namespace ghost::workbench
