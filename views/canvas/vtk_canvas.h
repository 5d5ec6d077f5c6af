#pragma once
#include <memory>

#include <QOpenGLWidget>

class vtkRenderer;

namespace ghost::canvas {

/// A VTK renderer inside a Qt widget: VTK draws into its own framebuffer in the widget's context and the result is copied into the widget's.
/// The widget takes no input; whoever owns it moves the camera and calls update(). Pixels of VTK are the widget's pixels times its device pixel ratio.
/// Main thread only. Make one only where openGlState().usable. GL objects are released when the widget or its context goes, whichever is first,
/// and made again when Qt gives the widget another context (re-parenting, floating docks).
class VtkCanvas : public QOpenGLWidget {
  Q_OBJECT
 public:
  explicit VtkCanvas(QWidget* parent = nullptr);
  ~VtkCanvas() override;

  /// The one renderer, owned here; actors and camera are the caller's business.
  vtkRenderer* renderer() const;
  /// Four samples a pixel instead of one.
  void setSmooth(bool smooth);
  /// Seconds the last frame took in VTK; 0 before the first.
  double lastFrameSeconds() const;

 protected:
  void initializeGL() override;
  void resizeGL(int width, int height) override;
  void paintGL() override;

 private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

}  // namespace ghost::canvas
