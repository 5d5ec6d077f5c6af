#pragma once
#include <memory>

#include "views/space/tree_geometry.h"
#include "views/theme/theme.h"

class vtkRenderer;

namespace ghost::space {

/// The tree as VTK sees it: one poly data for all edges and one for all nodes (discs of constant pixel size, or icicle rectangles), coloured by role.
/// Rebuilt when the visible part changes; camera moves cost nothing but a frame. Main thread; works on a renderer of VtkCanvas.
class TreeScene {
 public:
  explicit TreeScene(vtkRenderer* renderer);
  ~TreeScene();

  void setMode(theme::Mode mode);
  /// `unitsPerPixel` of the camera: the hairline between icicle cells has a pixel whatever the zoom.
  void rebuild(const TreeGeometry& geometry, const VisibleTree& visible, double unitsPerPixel);
  /// `pixelRatio`: device pixels a widget pixel.
  void setCamera(const TreeCamera& camera, double pixelRatio);

 private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

}  // namespace ghost::space
