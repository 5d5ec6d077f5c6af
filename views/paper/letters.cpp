#include "views/paper/letters.h"

#include <algorithm>

#include <QFont>
#include <QFontMetricsF>
#include <QPainter>

#include "figure/elision.h"
#include "figure/markup.h"
#include "views/theme/theme.h"

namespace ghost::paper {

namespace {

// Qt's fractional font sizes depend on the device's resolution, whole pixel sizes don't: letters are set at 100 times their size and scaled down.
constexpr double magnification = 100;

QFont fontOf(double points, bool bold, bool italic) {
  QFont font = theme::font(points, bold, italic);
  font.setPixelSize(static_cast<int>(points * magnification + 0.5));
  return font;
}

double advance(const QString& text, double points, bool bold, bool italic) {
  return QFontMetricsF(fontOf(points, bold, italic)).horizontalAdvance(text) / magnification;
}

QString toQt(std::string_view text) { return QString::fromStdString(figure::oneLine(text)); }

}  // namespace

void Letters::add(QString text, double points, double rise, bool bold, bool italic) {
  if (text.isEmpty()) return;
  const double width = advance(text, points, bold, italic);
  m_pieces.push_back({std::move(text), points, m_width, rise, bold, italic});
  m_width += width;
}

Letters Letters::markup(std::string_view text, double points, double smallest) {
  Letters letters;
  letters.m_points = points;
  for (const figure::TextRun& run : figure::parseMarkup(text)) {
    const double size = run.level == 0 ? points : std::max(smallest, 0.75 * points);
    const double rise = run.level == 0 ? 0 : run.level > 0 ? 0.36 * points : -0.16 * points;
    letters.add(toQt(run.text), size, rise, false, run.italic);
  }
  return letters;
}

Letters Letters::plain(std::string_view text, double points, bool bold) {
  Letters letters;
  letters.m_points = points;
  letters.add(toQt(text), points, 0, bold, false);
  return letters;
}

double Letters::ascent(double points) { return QFontMetricsF(fontOf(points, false, false)).ascent() / magnification; }
double Letters::height(double points) {
  const QFontMetricsF metrics(fontOf(points, false, false));
  return (metrics.ascent() + metrics.descent()) / magnification;
}

void Letters::draw(QPainter& painter, QPointF anchor, double align, const QColor& colour, double angle) const {
  for (const Piece& piece : m_pieces) {
    painter.save();
    painter.translate(anchor);
    painter.rotate(-angle);
    painter.translate(piece.x - align * m_width, -piece.rise);
    painter.scale(1 / magnification, 1 / magnification);
    painter.setFont(fontOf(piece.points, piece.bold, piece.italic));
    painter.setPen(colour);
    painter.drawText(QPointF(0, 0), piece.text);
    painter.restore();
  }
}

void Letters::drawCentred(QPainter& painter, QPointF anchor, double align, const QColor& colour, double angle) const {
  // Capitals and figures are about 0.72 of the size high.
  const double drop = 0.36 * m_points;
  draw(painter, angle == 0 ? anchor + QPointF(0, drop) : anchor + QPointF(drop, 0), align, colour, angle);
}

Letters fitted(std::string_view text, double points, double width) {
  return Letters::plain(fittedTogether({std::string(text)}, points, width).front(), points);
}

std::vector<std::string> fittedTogether(const std::vector<std::string>& texts, double points, double width) {
  return figure::elided(texts, width, [&](const std::string& text) { return Letters::plain(text, points).width(); });
}

std::vector<Letters> wrapped(std::string_view text, double points, double width) {
  std::vector<Letters> lines;
  std::string line;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    const std::string word(text.substr(begin, end - begin));
    const std::string longer = line.empty() ? word : line + " " + word;
    if (!line.empty() && Letters::plain(longer, points).width() > width) {
      lines.push_back(Letters::plain(line, points));
      line = word;
    } else {
      line = longer;
    }
    begin = end + 1;
  }
  if (!line.empty()) lines.push_back(Letters::plain(line, points));
  return lines;
}

}  // namespace ghost::paper
