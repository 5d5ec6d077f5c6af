#pragma once
#include <functional>
#include <memory>

#include <QStringList>
#include <QWidget>

#include "figure/figure_data.h"
#include "views/theme/theme.h"

namespace ghost::chart {

/// A panel whose points stand for items: tens of thousands of them, painted once into a picture and shown from it. A chart of Qt would keep a graphics item for each.
/// The point under the pointer (or reached with the arrow keys) is described in a card, a click or Enter tells its item. Main thread.
class ItemCloud : public QWidget {
  Q_OBJECT
 public:
  explicit ItemCloud(QWidget* parent = nullptr);
  ~ItemCloud() override;
  void setPanel(const figure::Panel& panel);
  void setMode(theme::Mode mode);
  /// Rings the item where it is drawn; -1 = none.
  void setSelectedItem(std::int32_t item);
  /// Lines of the card beside a point; "item 12" without it.
  void setDescription(std::function<QStringList(std::int32_t item)> description);
  /// For tests: where an item is drawn in widget pixels, and what lies under a pixel (-1 = nothing within reach).
  QPointF position(std::int32_t item) const;
  std::int32_t itemAt(QPointF pixel) const;
  QSize sizeHint() const override { return {420, 360}; }

 signals:
  void itemClicked(std::int32_t item);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void leaveEvent(QEvent* event) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

}  // namespace ghost::chart
