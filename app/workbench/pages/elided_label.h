#pragma once
#include <QWidget>

namespace ghost::workbench {

/// Plain text of any length and script in the room there is: up to `lines` lines, broken anywhere if need be, the rest an ellipsis and the whole in the tool tip. Asks
/// for no width of its own, so that no text can widen a page.
class ElidedLabel : public QWidget {
 public:
  explicit ElidedLabel(QWidget* parent, double points = 0, bool bold = false, int lines = 1);
  void setText(const QString& text);
  QString text() const { return m_text; }
  /// What is shown at the present width, line by line.
  QStringList shownLines() const;
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;
  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  QStringList linesAt(int width) const;
  QString m_text;
  int m_lines;
};

}  // namespace ghost::workbench
