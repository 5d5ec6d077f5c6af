#pragma once
#include <functional>
#include <memory>

#include <QWidget>

#include "figure/figure_data.h"
#include "views/theme/theme.h"

namespace ghost::space {

/// The skeleton tree on screen: VTK where OpenGL is usable, QPainter elsewhere, the same camera, level of detail, labels and picking in both.
/// Wheel zooms at the cursor, dragging pans (cone: turns; pans with Shift), double click or "F" shows everything, arrow keys walk the tree.
/// Main thread.
class TreeView : public QWidget {
  Q_OBJECT
 public:
  explicit TreeView(QWidget* parent = nullptr);
  ~TreeView() override;

  /// A panel with a tree; another shape or tree resets the camera, the selection is kept where the node still exists.
  void setPanel(const figure::Panel& panel);
  void setMode(theme::Mode mode);
  /// Highlights the node and its path; -1 clears. With `reveal` the camera goes there if it isn't in view. Emits nothing.
  void setSelectedNode(std::int32_t id, bool reveal = true);
  std::int32_t selectedNode() const;
  /// More about a node for its hover label, a line each; null = token path and items.
  void setDescription(std::function<QStringList(std::int32_t id)> describe);
  void showAll();

  /// Where a node is drawn, in widget pixels; for tests and for views that point at it. Null when the tree has no such node.
  QPointF screenPosition(std::int32_t id) const;
  /// Node under a widget pixel, -1 for none.
  std::int32_t nodeAt(QPointF pixel) const;
  bool usesOpenGl() const;
  /// Nodes drawn now, of nodes there are.
  int drawnNodes() const;
  int allNodes() const;
  double lastFrameSeconds() const;

 signals:
  void nodeClicked(std::int32_t id);
  void nodeHovered(std::int32_t id);  ///< -1 when the pointer leaves

 protected:
  void showEvent(QShowEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void leaveEvent(QEvent* event) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

}  // namespace ghost::space
