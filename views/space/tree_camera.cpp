#include "views/space/tree_camera.h"

#include <algorithm>
#include <cmath>

namespace ghost::space {

namespace {

double dot(const Vector3& a, const Vector3& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }
Vector3 minus(const Vector3& a, const Vector3& b) { return {a[0] - b[0], a[1] - b[1], a[2] - b[2]}; }
Vector3 along(const Vector3& from, const Vector3& direction, double length) {
  return {from[0] + direction[0] * length, from[1] + direction[1] * length, from[2] + direction[2] * length};
}

}  // namespace

Vector3 TreeCamera::right() const { return {std::cos(m_yaw), 0, -std::sin(m_yaw)}; }
Vector3 TreeCamera::up() const { return {-std::sin(m_yaw) * std::sin(m_pitch), std::cos(m_pitch), -std::cos(m_yaw) * std::sin(m_pitch)}; }
Vector3 TreeCamera::towardsViewer() const { return {std::sin(m_yaw) * std::cos(m_pitch), std::sin(m_pitch), std::cos(m_yaw) * std::cos(m_pitch)}; }

void TreeCamera::fit(const Vector3& low, const Vector3& high, double margin, bool front) {
  if (front) m_yaw = m_pitch = 0;
  for (int i = 0; i < 3; ++i) m_centre[i] = (low[i] + high[i]) / 2;
  // The extent along the screen axes of the box, whatever way it is turned.
  const Vector3 half = {(high[0] - low[0]) / 2, (high[1] - low[1]) / 2, (high[2] - low[2]) / 2};
  const auto extent = [&](const Vector3& axis) { return 2 * (std::abs(axis[0]) * half[0] + std::abs(axis[1]) * half[1] + std::abs(axis[2]) * half[2]); };
  const double width = std::max(extent(right()), 1e-9), height = std::max(extent(up()), 1e-9);
  const double roomX = std::max(m_viewport.width() - 2 * margin, 10.0), roomY = std::max(m_viewport.height() - 2 * margin, 10.0);
  m_scale = m_fitScale = std::min(roomX / width, roomY / height);
}

QPointF TreeCamera::toScreen(const Vector3& point) const {
  const Vector3 offset = minus(point, m_centre);
  return {m_viewport.width() / 2 + m_scale * dot(offset, right()), m_viewport.height() / 2 - m_scale * dot(offset, up())};
}

Vector3 TreeCamera::fromScreen(QPointF pixel) const {
  const Vector3 sideways = along(m_centre, right(), (pixel.x() - m_viewport.width() / 2) / m_scale);
  return along(sideways, up(), (m_viewport.height() / 2 - pixel.y()) / m_scale);
}

double TreeCamera::depth(const Vector3& point) const { return dot(minus(point, m_centre), towardsViewer()); }

void TreeCamera::pan(QPointF pixels) {
  m_centre = along(along(m_centre, right(), -pixels.x() / m_scale), up(), pixels.y() / m_scale);
}

void TreeCamera::zoom(QPointF pixel, double factor) {
  const Vector3 before = fromScreen(pixel);
  m_scale = std::clamp(m_scale * factor, m_fitScale / 8, m_fitScale * 4000);
  const Vector3 after = fromScreen(pixel);
  for (int i = 0; i < 3; ++i) m_centre[i] += before[i] - after[i];
}

void TreeCamera::orbit(QPointF pixels) { setOrbit(m_yaw - pixels.x() / 200, m_pitch + pixels.y() / 200); }

void TreeCamera::setOrbit(double yaw, double pitch) {
  constexpr double limit = 80 * 3.14159265358979323846 / 180;
  m_yaw = yaw;
  m_pitch = std::clamp(pitch, -limit, limit);
}

}  // namespace ghost::space
