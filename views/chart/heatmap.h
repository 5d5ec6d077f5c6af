#pragma once
#include <memory>

#include <QWidget>

#include "figure/figure_data.h"
#include "views/theme/theme.h"

namespace ghost::chart {

/// A panel with cells: rectangles coloured by value (row 0 at the bottom), their text inside, a colour bar beside them. Empty cells are hatched.
/// A click or Enter on the cell chosen with the arrow keys says which. Main thread.
class Heatmap : public QWidget {
  Q_OBJECT
 public:
  explicit Heatmap(QWidget* parent = nullptr);
  ~Heatmap() override;
  void setPanel(const figure::Panel& panel);
  void setMode(theme::Mode mode);
  /// Outlines the cell with this link; empty = none.
  void setSelectedLink(const std::string& link);
  /// Middle of a cell in widget pixels.
  QPointF cellCentre(int column, int row) const;
  QSize sizeHint() const override { return {460, 380}; }

 signals:
  /// `link` is empty for a cell without a run.
  void cellClicked(int column, int row, const QString& link);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void leaveEvent(QEvent* event) override;
  bool event(QEvent* event) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

}  // namespace ghost::chart
