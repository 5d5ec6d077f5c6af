#pragma once
#include <memory>

#include <QWidget>

#include "figure/figure_data.h"
#include "views/theme/theme.h"

namespace ghost::chart {

/// A panel with series, drawn by Qt Charts: raster only (never useOpenGL), no animation, thinned to the pixel width, logarithmic axes cleaned with a badge
/// that says what was hidden. Moving the pointer shows the values at that x. Main thread.
class PanelChart : public QWidget {
  Q_OBJECT
 public:
  explicit PanelChart(QWidget* parent = nullptr);
  ~PanelChart() override;

  /// Draws now.
  void setPanel(const figure::Panel& panel);
  /// For live curves: draws at most four times a second, and less often where a drawing costs more than a small share of the time; the newest panel wins. Unchanged
  /// structure only exchanges points, an equal panel draws nothing, and a chart that nobody sees waits until it is seen.
  void updateSoon(const figure::Panel& panel);
  void setMode(theme::Mode mode);

  /// Text of the badge below the plot: remarks and hidden points; empty if none.
  QString badge() const;
  /// For tests: points of the n-th drawn shape; how often the chart was drawn and how often it was built anew.
  int shapeCount() const;
  QList<QPointF> drawnPoints(int shape) const;
  int draws() const;
  int rebuilds() const;
  /// Position of a value in widget pixels.
  QPointF position(double x, double y) const;

 signals:
  /// The x value (category index on a categorical axis) nearest to a click.
  void clickedAt(double x);

 protected:
  void resizeEvent(QResizeEvent* event) override;
  void showEvent(QShowEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

}  // namespace ghost::chart
