#pragma once
#include <QList>
#include <QPointer>
#include <QWidget>

namespace ghost::workbench {

/// What the Tab key reaches in a window, in the order in which it is read: the parts of each part from the top down and from left to right, whatever order they were made in.
QList<QWidget*> readingOrder(const QWidget& window);
/// Moves the keyboard focus to what is read next (or before), from the last to the first. False where there is nothing to go to.
bool moveFocus(QWidget& window, bool next);

/// Shows where the keyboard is: a ring around the widget that has it, whatever the style sheet makes of that widget. One for the whole application.
class FocusRing : public QWidget {
 public:
  /// Begins to follow the application's focus. Called once.
  static void install();
  /// The ring now in sight; null when there is none.
  static FocusRing* shown();
  QWidget* target() const { return m_target; }

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  FocusRing(QWidget* window, QWidget* target);
  void place();
  QPointer<QWidget> m_target;
};

}  // namespace ghost::workbench
