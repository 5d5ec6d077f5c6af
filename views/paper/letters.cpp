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

Letters fittedMarkup(std::string_view text, double points, double smallest, double width) {
  Letters whole = Letters::markup(text, points, smallest);
  return whole.width() <= width ? whole : fitted(text, points, width);
}

namespace {

/// The longest beginning of a word that fits, at least one letter.
std::size_t beginningThatFits(const QString& word, double points, double width) {
  qsizetype fits = 1, most = word.size();
  while (fits < most) {
    const qsizetype middle = (fits + most + 1) / 2;
    if (advance(word.left(middle), points, false, false) <= width) fits = middle;
    else most = middle - 1;
  }
  if (fits < word.size() && word[fits].isLowSurrogate()) fits += fits > 1 ? -1 : 1;
  return static_cast<std::size_t>(fits);
}

}  // namespace

std::vector<std::string> wrapped(std::string_view text, double points, double width) {
  std::vector<std::string> lines;
  QString line;
  for (QString word : toQt(text).split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
    const QString longer = line.isEmpty() ? word : line + QLatin1Char(' ') + word;
    if (advance(longer, points, false, false) <= width) {
      line = longer;
      continue;
    }
    if (!line.isEmpty()) lines.push_back(line.toStdString());
    while (advance(word, points, false, false) > width && word.size() > 1) {
      const auto part = static_cast<qsizetype>(beginningThatFits(word, points, width));
      lines.push_back(word.left(part).toStdString());
      word.remove(0, part);
    }
    line = word;
  }
  if (!line.isEmpty()) lines.push_back(line.toStdString());
  return lines;
}

}  // namespace ghost::paper
