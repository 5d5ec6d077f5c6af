#pragma once
#include <span>
#include <string>
#include <string_view>

#include <QColor>

#include "figure/figure_data.h"
#include "views/theme/theme.h"

namespace ghost::paper {

/// How a figure is set. Sizes in points at the printed width; no text is ever smaller than `smallest`.
struct Style {
  std::string id;
  std::string description;
  double label = 8, tick = 7, legend = 7, title = 8, remark = 6.5;
  double smallest = 6;
  double line = 0.9, axis = 0.6, hair = 0.35;  ///< stroke widths
  double marker = 3.2;                         ///< diameter
  double bestWidthMm = 84;
  bool grey = false;                           ///< every colour as the grey it prints as

  QColor colour(figure::Role role, int index = 0) const;
  QColor ink() const { return print(theme::ink(theme::Mode::Light)); }
  QColor faint() const { return print(theme::faintInk(theme::Mode::Light)); }
  QColor grid() const { return QColor(0xE4, 0xE4, 0xE4); }
  QColor print(const QColor& colour) const;
};

/// paper (one or two columns of a journal), grey (a proof of grey print), slides (projected).
std::span<const Style> styles();
/// Throws Error{Usage} naming the closest row.
const Style& style(std::string_view id);

}  // namespace ghost::paper
