#pragma once
#include <QApplication>

namespace ghost::workbench {

/// The window's application. No exception may pass through Qt's event loop, which would end the program: what a click, key or timer throws and nobody caught ends here as a
/// sentence, and the window lives on.
class Application : public QApplication {
  Q_OBJECT
 public:
  using QApplication::QApplication;
  bool notify(QObject* receiver, QEvent* event) override;

 signals:
  void slipped(const QString& sentence);
};

}  // namespace ghost::workbench
