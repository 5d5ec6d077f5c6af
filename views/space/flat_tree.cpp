#include "views/space/flat_tree.h"

#include <algorithm>

#include <QPainter>

namespace ghost::space {

void FlatTree::show(const TreeGeometry* geometry, const VisibleTree* visible, const TreeCamera* camera) {
  m_geometry = geometry;
  m_visible = visible;
  m_camera = camera;
}

void FlatTree::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), theme::ground(m_mode));
  if (!m_geometry || !m_visible) return;
  painter.setRenderHint(QPainter::Antialiasing);
  const auto colourOf = [&](int index) { return m_geometry->colour(index, m_geometry->nodes()[static_cast<std::size_t>(index)].role, m_mode); };
  if (m_geometry->isIcicle()) {
    painter.setPen(Qt::NoPen);
    for (int index : m_visible->drawn) {
      QColor fill = colourOf(index);
      fill.setAlpha(m_geometry->shades() || m_geometry->depth(index) % 2 == 0 ? 255 : 215);
      const QRectF cell = m_geometry->rectangle(index, *m_camera);
      const double gap = std::min(0.5, cell.width() * 0.05);
      painter.fillRect(cell.adjusted(gap, 0.5, -gap, -0.5), fill);
    }
    for (const TreeGlyph& glyph : m_geometry->glyphs(*m_visible)) painter.fillRect(QRectF(m_camera->toScreen(glyph.from), m_camera->toScreen(glyph.to)).normalized(), m_geometry->colour(glyph.index, glyph.role, m_mode));
    return;
  }
  for (int index : m_visible->drawn) {
    const int parent = m_geometry->parentIndex(index);
    if (parent < 0) continue;
    QColor line = colourOf(index);
    line.setAlpha(m_geometry->shades() ? 200 : 90);
    painter.setPen(QPen(line, 1));
    painter.drawLine(m_camera->toScreen(m_geometry->position(parent)), m_camera->toScreen(m_geometry->position(index)));
  }
  for (const TreeGlyph& glyph : m_geometry->glyphs(*m_visible)) {
    painter.setPen(QPen(m_geometry->colour(glyph.index, glyph.role, m_mode), std::clamp(0.84 * glyph.width * m_camera->scale(), 1.0, 6.0), Qt::SolidLine, Qt::FlatCap));
    painter.drawLine(m_camera->toScreen(glyph.from), m_camera->toScreen(glyph.to));
  }
  painter.setPen(Qt::NoPen);
  for (std::size_t i = 0; i < m_visible->drawn.size(); ++i) {
    const int index = m_visible->drawn[i];
    const QPointF place = m_camera->toScreen(m_geometry->position(index));
    if (m_visible->folded[i] && m_geometry->shape() == figure::Panel::TreeShape::Cone) {
      QColor behind = m_geometry->colour(index, m_geometry->hasTailBelow(index) ? figure::Role::Tail : m_geometry->nodes()[static_cast<std::size_t>(index)].role, m_mode);
      behind.setAlpha(170);
      painter.setBrush(behind);
      const double radius = m_geometry->glyphRadius(index, true);
      painter.drawEllipse(place, radius, radius);
    }
    painter.setBrush(colourOf(index));
    const double radius = m_geometry->glyphRadius(index, false);
    painter.drawEllipse(place, radius, radius);
  }
}

}  // namespace ghost::space
