#pragma once
#include <string>
#include <string_view>
#include <vector>

#include <QPointF>
#include <QString>

#include "figure/markup.h"

class QColor;
class QPainter;

namespace ghost::paper {

/// A line of text ready to measure and draw, in points (1/72 inch), whatever the device. Scripts stand at 75 % of the size, never below `smallest`.
/// Letters are always text (searchable, fonts embedded), never outlines.
class Letters {
 public:
  static Letters markup(std::string_view text, double points, double smallest);
  static Letters plain(std::string_view text, double points, bool bold = false);
  static double ascent(double points);
  static double height(double points);   ///< ascent and descent

  double width() const { return m_width; }
  double points() const { return m_points; }
  bool isEmpty() const { return m_pieces.empty(); }
  /// `anchor` is where the base line begins (align 0), has its middle (0.5) or ends (1); angle in degrees, counter-clockwise.
  void draw(QPainter& painter, QPointF anchor, double align, const QColor& colour, double angle = 0) const;
  /// Vertical middle of the capitals at `anchor`.
  void drawCentred(QPainter& painter, QPointF anchor, double align, const QColor& colour, double angle = 0) const;

 private:
  struct Piece {
    QString text;
    double points = 0, x = 0, rise = 0;
    bool bold = false, italic = false;
  };
  void add(QString text, double points, double rise, bool bold, bool italic);
  std::vector<Piece> m_pieces;
  double m_points = 0, m_width = 0;
};

/// Plain text cut to `width` with an ellipsis in the middle, since names differ at both ends.
Letters fitted(std::string_view text, double points, double width);
/// The same for labels that stand beside each other: those that would look alike are cut elsewhere (figure/elision.h).
std::vector<std::string> fittedTogether(const std::vector<std::string>& texts, double points, double width);
/// A label in the room there is: markup where it fits, else its plain text cut in the middle.
Letters fittedMarkup(std::string_view text, double points, double smallest, double width);
/// Plain text in lines of at most `width`, broken at spaces, and within a word that is wider than a line.
std::vector<std::string> wrapped(std::string_view text, double points, double width);

}  // namespace ghost::paper
