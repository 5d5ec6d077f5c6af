#pragma once
#include <functional>
#include <memory>

#include <QStringList>
#include <QWidget>

#include "figure/figure_data.h"
#include "views/theme/theme.h"

namespace ghost::views {

/// A whole figure: its panels side by side, each in the view that suits it, or as tables of numbers; the figure's emptyReason where there is nothing.
/// Panels of the same kinds as before keep their widgets, so zoom and selection survive an update. Main thread.
class FigureView : public QWidget {
  Q_OBJECT
 public:
  explicit FigureView(QWidget* parent = nullptr);
  ~FigureView() override;

  void setFigure(const figure::FigureData& figure);
  /// For live figures: charts draw at most four times a second, and only what changed and is seen.
  void updateSoon(const figure::FigureData& figure);
  void setMode(theme::Mode mode);
  void setAsNumbers(bool numbers);
  bool asNumbers() const;
  /// At most this many panels in a row; 0 = as many as fit.
  void setColumns(int columns);
  void setTitleVisible(bool visible);
  /// Pixels that a panel has at least; 0 = what its view asks for. For figures whose page can scroll. Before the first figure.
  void setPanelHeight(int height);
  /// For views whose points stand for items: which one is ringed (-1 = none), and what is said of the one under the pointer.
  void setSelectedItem(std::int32_t item);
  void setItemDescription(std::function<QStringList(std::int32_t item)> description);
  const figure::FigureData& figure() const;
  /// The widget of the n-th panel, null when there is none.
  QWidget* panelWidget(int index) const;

 signals:
  void nodeClicked(std::int32_t node);
  void cellClicked(int column, int row, const QString& link);
  void valueClicked(double x);
  void itemClicked(std::int32_t item);

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

}  // namespace ghost::views
