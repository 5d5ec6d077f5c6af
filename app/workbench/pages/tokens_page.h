#pragma once
#include "pages/figure_card.h"
#include "pages/page.h"
#include "pages/token_compare.h"
#include "views/space/tree_view.h"

class QButtonGroup;
class QComboBox;
class QLabel;
class QLineEdit;
class QStackedWidget;
class QTabWidget;

namespace ghost::workbench {

/// How are items named, and what do tails inherit? The skeleton tree, the selected item, inheritance, codes and branching of one tokenization; or several of them side by
/// side.
class TokensPage : public Page {
  Q_OBJECT
 public:
  explicit TokensPage(Desk& desk);
  bool find() override;
  bool isBusy() const override;
  void pose() override;
  space::TreeView* tree() const { return m_tree; }
  void setShape(figure::Panel::TreeShape shape);
  void setColour(figure::TreeColour colour);
  TokenCompare* compare() const { return m_compare; }
  /// The tree of one set, or several sets side by side.
  void showCompare(bool compare);

 signals:
  void buildWanted();

 private:
  void renew() override { refresh(); }
  void fillChoices();
  void refresh();
  void drawTree();
  void drawFigures();
  void showReport(const TokenBook& tokens);
  void follow();
  void goTo(const QString& text);
  QStringList describe(std::int32_t node) const;

  QComboBox* m_choice;
  NumberRow* m_numbers;
  QLabel* m_warnings;  ///< collapsed levels, equal vectors
  space::TreeView* m_tree;
  QLineEdit* m_search;
  QButtonGroup* m_shapes;
  QComboBox* m_colour;
  QTabWidget* m_tabs;
  FigureCard *m_inheritance, *m_codes, *m_branching;
  QStackedWidget* m_views;
  QButtonGroup* m_viewButtons;
  QWidget* m_one;
  TokenCompare* m_compare;
  Background m_layout, m_figures;
  figure::Panel::TreeShape m_shape = figure::Panel::TreeShape::Radial;
};

}  // namespace ghost::workbench
