#include "views/canvas/platform.h"

#include <QGuiApplication>
#include <QOffscreenSurface>
#include <QOpenGLContext>
#include <QSurfaceFormat>
#include <vtkVersionMacros.h>

namespace ghost::canvas {

namespace {

bool waylandSession() {
  return !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY") || qgetenv("XDG_SESSION_TYPE") == "wayland";
}

OpenGlState probe() {
  const QString platform = QGuiApplication::platformName();
  if (platform != QLatin1String("xcb") && platform != QLatin1String("wayland")) {
    return {false, QStringLiteral("The \"%1\" display platform has no OpenGL; trees are painted without it.").arg(platform)};
  }
  if (qEnvironmentVariableIsSet("GHOST_NO_OPENGL")) return {false, QStringLiteral("OpenGL is switched off by GHOST_NO_OPENGL; trees are painted without it.")};
  QOpenGLContext context;
  QOffscreenSurface surface;
  surface.create();
  const bool current = context.create() && context.makeCurrent(&surface);
  const auto version = context.format().version();
  if (current) context.doneCurrent();
  if (!current) return {false, QStringLiteral("This display offers no OpenGL; trees are painted without it.")};
  if (version < qMakePair(3, 2)) {
    return {false, QStringLiteral("This display offers OpenGL %1.%2 and VTK needs 3.2; trees are painted without it.").arg(version.first).arg(version.second)};
  }
  return {true, {}};
}

}  // namespace

void preparePlatform() {
#if VTK_VERSION_NUMBER < VTK_VERSION_CHECK(9, 4, 0)
  if (waylandSession() && qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM") && !qEnvironmentVariableIsEmpty("DISPLAY")) qputenv("QT_QPA_PLATFORM", "xcb");
#endif
  QSurfaceFormat format;
  format.setRenderableType(QSurfaceFormat::OpenGL);
  format.setVersion(3, 2);
  format.setProfile(QSurfaceFormat::CoreProfile);
  format.setSwapBehavior(QSurfaceFormat::DoubleBuffer);
  format.setRedBufferSize(8);
  format.setGreenBufferSize(8);
  format.setBlueBufferSize(8);
  format.setAlphaBufferSize(8);
  format.setDepthBufferSize(24);
  format.setStencilBufferSize(8);
  format.setSamples(0);
  QSurfaceFormat::setDefaultFormat(format);
}

const OpenGlState& openGlState() {
  static const OpenGlState state = probe();
  return state;
}

}  // namespace ghost::canvas
