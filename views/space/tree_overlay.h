#pragma once
#include <functional>

#include <QWidget>

#include "views/space/tree_geometry.h"
#include "views/theme/theme.h"

namespace ghost::space {

/// What lies above the tree: labels where there is room, the selected path, the hovered node's card, the legend. Lets all input through.
class TreeOverlay : public QWidget {
 public:
  explicit TreeOverlay(QWidget* parent);
  const TreeGeometry* geometry = nullptr;
  const VisibleTree* visible = nullptr;
  const TreeCamera* camera = nullptr;
  theme::Mode mode = theme::Mode::Light;
  int selected = -1;   ///< indices
  int hovered = -1;
  std::function<QStringList(std::int32_t id)> describe;
  QString notice;      ///< bottom line, e.g. why there is no OpenGL

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  void paintPath(QPainter& painter) const;
  void paintLabels(QPainter& painter) const;
  void paintCard(QPainter& painter) const;
  void paintLegend(QPainter& painter) const;
};

}  // namespace ghost::space
