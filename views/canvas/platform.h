#pragma once
#include <QString>

namespace ghost::canvas {

/// To be called before the QApplication is made: asks for the surface format VTK needs (OpenGL 3.2 core, depth and alpha) and, where VTK can't
/// speak to a Wayland display (before 9.4), chooses the xcb platform unless QT_QPA_PLATFORM says otherwise.
void preparePlatform();

/// Whether an OpenGL view may be shown here, found out once by making a context, without ever showing a QOpenGLWidget: the offscreen and
/// minimal platforms die on one. Needs a QGuiApplication; main thread.
struct OpenGlState {
  bool usable = false;
  QString reason;  ///< why not, as a sentence; empty when usable
};
const OpenGlState& openGlState();

}  // namespace ghost::canvas
