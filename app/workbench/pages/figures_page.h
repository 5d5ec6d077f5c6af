#pragma once
#include "models/run_model.h"
#include "pages/figure_card.h"
#include "pages/page.h"
#include "pages/paper_preview.h"
#include "pages/param_form.h"

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QListWidget;
class QSortFilterProxyModel;
class QTableView;

namespace ghost::workbench {

/// The paper: choose a figure, its runs and size, see exactly what will be printed, export it.
class FiguresPage : public Page {
  Q_OBJECT
 public:
  explicit FiguresPage(Desk& desk);
  bool isBusy() const override;
  void pose() override;
  void chooseKind(const QString& kind);
  /// Writes the files; returns their paths (empty when it was told why not).
  QStringList exportNow();
  /// The same as a command line.
  std::vector<std::string> command() const;
  QListWidget* kinds() const { return m_kinds; }

 private:
  Card* makeChoice();
  Card* makePaper();
  void renew() override { refresh(); }
  void refresh();
  void showKind();
  void draw();
  FigureWish wish() const;
  std::vector<std::string> formats() const;
  std::filesystem::path folder() const;

  QListWidget* m_kinds;
  QLabel *m_about, *m_written;
  ParamForm* m_form;
  RunModel* m_runs;
  QSortFilterProxyModel* m_sorted;
  QTableView* m_table;
  QComboBox *m_width, *m_style;
  QDoubleSpinBox* m_widthMm;
  QList<QCheckBox*> m_formats;
  PaperPreview* m_preview;
  figure::FigureData m_figure;
  QString m_stamp;   ///< project and runs that the figure was drawn from
  Background m_making;
};

}  // namespace ghost::workbench
