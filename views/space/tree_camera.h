#pragma once
#include <array>

#include <QPointF>
#include <QSizeF>

namespace ghost::space {

using Vector3 = std::array<double, 3>;

/// Orthographic view of a tree, the one mapping between tree space and widget pixels: VTK's camera is set from it, the fallback painter uses it and
/// picking inverts it, so what is seen is what is picked. `scale` is pixels a unit. yaw = pitch = 0 looks along -z with y up.
class TreeCamera {
 public:
  void setViewport(QSizeF pixels) { m_viewport = pixels; }
  QSizeF viewport() const { return m_viewport; }
  /// Centres the box and makes it fill the viewport but for `margin` pixels on each side; turns back to the front when `front`.
  void fit(const Vector3& low, const Vector3& high, double margin, bool front);

  QPointF toScreen(const Vector3& point) const;
  /// The point of the plane through the centre, facing the viewer, that lies under a pixel.
  Vector3 fromScreen(QPointF pixel) const;
  /// Larger is nearer to the viewer.
  double depth(const Vector3& point) const;

  void pan(QPointF pixels);
  /// Keeps the point under `pixel` where it is. The scale stays within 1/8 .. 4,000 times that of the last fit.
  void zoom(QPointF pixel, double factor);
  void orbit(QPointF pixels);  ///< 200 pixels a radian; pitch is kept within +-80 degrees
  void setOrbit(double yaw, double pitch);
  /// Moves the centre so that `point` lies in the middle of the viewport.
  void centreOn(const Vector3& point) { m_centre = point; }

  double scale() const { return m_scale; }
  const Vector3& centre() const { return m_centre; }
  Vector3 right() const;
  Vector3 up() const;
  Vector3 towardsViewer() const;

 private:
  QSizeF m_viewport{1, 1};
  Vector3 m_centre{0, 0, 0};
  double m_scale = 1, m_fitScale = 1;
  double m_yaw = 0, m_pitch = 0;
};

}  // namespace ghost::space
