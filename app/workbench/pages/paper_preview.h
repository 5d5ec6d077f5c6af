#pragma once
#include <QSizeF>
#include <QWidget>

#include "figure/figure_data.h"

namespace ghost::workbench {

/// The sheet exactly as it will be exported (views/paper paints both), scaled to fit the widget, on the grey of a desk.
class PaperPreview : public QWidget {
 public:
  explicit PaperPreview(QWidget* parent = nullptr);
  /// widthMm > 0; heightMm 0 = natural.
  void setSheet(const figure::FigureData& figure, double widthMm, double heightMm, const std::string& style);
  QSizeF sizeMm() const { return m_size; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  figure::FigureData m_figure;
  QSizeF m_size;
  std::string m_style;
};

}  // namespace ghost::workbench
