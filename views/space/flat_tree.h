#pragma once
#include <QWidget>

#include "views/space/tree_geometry.h"
#include "views/theme/theme.h"

namespace ghost::space {

/// The tree without OpenGL: the same visible part, camera, sizes and colours, painted with QPainter. Takes no input.
class FlatTree : public QWidget {
 public:
  using QWidget::QWidget;
  /// The referenced values must outlive the widget; call update() when they change.
  void show(const TreeGeometry* geometry, const VisibleTree* visible, const TreeCamera* camera);
  void setMode(theme::Mode mode) { m_mode = mode; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  const TreeGeometry* m_geometry = nullptr;
  const VisibleTree* m_visible = nullptr;
  const TreeCamera* m_camera = nullptr;
  theme::Mode m_mode = theme::Mode::Light;
};

}  // namespace ghost::space
