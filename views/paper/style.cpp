#include "views/paper/style.h"

#include <vector>

#include "base/closest.h"
#include "base/error.h"

namespace ghost::paper {

QColor Style::print(const QColor& colour) const {
  if (!grey) return colour;
  const int level = qGray(colour.rgb());
  return QColor(level, level, level);
}

QColor Style::colour(figure::Role role, int index) const { return print(theme::roleColour(role, index, theme::Mode::Light)); }

std::span<const Style> styles() {
  static const std::vector<Style> all = [] {
    Style paper;
    paper.id = "paper";
    paper.description = "7 and 8 point letters for one (84 mm) or two (174 mm) columns of a journal.";
    Style grey = paper;
    grey.id = "grey";
    grey.description = "As paper, in the greys it prints as.";
    grey.grey = true;
    Style slides = paper;
    slides.id = "slides";
    slides.description = "14 and 16 point letters for a projected slide, 254 mm wide.";
    slides.label = slides.title = 16;
    slides.tick = slides.legend = 14;
    slides.remark = slides.smallest = 12;
    slides.line = 2;
    slides.axis = 1.2;
    slides.hair = 0.7;
    slides.marker = 7;
    slides.bestWidthMm = 254;
    return std::vector<Style>{paper, grey, slides};
  }();
  return all;
}

const Style& style(std::string_view id) {
  std::vector<std::string_view> ids;
  for (const Style& row : styles()) {
    if (row.id == id) return row;
    ids.push_back(row.id);
  }
  throw usageError("style " + std::string(id), noSuch("style", id, ids));
}

}  // namespace ghost::paper
