#include "pages/elided_label.h"

#include <algorithm>

#include <QPainter>
#include <QTextLayout>

#include "shell/plain_text.h"
#include "views/theme/theme.h"

namespace ghost::workbench {

ElidedLabel::ElidedLabel(QWidget* parent, double points, bool bold, int lines) : QWidget(parent), m_lines(lines) {
  if (points > 0 || bold) setFont(theme::font(points > 0 ? points : 10, bold));
  QSizePolicy policy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
}

void ElidedLabel::setText(const QString& text) {
  const QString line = oneLine(text);
  if (line == m_text) return;
  m_text = line;
  setAccessibleName(shortText(m_text, 400));
  setPlainTip(this, m_text);
  updateGeometry();
  update();
}

QStringList ElidedLabel::linesAt(int width) const {
  if (m_text.isEmpty()) return {};
  // More than this can't fit, whatever the letters; laying out ten thousand letters for two lines would be waste.
  const QString head = shortText(m_text, std::max(40, m_lines * width / 2));
  QTextOption option;
  option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
  QTextLayout layout(head, font());
  layout.setTextOption(option);
  layout.beginLayout();
  QStringList shown;
  for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
    line.setLineWidth(std::max(1, width));
    if (shown.size() == m_lines - 1) {
      shown += fontMetrics().elidedText(head.mid(line.textStart()), Qt::ElideRight, std::max(1, width));
      break;
    }
    shown += head.mid(line.textStart(), line.textLength());
  }
  layout.endLayout();
  return shown;
}

QStringList ElidedLabel::shownLines() const { return linesAt(width()); }
int ElidedLabel::heightForWidth(int width) const { return static_cast<int>(std::max<qsizetype>(1, linesAt(width).size())) * fontMetrics().lineSpacing() + 2; }
QSize ElidedLabel::sizeHint() const { return {fontMetrics().averageCharWidth() * 24, heightForWidth(std::max(width(), fontMetrics().averageCharWidth() * 24))}; }
QSize ElidedLabel::minimumSizeHint() const { return {fontMetrics().averageCharWidth() * 4, fontMetrics().lineSpacing() + 2}; }

void ElidedLabel::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  updateGeometry();
}

void ElidedLabel::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setPen(palette().color(isEnabled() ? QPalette::Active : QPalette::Disabled, QPalette::WindowText));
  int y = 1;
  for (const QString& line : linesAt(width())) {
    const bool rightToLeft = line.isRightToLeft();
    painter.drawText(QRect(0, y, width(), fontMetrics().lineSpacing()), (rightToLeft ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter | Qt::TextSingleLine, line);
    y += fontMetrics().lineSpacing();
  }
}

}  // namespace ghost::workbench
