#pragma once
#include <QProxyStyle>

namespace ghost::workbench {

/// Fusion with two things that it draws too faintly: boxes that aren't checked have an outline that is seen on every ground, and the arrow of a sorted column stands
/// beside its heading instead of at the far end of the column.
class GhostStyle : public QProxyStyle {
 public:
  GhostStyle();
  void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const override;
  QRect subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const override;
};

}  // namespace ghost::workbench
