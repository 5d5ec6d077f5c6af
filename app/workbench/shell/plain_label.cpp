#include "shell/plain_label.h"

#include <algorithm>

#include <QEvent>
#include <QHelpEvent>
#include <QPainter>
#include <QStyle>
#include <QTextLayout>
#include <QToolTip>

#include "shell/plain_text.h"

namespace ghost::workbench {

namespace {
constexpr int widestLine = 260, widestWord = 160;  // pixels that a text may insist on
}

PlainLabel::PlainLabel(QWidget* parent) : QLabel(parent) { setTextFormat(Qt::PlainText); }

QSize PlainLabel::minimumSizeHint() const {
  QSize hint = QLabel::minimumSizeHint();
  const int most = wordWrap() ? widestWord : widestLine;
  if (hint.width() <= most) return hint;
  hint.setWidth(most);
  // The base class gives one height for a word that is wider than any page.
  if (wordWrap()) hint.setHeight(fontMetrics().lineSpacing());
  return hint;
}

int PlainLabel::room(int width) const {
  const QMargins margins = contentsMargins();
  return std::max(1, width - margins.left() - margins.right() - 2 * margin());
}

bool PlainLabel::breaksWords(int width) const {
  const int wide = room(width);
  const QString whole = text();
  qsizetype begin = 0;
  for (qsizetype i = 0; i <= whole.size(); ++i) {
    if (i < whole.size() && !whole[i].isSpace()) continue;
    // A word that would have room in the widest letters needs no measuring; of an endless one a line full is enough.
    if (const qsizetype letters = i - begin; letters * fontMetrics().maxWidth() > wide && fontMetrics().horizontalAdvance(whole.mid(begin, std::min<qsizetype>(letters, wide))) > wide) return true;
    begin = i + 1;
  }
  return false;
}

int PlainLabel::layOut(int width, QPainter* painter) const {
  const int wide = room(width);
  QString shown = text();
  shown.replace('\n', QChar::LineSeparator);
  QTextOption option(alignment() & Qt::AlignHorizontal_Mask);
  option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
  QTextLayout layout(shown, font());
  layout.setTextOption(option);
  layout.beginLayout();
  double height = 0;
  for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
    line.setLineWidth(wide);
    line.setPosition({0, height});
    height += line.height();
  }
  layout.endLayout();
  const QMargins margins = contentsMargins();
  const double above = margins.top() + margin();
  if (painter) {
    painter->setPen(palette().color(isEnabled() ? QPalette::Active : QPalette::Disabled, foregroundRole()));
    const double spare = std::max(0.0, this->height() - above - margins.bottom() - margin() - height);
    layout.draw(painter, {double(margins.left() + margin()), above + (alignment() & Qt::AlignTop ? 0 : alignment() & Qt::AlignBottom ? spare : spare / 2)});
  }
  return static_cast<int>(height + above + margins.bottom() + margin() + 0.5);
}

int PlainLabel::heightForWidth(int width) const {
  if (!wordWrap() || isSelectable() || !breaksWords(width)) return QLabel::heightForWidth(width);
  return layOut(width, nullptr);
}

void PlainLabel::paintEvent(QPaintEvent* event) {
  const bool plain = textFormat() == Qt::PlainText && !isSelectable() && !text().isEmpty();
  if (plain && wordWrap() && breaksWords(width())) {
    QPainter painter(this);
    layOut(width(), &painter);
    return;
  }
  if (plain && !wordWrap() && !text().contains('\n') && fontMetrics().horizontalAdvance(text()) > contentsRect().width()) {
    QPainter painter(this);
    const QRect rect = contentsRect().adjusted(margin(), margin(), -margin(), -margin());
    style()->drawItemText(&painter, rect, static_cast<int>(QStyle::visualAlignment(layoutDirection(), alignment())), palette(), isEnabled(), fontMetrics().elidedText(text(), Qt::ElideRight, rect.width()), foregroundRole());
    return;
  }
  QLabel::paintEvent(event);
}

bool PlainLabel::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip && toolTip().isEmpty() && !wordWrap() && fontMetrics().horizontalAdvance(text()) > contentsRect().width()) {
    QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), tipText(text()), this);
    return true;
  }
  return QLabel::event(event);
}

}  // namespace ghost::workbench
