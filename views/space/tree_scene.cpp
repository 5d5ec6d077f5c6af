#include "views/space/tree_scene.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <QColor>
#include <vtkActor.h>
#include <vtkCamera.h>
#include <vtkCellArray.h>
#include <vtkCellData.h>
#include <vtkFloatArray.h>
#include <vtkNew.h>
#include <vtkPointData.h>
#include <vtkPointGaussianMapper.h>
#include <vtkPoints.h>
#include <vtkPolyData.h>
#include <vtkPolyDataMapper.h>
#include <vtkProperty.h>
#include <vtkRenderer.h>
#include <vtkUnsignedCharArray.h>

namespace ghost::space {

namespace {

// A disc with a soft rim of about a pixel in place of the mapper's Gaussian blob. `offsetVCVSOutput` runs from the centre to 1 at the scale radius.
constexpr const char* discShader =
    "//VTK::Color::Impl\n"
    "float fromCentre = length(offsetVCVSOutput.xy);\n"
    "if (fromCentre > 1.0) discard;\n"
    "float rim = fwidth(fromCentre);\n"
    "opacity = opacity * (1.0 - smoothstep(1.0 - 1.5 * rim, 1.0, fromCentre));\n";

void putColour(vtkUnsignedCharArray* colours, const QColor& colour, int alpha) {
  const unsigned char rgba[4] = {static_cast<unsigned char>(colour.red()), static_cast<unsigned char>(colour.green()), static_cast<unsigned char>(colour.blue()),
                                 static_cast<unsigned char>(alpha)};
  colours->InsertNextTypedTuple(rgba);
}

/// The glyph as a quadrangle: a bar with a hairline beside it, or a spike between half a pixel and three pixels to each side of its axis.
std::array<Vector3, 4> cornersOf(const TreeGlyph& glyph, bool bar, double unitsPerPixel) {
  const Vector3 &a = glyph.from, &b = glyph.to;
  if (bar) {
    const double gap = std::min((b[0] - a[0]) * 0.04, 0.7 * unitsPerPixel);
    return {Vector3{a[0] + gap, a[1], 0}, {b[0] - gap, a[1], 0}, {b[0] - gap, b[1], 0}, {a[0] + gap, b[1], 0}};
  }
  const double length = std::max(1e-12, std::hypot(b[0] - a[0], b[1] - a[1])), half = std::clamp(0.42 * glyph.width, 0.5 * unitsPerPixel, 3 * unitsPerPixel);
  const double x = -(b[1] - a[1]) / length * half, y = (b[0] - a[0]) / length * half;
  return {Vector3{a[0] - x, a[1] - y, 0}, {b[0] - x, b[1] - y, 0}, {b[0] + x, b[1] + y, 0}, {a[0] + x, a[1] + y, 0}};
}

vtkNew<vtkUnsignedCharArray> rgbaArray() {
  vtkNew<vtkUnsignedCharArray> colours;
  colours->SetNumberOfComponents(4);
  colours->SetName("colour");
  return colours;
}

}  // namespace

struct TreeScene::Impl {
  vtkRenderer* renderer;
  theme::Mode mode = theme::Mode::Light;
  bool icicle = false;
  vtkNew<vtkPolyData> edges, discs, rectangles;
  vtkNew<vtkPolyDataMapper> edgeMapper, rectangleMapper;
  vtkNew<vtkPointGaussianMapper> discMapper;
  vtkNew<vtkActor> edgeActor, discActor, rectangleActor;

  void buildEdges(const TreeGeometry& geometry, const VisibleTree& visible);
  void buildDiscs(const TreeGeometry& geometry, const VisibleTree& visible);
  void buildRectangles(const TreeGeometry& geometry, const VisibleTree& visible, double unitsPerPixel);
};

TreeScene::TreeScene(vtkRenderer* renderer) : m_impl(std::make_unique<Impl>()) {
  auto& impl = *m_impl;
  impl.renderer = renderer;
  impl.edgeMapper->SetInputData(impl.edges);
  impl.edgeActor->SetMapper(impl.edgeMapper);
  impl.edgeActor->GetProperty()->LightingOff();
  impl.edgeActor->GetProperty()->SetLineWidth(1);
  impl.discMapper->SetInputData(impl.discs);
  impl.discMapper->SetScaleArray("radius");
  impl.discMapper->SetSplatShaderCode(discShader);
  impl.discMapper->SetTriangleScale(1.0);
  impl.discMapper->EmissiveOff();  // on by default: added to a white ground the discs would be white
  impl.discActor->SetMapper(impl.discMapper);
  impl.discActor->GetProperty()->LightingOff();
  impl.rectangleMapper->SetInputData(impl.rectangles);
  impl.rectangleActor->SetMapper(impl.rectangleMapper);
  impl.rectangleActor->GetProperty()->LightingOff();
  for (vtkActor* actor : {impl.edgeActor.Get(), impl.rectangleActor.Get(), impl.discActor.Get()}) renderer->AddActor(actor);
  renderer->GetActiveCamera()->ParallelProjectionOn();
  setMode(impl.mode);
}

TreeScene::~TreeScene() = default;

void TreeScene::setMode(theme::Mode mode) {
  m_impl->mode = mode;
  const QColor ground = theme::ground(mode);
  m_impl->renderer->SetBackground(ground.redF(), ground.greenF(), ground.blueF());
}

void TreeScene::Impl::buildEdges(const TreeGeometry& geometry, const VisibleTree& visible) {
  vtkNew<vtkPoints> points;
  vtkNew<vtkCellArray> lines;
  auto colours = rgbaArray();
  if (!geometry.isIcicle()) {
    std::vector<vtkIdType> pointOf(geometry.nodes().size(), -1);
    for (int index : visible.drawn) {
      const Vector3 place = geometry.position(index);
      pointOf[static_cast<std::size_t>(index)] = points->InsertNextPoint(place[0], place[1], place[2] - 1e-3);
      const int parent = geometry.parentIndex(index);
      if (parent < 0) continue;
      const vtkIdType ends[2] = {pointOf[static_cast<std::size_t>(parent)], pointOf[static_cast<std::size_t>(index)]};
      lines->InsertNextCell(2, ends);
      putColour(colours, geometry.colour(index, geometry.nodes()[static_cast<std::size_t>(index)].role, mode), geometry.shades() ? 200 : 90);
    }
  }
  edges->Initialize();
  edges->SetPoints(points);
  edges->SetLines(lines);
  edges->GetCellData()->SetScalars(colours);
}

void TreeScene::Impl::buildDiscs(const TreeGeometry& geometry, const VisibleTree& visible) {
  vtkNew<vtkPoints> points;
  vtkNew<vtkCellArray> vertices;
  vtkNew<vtkFloatArray> radii;
  radii->SetName("radius");
  auto colours = rgbaArray();
  if (!geometry.isIcicle()) {
    const auto add = [&](int index, double radius, figure::Role role, int alpha) {
      const Vector3 place = geometry.position(index);
      const vtkIdType id = points->InsertNextPoint(place[0], place[1], place[2]);
      vertices->InsertNextCell(1, &id);
      radii->InsertNextValue(static_cast<float>(radius));
      putColour(colours, geometry.colour(index, role, mode), alpha);
    };
    for (std::size_t i = 0; i < visible.drawn.size(); ++i) {
      const int index = visible.drawn[i];
      const figure::Role role = geometry.nodes()[static_cast<std::size_t>(index)].role;
      // In a cone what is folded away stands behind the node itself, in the colour of tails where there are some.
      if (visible.folded[i] && geometry.shape() == figure::Panel::TreeShape::Cone) add(index, geometry.glyphRadius(index, true), geometry.hasTailBelow(index) ? figure::Role::Tail : role, 170);
      add(index, geometry.glyphRadius(index, false), role, 255);
    }
  }
  discs->Initialize();
  discs->SetPoints(points);
  discs->SetVerts(vertices);
  discs->GetPointData()->AddArray(radii);
  discs->GetPointData()->SetScalars(colours);
}

void TreeScene::Impl::buildRectangles(const TreeGeometry& geometry, const VisibleTree& visible, double unitsPerPixel) {
  vtkNew<vtkPoints> points;
  vtkNew<vtkCellArray> quads;
  auto colours = rgbaArray();
  if (geometry.isIcicle()) {
    for (int index : visible.drawn) {
      const auto& node = geometry.nodes()[static_cast<std::size_t>(index)];
      // A hairline of the ground between neighbours, never more than a tenth of the cell.
      const double gap = std::min(node.width * 0.04, 0.7 * unitsPerPixel), x0 = node.x + gap, x1 = node.x + double(node.width) - gap, y0 = node.y + 0.7 * unitsPerPixel, y1 = node.y + double(node.height) - 0.7 * unitsPerPixel;
      const vtkIdType corners[4] = {points->InsertNextPoint(x0, y0, 0), points->InsertNextPoint(x1, y0, 0), points->InsertNextPoint(x1, y1, 0), points->InsertNextPoint(x0, y1, 0)};
      quads->InsertNextCell(4, corners);
      putColour(colours, geometry.colour(index, node.role, mode), geometry.shades() || geometry.depth(index) % 2 == 0 ? 255 : 215);
    }
  }
  for (const TreeGlyph& glyph : geometry.glyphs(visible)) {
    const auto corners = cornersOf(glyph, geometry.isIcicle(), unitsPerPixel);
    vtkIdType ids[4];
    for (std::size_t c = 0; c < 4; ++c) ids[c] = points->InsertNextPoint(corners[c][0], corners[c][1], corners[c][2]);
    quads->InsertNextCell(4, ids);
    putColour(colours, geometry.colour(glyph.index, glyph.role, mode), 255);
  }
  rectangles->Initialize();
  rectangles->SetPoints(points);
  rectangles->SetPolys(quads);
  rectangles->GetCellData()->SetScalars(colours);
}

void TreeScene::rebuild(const TreeGeometry& geometry, const VisibleTree& visible, double unitsPerPixel) {
  auto& impl = *m_impl;
  impl.buildEdges(geometry, visible);
  impl.buildDiscs(geometry, visible);
  impl.buildRectangles(geometry, visible, unitsPerPixel);
  impl.edgeActor->SetVisibility(impl.edges->GetNumberOfCells() > 0);
  impl.discActor->SetVisibility(impl.discs->GetNumberOfCells() > 0);
  impl.rectangleActor->SetVisibility(impl.rectangles->GetNumberOfCells() > 0);
}

void TreeScene::setCamera(const TreeCamera& camera, double pixelRatio) {
  auto& impl = *m_impl;
  auto* view = impl.renderer->GetActiveCamera();
  constexpr double distance = 10;  // far outside any layout; parallel projection doesn't care
  const Vector3 centre = camera.centre(), towards = camera.towardsViewer(), up = camera.up();
  view->SetFocalPoint(centre[0], centre[1], centre[2]);
  view->SetPosition(centre[0] + distance * towards[0], centre[1] + distance * towards[1], centre[2] + distance * towards[2]);
  view->SetViewUp(up[0], up[1], up[2]);
  view->SetParallelScale(camera.viewport().height() / 2 / camera.scale());
  view->SetClippingRange(distance - 8, distance + 8);
  impl.discMapper->SetScaleFactor(1.0 / camera.scale());  // radii are in widget pixels
  impl.edgeActor->GetProperty()->SetLineWidth(static_cast<float>(pixelRatio));
}

}  // namespace ghost::space
