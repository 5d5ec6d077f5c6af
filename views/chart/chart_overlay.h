#pragma once
#include <optional>
#include <vector>

#include <QWidget>

#include "figure/figure_data.h"
#include "views/theme/theme.h"

namespace ghost::chart {

/// Above a chart: labels of reference lines and the card with the values at the pointer. Lets all input through.
class ChartOverlay : public QWidget {
 public:
  explicit ChartOverlay(QWidget* parent);
  struct Label { QPointF at; QString text; bool vertical; };
  std::vector<Label> labels;
  QRectF plot;                       ///< the plot area in this widget
  std::optional<double> pointerX;    ///< pixels
  QStringList card;                  ///< lines at the pointer; the first is the x value
  theme::Mode mode = theme::Mode::Light;

 protected:
  void paintEvent(QPaintEvent* event) override;
};

/// The card for the values nearest to x: one line a named series, "name: value". Empty when nothing lies near.
QStringList valuesNear(const figure::Panel& panel, double x, double tolerance);

}  // namespace ghost::chart
