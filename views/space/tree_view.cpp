#include "views/space/tree_view.h"

#include <algorithm>
#include <cmath>

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPointer>
#include <QTimer>
#include <QWheelEvent>

#include "views/canvas/platform.h"
#include "views/canvas/vtk_canvas.h"
#include "views/space/flat_tree.h"
#include "views/space/tree_overlay.h"
#include "views/space/tree_scene.h"

namespace ghost::space {

namespace {

// Software rasterisers draw this many discs within a frame; while the view moves fewer are enough.
constexpr int restBudget = 5000, movingBudget = 1500;
constexpr int smoothBelow = 1200;
constexpr double margin = 26;

}  // namespace

struct TreeView::Impl {
  TreeView* self;
  figure::Panel panel;           // as it was given
  TreeGeometry geometry;
  TreeCamera camera;
  VisibleTree visible;
  QPointer<canvas::VtkCanvas> gl;
  std::unique_ptr<TreeScene> scene;
  FlatTree* flat = nullptr;
  TreeOverlay* overlay = nullptr;
  QTimer settle;                 // full detail once the view rests
  bool touched = false;          // the user moved the camera: a resize must not refit
  int selected = -1, hovered = -1;
  QPointF pressed, dragged;
  bool dragging = false;

  double aspect = 0;
  /// Lays the panel's tree into the widget; indices stay as they are.
  void shape() {
    aspect = wantedAspect();
    geometry = TreeGeometry(panel.tree, panel.treeShape, panel.treeColour, aspect);
  }
  bool isCone() const { return geometry.shape() == figure::Panel::TreeShape::Cone; }

  /// Radial trees and icicles take the shape of the widget, within what can still be read.
  double wantedAspect() const {
    const double room = std::max(1.0, self->width() - 2 * margin) / std::max(1.0, self->height() - 2 * margin);
    return panel.treeShape == figure::Panel::TreeShape::Icicle ? std::clamp(room, 0.6, 4.0) : std::clamp(room, 0.75, 1.8);
  }
  void fit() {
    if (!isCone() && !panel.tree.empty() && std::abs(wantedAspect() - aspect) > 0.02) shape();
    camera.setViewport(QSizeF(self->size()));
    if (isCone()) camera.setOrbit(0.5, 0.35);
    camera.fit(geometry.low(), geometry.high(), margin, !isCone());
    touched = false;
  }
  void refresh(int budget) {
    visible = geometry.unfold(camera, budget, selected);
    if (scene) scene->rebuild(geometry, visible, 1 / camera.scale());
    redraw();
  }
  void redraw() {
    if (scene) scene->setCamera(camera, self->devicePixelRatioF());
    // Smooth edges cost a software rasteriser as much again; a small tree can afford them.
    if (gl) gl->setSmooth(static_cast<int>(visible.drawn.size()) <= smoothBelow);
    if (gl) gl->update();
    if (flat) flat->update();
    overlay->selected = selected;
    overlay->hovered = hovered;
    overlay->update();
  }
  void moved() {
    touched = true;
    refresh(movingBudget);
    settle.start();
  }
  void select(int index) {
    selected = index;
    refresh(restBudget);
    emit self->nodeClicked(geometry.nodes()[static_cast<std::size_t>(index)].id);
  }
  void reveal(int index) {
    const QRectF inside = QRectF(self->rect()).adjusted(margin, margin, -margin, -margin);
    const Vector3 place = geometry.position(index);
    if (inside.contains(camera.toScreen(place))) return;
    camera.centreOn(place);
    touched = true;
  }
  int neighbour(int key) const;
};

TreeView::TreeView(QWidget* parent) : QWidget(parent), m_impl(std::make_unique<Impl>()) {
  auto& impl = *m_impl;
  impl.self = this;
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  setMinimumSize(220, 160);
  setAccessibleName(QStringLiteral("Skeleton tree"));
  const auto& state = canvas::openGlState();
  if (!state.usable) {
    impl.flat = new FlatTree(this);
    impl.flat->setAttribute(Qt::WA_TransparentForMouseEvents);
    impl.flat->show(&impl.geometry, &impl.visible, &impl.camera);
  }
  impl.overlay = new TreeOverlay(this);
  impl.overlay->geometry = &impl.geometry;
  impl.overlay->visible = &impl.visible;
  impl.overlay->camera = &impl.camera;
  if (!state.usable) impl.overlay->notice = QStringLiteral("painted without OpenGL");
  impl.settle.setSingleShot(true);
  impl.settle.setInterval(120);
  connect(&impl.settle, &QTimer::timeout, this, [this] { m_impl->refresh(restBudget); });
}

TreeView::~TreeView() = default;

/// The canvas comes with the first look at a tree: from then on Qt puts the whole window together by OpenGL, each time anything in it is drawn, which costs a software
/// rasteriser several times the drawing itself.
void TreeView::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  auto& impl = *m_impl;
  if (impl.flat || impl.gl) return;
  impl.gl = new canvas::VtkCanvas(this);
  impl.gl->setAttribute(Qt::WA_TransparentForMouseEvents);
  impl.gl->setGeometry(rect());
  impl.scene = std::make_unique<TreeScene>(impl.gl->renderer());
  impl.scene->setMode(impl.overlay->mode);
  impl.gl->show();
  impl.overlay->raise();
  impl.refresh(restBudget);
}

void TreeView::setPanel(const figure::Panel& panel) {
  auto& impl = *m_impl;
  const std::int32_t keep = selectedNode();
  impl.panel = panel;
  impl.shape();
  impl.selected = impl.geometry.indexOf(keep);
  impl.hovered = -1;
  impl.fit();
  impl.refresh(restBudget);
}

void TreeView::setMode(theme::Mode mode) {
  auto& impl = *m_impl;
  impl.overlay->mode = mode;
  if (impl.scene) impl.scene->setMode(mode);
  if (impl.flat) impl.flat->setMode(mode);
  impl.refresh(restBudget);
}

void TreeView::setSelectedNode(std::int32_t id, bool reveal) {
  auto& impl = *m_impl;
  const int index = id < 0 ? -1 : impl.geometry.indexOf(id);
  if (index == impl.selected) return;
  impl.selected = index;
  if (index >= 0 && reveal) impl.reveal(index);
  impl.refresh(restBudget);
}

std::int32_t TreeView::selectedNode() const {
  return m_impl->selected < 0 ? -1 : m_impl->geometry.nodes()[static_cast<std::size_t>(m_impl->selected)].id;
}

void TreeView::setDescription(std::function<QStringList(std::int32_t)> describe) { m_impl->overlay->describe = std::move(describe); }

void TreeView::showAll() {
  m_impl->fit();
  m_impl->refresh(restBudget);
}

QPointF TreeView::screenPosition(std::int32_t id) const {
  const int index = m_impl->geometry.indexOf(id);
  return index < 0 ? QPointF() : m_impl->camera.toScreen(m_impl->geometry.position(index));
}

std::int32_t TreeView::nodeAt(QPointF pixel) const {
  const int index = m_impl->geometry.pick(m_impl->visible, m_impl->camera, pixel);
  return index < 0 ? -1 : m_impl->geometry.nodes()[static_cast<std::size_t>(index)].id;
}

bool TreeView::usesOpenGl() const { return m_impl->flat == nullptr; }
int TreeView::drawnNodes() const { return static_cast<int>(m_impl->visible.drawn.size()); }
int TreeView::allNodes() const { return static_cast<int>(m_impl->geometry.nodes().size()); }
double TreeView::lastFrameSeconds() const { return m_impl->gl ? m_impl->gl->lastFrameSeconds() : 0; }

void TreeView::resizeEvent(QResizeEvent*) {
  auto& impl = *m_impl;
  if (impl.gl) impl.gl->setGeometry(rect());
  if (impl.flat) impl.flat->setGeometry(rect());
  impl.overlay->setGeometry(rect());
  impl.overlay->raise();
  if (impl.touched) impl.camera.setViewport(QSizeF(size()));
  else impl.fit();
  impl.refresh(restBudget);
}

void TreeView::changeEvent(QEvent* event) {
  if (event->type() == QEvent::EnabledChange) m_impl->overlay->update();
  QWidget::changeEvent(event);
}

void TreeView::wheelEvent(QWheelEvent* event) {
  m_impl->camera.zoom(event->position(), std::pow(1.0015, event->angleDelta().y()));
  m_impl->moved();
  event->accept();
}

void TreeView::mousePressEvent(QMouseEvent* event) {
  m_impl->pressed = m_impl->dragged = event->position();
  m_impl->dragging = false;
  setFocus(Qt::MouseFocusReason);
}

void TreeView::mouseMoveEvent(QMouseEvent* event) {
  auto& impl = *m_impl;
  const QPointF here = event->position();
  if (event->buttons() & (Qt::LeftButton | Qt::MiddleButton)) {
    if (!impl.dragging && (here - impl.pressed).manhattanLength() < 4) return;
    impl.dragging = true;
    const bool turns = impl.isCone() && !(event->modifiers() & Qt::ShiftModifier) && (event->buttons() & Qt::LeftButton);
    if (turns) impl.camera.orbit(here - impl.dragged);
    else impl.camera.pan(here - impl.dragged);
    impl.dragged = here;
    impl.moved();
    return;
  }
  const int hovered = impl.geometry.pick(impl.visible, impl.camera, here);
  if (hovered == impl.hovered) return;
  impl.hovered = hovered;
  setCursor(hovered >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
  impl.overlay->hovered = hovered;
  impl.overlay->update();
  emit nodeHovered(hovered < 0 ? -1 : impl.geometry.nodes()[static_cast<std::size_t>(hovered)].id);
}

void TreeView::mouseReleaseEvent(QMouseEvent* event) {
  auto& impl = *m_impl;
  if (impl.dragging || event->button() != Qt::LeftButton) {
    impl.dragging = false;
    return;
  }
  const int index = impl.geometry.pick(impl.visible, impl.camera, event->position());
  if (index >= 0) impl.select(index);
}

void TreeView::mouseDoubleClickEvent(QMouseEvent* event) {
  const int index = m_impl->geometry.pick(m_impl->visible, m_impl->camera, event->position());
  if (index < 0) return showAll();
  m_impl->camera.zoom(event->position(), 3);
  m_impl->moved();
}

int TreeView::Impl::neighbour(int key) const {
  if (selected < 0) return 0;
  if (key == Qt::Key_Up) return geometry.parentIndex(selected);
  const auto& nodes = geometry.nodes();
  const int parent = key == Qt::Key_Down ? selected : geometry.parentIndex(selected);
  int before = -1;
  bool passed = false;
  for (int i = 0; i < static_cast<int>(nodes.size()); ++i) {
    if (geometry.parentIndex(i) != parent || parent < 0) continue;
    if (key == Qt::Key_Down) return i;
    if (key == Qt::Key_Right && passed) return i;
    if (i == selected) {
      if (key == Qt::Key_Left) return before;
      passed = true;
    }
    before = i;
  }
  return -1;
}

void TreeView::keyPressEvent(QKeyEvent* event) {
  auto& impl = *m_impl;
  switch (event->key()) {
    case Qt::Key_F: return showAll();
    case Qt::Key_Plus: case Qt::Key_Equal: impl.camera.zoom(QRectF(rect()).center(), 1.3); return impl.moved();
    case Qt::Key_Minus: impl.camera.zoom(QRectF(rect()).center(), 1 / 1.3); return impl.moved();
    case Qt::Key_Up: case Qt::Key_Down: case Qt::Key_Left: case Qt::Key_Right: {
      const int next = impl.geometry.nodes().empty() ? -1 : impl.neighbour(event->key());
      if (next < 0) return;
      impl.reveal(next);
      return impl.select(next);
    }
    default: QWidget::keyPressEvent(event);
  }
}

void TreeView::leaveEvent(QEvent*) {
  if (m_impl->hovered < 0) return;
  m_impl->hovered = m_impl->overlay->hovered = -1;
  m_impl->overlay->update();
  emit nodeHovered(-1);
}

}  // namespace ghost::space
