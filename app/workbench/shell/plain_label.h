#pragma once
#include <QLabel>

namespace ghost::workbench {

/// A label of plain text that keeps to the room it is given, whatever the text: one line ends in an ellipsis, several are broken within words that are wider than a line,
/// and no text asks for more width than a page can spare. The whole text is the tool tip where it isn't shown whole and none is set.
class PlainLabel : public QLabel {
 public:
  explicit PlainLabel(QWidget* parent);
  QSize minimumSizeHint() const override;
  int heightForWidth(int width) const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;

 private:
  bool isSelectable() const { return textInteractionFlags() & (Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard); }
  /// True when a word has no room in this width.
  bool breaksWords(int width) const;
  int room(int width) const;
  /// Lays the text out in this width; gives its height, and paints where there is a painter.
  int layOut(int width, QPainter* painter) const;
};

}  // namespace ghost::workbench
