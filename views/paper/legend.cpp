#include "views/paper/legend.h"

#include <algorithm>

#include <QPainter>

#include "figure/tree_marks.h"
#include "views/paper/marks.h"

namespace ghost::paper {

namespace {

using Sample = LegendEntry::Sample;

void addOnce(std::vector<LegendEntry>& entries, LegendEntry entry) {
  const bool known = std::any_of(entries.begin(), entries.end(), [&](const LegendEntry& e) { return e.name == entry.name && e.sample == entry.sample && e.role == entry.role && e.index == entry.index; });
  if (!known) entries.push_back(std::move(entry));
}

bool isArea(figure::Series::Kind kind) {
  return kind == figure::Series::Kind::Bars || kind == figure::Series::Kind::StackedBars || kind == figure::Series::Kind::Box;
}

void addTree(std::vector<LegendEntry>& entries, const figure::Panel& panel) {
  if (const auto shades = figure::treeShades(panel.tree, panel.treeColour)) addOnce(entries, {Sample::Ramp, shades->text(), false, nullptr, figure::Role::Neutral});
  auto has = [&panel](auto condition) { return std::any_of(panel.tree.begin(), panel.tree.end(), condition); };
  const bool byRole = panel.treeColour == figure::TreeColour::Role;
  if (byRole && has([](const figure::TreeNode& n) { return n.role == figure::Role::Head; })) addOnce(entries, {Sample::Node, "skeleton (heads)", false, nullptr, figure::Role::Head});
  if (byRole && has([](const figure::TreeNode& n) { return n.role == figure::Role::Tail; })) addOnce(entries, {Sample::Node, "tails", false, nullptr, figure::Role::Tail});
  for (figure::Role role : {figure::Role::Tail, figure::Role::Neutral}) {
    if (!has([role](const figure::TreeNode& n) { return n.folded > 0 && n.foldedRole == role; })) continue;
    const bool cone = panel.treeShape == figure::Panel::TreeShape::Cone;
    addOnce(entries, {cone ? Sample::Dot : Sample::Spikes, role == figure::Role::Tail ? "folded tails" : "folded items", false, nullptr, role});
  }
}

void paintArea(QPainter& painter, const QRectF& rect, const LegendEntry& entry, const Style& style) {
  if (entry.byLook) return fillHatched(painter, rect, entry.role, entry.index, style);
  painter.fillRect(rect, style.colour(entry.role, entry.index));
}

Letters lettersOf(const LegendEntry& entry, const Style& style) {
  // `shown` differs from the name where that had no room.
  return entry.isMarkup && entry.shown == entry.name ? Letters::markup(entry.name, style.legend, style.smallest) : Letters::plain(entry.shown, style.legend);
}

void fitNames(std::vector<LegendEntry>& entries, const Style& style, double room) {
  std::vector<std::string> names;
  for (const LegendEntry& entry : entries) names.push_back(entry.name);
  names = fittedTogether(names, style.legend, room);
  for (std::size_t i = 0; i < entries.size(); ++i) entries[i].shown = names[i];
}

}  // namespace

std::vector<LegendEntry> legendOf(const figure::FigureData& figure) {
  std::vector<LegendEntry> entries;
  for (const figure::Panel& panel : figure.panels) {
    for (const figure::Series& s : panel.series) {
      if (s.name.empty()) continue;
      const bool area = isArea(s.kind);
      addOnce(entries, {area ? Sample::Area : Sample::Line, s.name, false, &s, s.role, s.index, area ? needsHatches(panel) : patternsAreFree(panel)});
    }
    for (const figure::Rule& rule : panel.rules) {
      if (!rule.label.empty()) addOnce(entries, {Sample::Rule, rule.label, true, nullptr, rule.role});
    }
    addTree(entries, panel);
  }
  return entries;
}

double flowLegend(std::vector<LegendEntry>& entries, double left, double right, double top, const Style& style) {
  if (entries.empty()) return 0;
  const double line = 1.35 * style.legend, sample = legendSample * style.legend / 7, gap = 1.6 * style.legend;
  double x = left, y = top + line / 2;
  fitNames(entries, style, right - left - sample - 3);
  for (LegendEntry& entry : entries) {
    const double width = sample + 3 + lettersOf(entry, style).width();
    if (x > left && x + width > right) {
      x = left;
      y += line;
    }
    entry.at = QPointF(x, y);
    x += width + gap;
  }
  return y + line / 2 - top;
}

void paintLegend(QPainter& painter, const std::vector<LegendEntry>& entries, const Style& style) {
  const double sample = legendSample * style.legend / 7, half = 0.38 * style.legend;
  for (const LegendEntry& entry : entries) {
    const QPointF end = entry.at + QPointF(sample, 0), middle = entry.at + QPointF(sample / 2, 0);
    switch (entry.sample) {
      case Sample::Area:
        paintArea(painter, QRectF(entry.at.x(), entry.at.y() - half, sample, 2 * half), entry, style);
        break;
      case Sample::Rule:
        painter.setPen(QPen(style.ink(), style.axis, Qt::DashLine, Qt::FlatCap));
        painter.drawLine(entry.at, end);
        break;
      case Sample::Node:
        painter.setPen(QPen(style.colour(entry.role), style.line));
        painter.drawLine(entry.at, end);
        break;
      case Sample::Spikes:
        for (int i = 0; i < 5; ++i) {
          const double height = 2 * half * (0.35 + 0.65 * ((i * 3) % 5) / 4);
          painter.fillRect(QRectF(entry.at.x() + sample * (0.1 + 0.17 * i), entry.at.y() + half - height, 0.1 * sample, height), style.colour(entry.role));
        }
        break;
      case Sample::Ramp:
        for (int i = 0; i < 5; ++i) painter.fillRect(QRectF(entry.at.x() + sample * 0.2 * i, entry.at.y() - half, 0.2 * sample, 2 * half), style.print(theme::shade(0.25 * i, theme::Mode::Light)));
        break;
      case Sample::Dot:
        painter.setPen(Qt::NoPen);
        painter.setBrush(style.colour(entry.role));
        painter.drawEllipse(middle, half, half);
        break;
      case Sample::Line: {
        const bool points = entry.series->kind == figure::Series::Kind::Points;
        painter.setPen(linePen(*entry.series, style, entry.byLook));
        if (!points) painter.drawLine(entry.at, end);
        if (points || entry.series->kind == figure::Series::Kind::Line) {
          drawMarker(painter, middle, lookOf(entry.role, entry.index), style.marker, style.colour(entry.role, entry.index));
        }
        break;
      }
    }
    lettersOf(entry, style).drawCentred(painter, end + QPointF(3, 0), 0, style.ink());
  }
}

}  // namespace ghost::paper
