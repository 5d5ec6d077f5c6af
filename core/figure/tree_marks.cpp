#include "figure/tree_marks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <unordered_map>

#include <fmt/format.h>

namespace ghost::figure {

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// Where the drawn children of each node end; `begin` and whether it has any.
struct Covered {
  std::vector<double> end;
  std::vector<bool> any;
};

Covered coveredBy(std::span<const TreeNode> nodes, Panel::TreeShape shape) {
  const bool icicle = shape == Panel::TreeShape::Icicle;
  std::unordered_map<std::int32_t, std::size_t> places;
  Covered covered{std::vector<double>(nodes.size(), 0), std::vector<bool>(nodes.size(), false)};
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    covered.end[i] = icicle ? nodes[i].x : nodes[i].angleBegin;
    places.emplace(nodes[i].id, i);
    const auto parent = places.find(nodes[i].parent);
    if (parent == places.end() || parent->second == i) continue;
    covered.any[parent->second] = true;
    covered.end[parent->second] = std::max<double>(covered.end[parent->second], icicle ? nodes[i].x + nodes[i].width : nodes[i].angleEnd);
  }
  return covered;
}

double valueOf(const TreeNode& node, TreeColour colour) {
  const double items = std::max(1, node.items);
  switch (colour) {
    case TreeColour::Depth: return node.depth;
    case TreeColour::Popularity: return node.events / items;
    case TreeColour::Exposure: return node.shown < 0 ? none : static_cast<double>(node.shown) / items;
    case TreeColour::Tails: return node.heads > 0 ? static_cast<double>(node.items - node.heads) / node.heads : none;
    case TreeColour::Role: break;
  }
  return none;
}

const char* labelOf(TreeColour colour) {
  switch (colour) {
    case TreeColour::Depth: return "depth";
    case TreeColour::Popularity: return "training events an item";
    case TreeColour::Exposure: return "places in the lists an item";
    case TreeColour::Tails: return "tails a head";
    case TreeColour::Role: break;
  }
  return "";
}

std::string shortNumber(double value) { return value >= 100 || value == std::floor(value) ? fmt::format("{:.0f}", value) : fmt::format("{:.2g}", value); }

constexpr std::array<std::string_view, 5> colourIds{"role", "depth", "popularity", "exposure", "tails"};

}  // namespace

std::vector<FoldedGlyph> foldedGlyphs(std::span<const TreeNode> nodes, Panel::TreeShape shape, std::int32_t deepest) {
  std::vector<FoldedGlyph> glyphs;
  if (shape == Panel::TreeShape::Cone) return glyphs;
  const Covered covered = coveredBy(nodes, shape);
  std::int32_t largest = 1;
  const bool whole = deepest <= 0;
  deepest = std::max(deepest, 1);
  for (const TreeNode& node : nodes) {
    if (whole) deepest = std::max(deepest, node.depth);
    largest = std::max(largest, node.folded);
  }
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const TreeNode& node = nodes[i];
    if (node.folded <= 0) continue;
    const double length = std::sqrt(static_cast<double>(node.folded) / largest);
    FoldedGlyph glyph{i, node.foldedRole, covered.end[i], 0, 0, 0, 0, covered.any[i]};
    if (shape == Panel::TreeShape::Icicle) {
      glyph.end = node.x + node.width;
      glyph.inner = node.y + node.height;
      glyph.outer = glyph.inner + node.height * icicleGlyphRoom * length;
    } else {
      glyph.end = node.angleEnd;
      glyph.inner = 0.5 * (node.depth + (glyph.besideChildren ? 1 : 0)) / deepest;
      glyph.outer = glyph.inner + radialGlyphRoom * std::max(0.05, length);
    }
    glyph.middle = 0.5 * (glyph.begin + glyph.end);
    glyphs.push_back(glyph);
  }
  return glyphs;
}

double treeGlyphSize(std::int32_t items, std::int32_t largest) { return largest <= 0 ? 0 : std::sqrt(std::clamp(static_cast<double>(items) / largest, 0.0, 1.0)); }

std::string TreeShades::text() const { return fmt::format("{}, {} to {}", label, shortNumber(low), shortNumber(high)); }

std::optional<TreeShades> treeShades(std::span<const TreeNode> nodes, TreeColour colour) {
  if (colour == TreeColour::Role) return std::nullopt;
  TreeShades shades;
  shades.label = labelOf(colour);
  shades.logarithmic = colour != TreeColour::Depth;
  std::vector<double> values;
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const TreeNode& node : nodes) {
    values.push_back(node.parent < 0 ? none : valueOf(node, colour));
    if (!std::isfinite(values.back())) continue;
    low = std::min(low, values.back());
    high = std::max(high, values.back());
  }
  if (!(low <= high)) low = high = 0;
  shades.low = low;
  shades.high = high;
  const auto scaled = [&](double value) { return shades.logarithmic ? std::log1p(value) : value; };
  const double range = scaled(high) - scaled(low);
  for (const double value : values) shades.place.push_back(!std::isfinite(value) ? none : range > 0 ? (scaled(value) - scaled(low)) / range : 0.5);
  return shades;
}

std::vector<std::size_t> largestBranches(std::span<const TreeNode> nodes, std::size_t most) {
  std::vector<std::size_t> order;
  std::int32_t largest = 0;
  for (const TreeNode& node : nodes)
    if (node.parent >= 0) largest = std::max(largest, node.items);
  for (std::size_t i = 0; i < nodes.size(); ++i)
    if (nodes[i].parent >= 0 && !nodes[i].label.empty() && nodes[i].items * 4LL >= largest) order.push_back(i);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return nodes[a].items > nodes[b].items; });
  if (order.size() > most) order.resize(most);
  return order;
}

std::span<const std::string_view> treeColourIds() { return colourIds; }

TreeColour treeColourOf(std::string_view id) {
  const auto found = std::find(colourIds.begin(), colourIds.end(), id);
  return found == colourIds.end() ? TreeColour::Role : static_cast<TreeColour>(found - colourIds.begin());
}

}  // namespace ghost::figure
