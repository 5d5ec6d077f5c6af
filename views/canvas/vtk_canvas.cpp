#include "views/canvas/vtk_canvas.h"

#include <QElapsedTimer>
#include <QOpenGLContext>
#include <QOpenGLExtraFunctions>
#include <QPointer>
#include <vtkCallbackCommand.h>
#include <vtkCommand.h>
#include <vtkGenericOpenGLRenderWindow.h>
#include <vtkNew.h>
#include <vtkOpenGLState.h>
#include <vtkRenderer.h>

namespace ghost::canvas {

struct VtkCanvas::Impl {
  vtkNew<vtkGenericOpenGLRenderWindow> window;
  vtkNew<vtkRenderer> renderer;
  vtkNew<vtkCallbackCommand> events;
  QPointer<QOpenGLContext> context;  // the one whose GL objects VTK holds
  QMetaObject::Connection contextEnd;
  bool ready = false;
  double frameSeconds = 0;

  // The context itself is made current, never the widget: QOpenGLWidget::makeCurrent also binds the widget's framebuffer,
  // which VTK's cache of the GL state would not notice, and the picture would stay empty.
  void makeCurrent() {
    if (context && QOpenGLContext::currentContext() != context && context->surface()) context->makeCurrent(context->surface());
  }
  void release() {
    if (!ready) return;
    ready = false;
    window->Finalize();
    window->SetReadyForRendering(false);
    QObject::disconnect(contextEnd);
    context = nullptr;
  }
  static void onWindowEvent(vtkObject*, unsigned long event, void* self, void* data) {
    auto* impl = static_cast<Impl*>(self);
    if (event == vtkCommand::WindowMakeCurrentEvent) impl->makeCurrent();
    if (event == vtkCommand::WindowIsCurrentEvent) *static_cast<bool*>(data) = impl->context && QOpenGLContext::currentContext() == impl->context;
  }
};

VtkCanvas::VtkCanvas(QWidget* parent) : QOpenGLWidget(parent), m_impl(std::make_unique<Impl>()) {
  setUpdateBehavior(QOpenGLWidget::NoPartialUpdate);
  auto& impl = *m_impl;
  impl.window->SetReadyForRendering(false);
  impl.window->SetFrameBlitModeToNoBlit();
  impl.window->SetMultiSamples(0);
  impl.window->AddRenderer(impl.renderer);
  impl.events->SetClientData(m_impl.get());
  impl.events->SetCallback(&Impl::onWindowEvent);
  impl.window->AddObserver(vtkCommand::WindowMakeCurrentEvent, impl.events);
  impl.window->AddObserver(vtkCommand::WindowIsCurrentEvent, impl.events);
}

VtkCanvas::~VtkCanvas() {
  if (!m_impl->ready) return;
  makeCurrent();
  m_impl->release();
  doneCurrent();
}

vtkRenderer* VtkCanvas::renderer() const { return m_impl->renderer; }
void VtkCanvas::setSmooth(bool smooth) { m_impl->window->SetMultiSamples(smooth ? 4 : 0); }
double VtkCanvas::lastFrameSeconds() const { return m_impl->frameSeconds; }

void VtkCanvas::initializeGL() {
  auto& impl = *m_impl;
  impl.context = context();
  impl.contextEnd = connect(impl.context, &QOpenGLContext::aboutToBeDestroyed, this, [this] {
    makeCurrent();
    m_impl->release();
    doneCurrent();
  });
  // Whatever VTK remembers of an earlier context is void here.
  impl.window->SetForceMaximumHardwareLineWidth(1);
  impl.window->SetOwnContext(0);
  impl.window->SetReadyForRendering(true);
  impl.window->OpenGLInitContext();
  auto* state = impl.window->GetState();
  state->Reset();
  state->Push();
  state->vtkglDepthFunc(GL_LEQUAL);
  impl.window->OpenGLInit();
  state->Pop();
  impl.ready = true;
  resizeGL(width(), height());
}

void VtkCanvas::resizeGL(int width, int height) {
  const double ratio = devicePixelRatioF();
  m_impl->window->SetSize(static_cast<int>(width * ratio + 0.5), static_cast<int>(height * ratio + 0.5));
  m_impl->window->SetDPI(static_cast<int>(72 * ratio + 0.5));
}

void VtkCanvas::paintGL() {
  auto& impl = *m_impl;
  if (!impl.ready) return;
  QElapsedTimer clock;
  clock.start();
  auto* state = impl.window->GetState();
  state->Reset();
  state->Push();
  state->vtkglDepthFunc(GL_LEQUAL);
  impl.window->Render();
  impl.frameSeconds = static_cast<double>(clock.nsecsElapsed()) * 1e-9;

  // Bind the widget's framebuffer behind VTK's back, then let VTK's cache look at what is bound now.
  auto* gl = QOpenGLContext::currentContext()->extraFunctions();
  gl->glBindFramebuffer(GL_FRAMEBUFFER, defaultFramebufferObject());
  state->ResetFramebufferBindings();
  gl->glDisable(GL_SCISSOR_TEST);
  const int* size = impl.window->GetSize();
  impl.window->BlitDisplayFramebuffer(0, 0, 0, size[0], size[1], 0, 0, size[0], size[1], GL_COLOR_BUFFER_BIT, GL_NEAREST);
  // VTK leaves an alpha that Qt would take for transparency.
  gl->glColorMask(GL_FALSE, GL_FALSE, GL_FALSE, GL_TRUE);
  gl->glClearColor(0, 0, 0, 1);
  gl->glClear(GL_COLOR_BUFFER_BIT);
  gl->glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
  state->Pop();
}

}  // namespace ghost::canvas
