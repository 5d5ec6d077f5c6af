#pragma once
#include "models/compared_tokens.h"
#include "pages/figure_card.h"

class QComboBox;
class QListWidget;
class QListWidgetItem;
class QSpinBox;
class QTableView;
class QTabWidget;

namespace ghost::workbench {

/// Token sets side by side on the same items: a check list, a table of what they are judged by, and the token figures of the figure table with one colour a set. Colliding
/// items, weak anchors and points of the projection can be clicked: they are selected for all pages. Figures are made in the background, that in sight only.
class TokenCompare : public QWidget {
  Q_OBJECT
 public:
  enum Part { Codebooks, Error, Collisions, Anchors, Branching, Projection, Parts };
  TokenCompare(Desk& desk, QWidget* parent);
  bool isBusy() const { return m_compared.isLoading() || m_making.isBusy() || m_exporting.isBusy(); }
  void showPart(Part part);
  ComparedTokens& compared() { return m_compared; }
  FigureCard* card(Part part) const { return m_cards[part]; }
  QListWidget* list() const { return m_list; }
  QTableView* summary() const { return m_summary; }
  /// The table beside the figure of collisions or anchors.
  QTableView* items(Part part) const { return part == Collisions ? m_collidingView : m_weakView; }
  QSpinBox* levelChoice() const { return m_level; }
  void copyTable();
  /// The figure in sight as the command that makes it, and its files in the project's figures folder.
  std::vector<std::string> command() const;
  void exportNow();

 signals:
  /// A set was asked for: it is selected, its tree should be seen.
  void treeWanted();

 protected:
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;

 private:
  QWidget* makeList();
  QWidget* makeSummary();
  QWidget* beside(FigureCard* card, QTableView* table);
  void addParts();
  void takeData();
  void fillList();
  void refresh();
  void draw();
  void showMade(Part part, figure::FigureData figure, GridModel::Grid grid);
  void showItems(Part part, GridModel::Grid grid);
  FigureWish wish() const;
  Part part() const;

  Desk& m_desk;
  ComparedTokens m_compared;
  QListWidget* m_list;
  QTabWidget* m_tabs;
  FigureCard* m_cards[Parts];
  GridModel *m_numbers, *m_colliding, *m_weak;
  QTableView *m_summary, *m_collidingView, *m_weakView;
  QComboBox *m_group, *m_scale;
  QSpinBox* m_level;
  bool m_fresh[Parts] = {};
  Background m_making, m_exporting;
};

}  // namespace ghost::workbench
