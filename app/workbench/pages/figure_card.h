#pragma once
#include <map>

#include "jobs/background.h"
#include "pages/parts.h"
#include "shell/desk.h"
#include "views/figure_view.h"

class QToolButton;

namespace ghost::workbench {

/// What a row of the figure table is asked for.
struct FigureWish {
  QString kind;
  std::map<std::string, std::string> values;  ///< parameters that differ from the defaults
  std::vector<std::string> runs;              ///< names; empty = the figure's own choice
  bool keptOnly = false;                      ///< see figure::FigureInput
  bool quiet = false;                         ///< without its remarks, where the page says them itself
};
/// Makes it; throws what the figure throws. Any thread.
figure::FigureData makeFigure(const run::Project& project, const FigureWish& wish);

/// A card with a figure: made in the background where it is asked for by kind, switchable to the numbers behind it, copied as picture or numbers.
class FigureCard : public Card {
  Q_OBJECT
 public:
  FigureCard(Desk& desk, const QString& title, QWidget* parent = nullptr);
  views::FigureView* view() const { return m_view; }
  /// Draws `figure` now.
  void show(const figure::FigureData& figure);
  /// Makes a figure in the background; the newest wish wins. `live` draws through the ten-a-second path.
  void wish(const FigureWish& wish, bool live = false);
  /// Nothing is being made any more, `sentence` stands in the figure's place.
  void showSentence(const QString& sentence);
  bool isBusy() const { return m_making.isBusy(); }
  void copyPicture();
  void copyNumbers();

 signals:
  void shown();

 private:
  Desk& m_desk;
  views::FigureView* m_view;
  QToolButton* m_numbers;
  Background m_making;
};

}  // namespace ghost::workbench
