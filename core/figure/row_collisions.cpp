#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "figure/rows.h"
#include "figure/run_facts.h"
#include "figure/token_figures.h"
#include "sid/collisions.h"

namespace ghost::figure {

namespace {

struct SizeClass {
  std::size_t smallest, largest;
  const char* name;
};
constexpr std::array<SizeClass, 6> sizeClasses{{{2, 2, "2"}, {3, 3, "3"}, {4, 4, "4"}, {5, 8, "5 to 8"}, {9, 16, "9 to 16"}, {17, SIZE_MAX, "17 up"}}};

/// Shares of head and of tail items in a collision, by codes and by whole SIDs.
std::array<double, 4> sharesOf(const sid::SidTable& table, const std::vector<sid::CollisionGroup>& groups, const data::Popularity& popularity) {
  std::array<double, 4> shares{};
  const std::vector<bool> shared = sid::sharedSids(table);
  for (const sid::CollisionGroup& group : groups) {
    for (const sid::ItemId item : group.items) {
      const std::size_t tail = popularity.isHead(item) ? 0 : 1;
      shares[tail] += 1;
      shares[2 + tail] += shared[static_cast<std::size_t>(item)] ? 1 : 0;
    }
  }
  const auto heads = static_cast<double>(popularity.headItems.size()), tails = static_cast<double>(popularity.items()) - heads;
  for (std::size_t i = 0; i < shares.size(); ++i) shares[i] /= std::max(1.0, i % 2 == 0 ? heads : tails);
  return shares;
}

}  // namespace

FigureData collisions(const TokenComparison& comparison, const ParamValues& values) {
  FigureData figure = begin("collisions", "Collisions", comparison);
  Panel sizes, shares;
  sizes.x.label = "items in a group";
  sizes.y.label = "groups of equal codes";
  sizes.y.whole = true;
  sizes.y.logarithmic = values.text("scale") == "log";
  if (sizes.y.logarithmic) sizes.y.minimum = 0.5;  // a bar of one group has some height
  else sizes.y.minimum = 0;
  shares.x.categories = {"head, codes", "tail, codes", "head, SID", "tail, SID"};
  shares.y.label = "share of items that collide";
  shares.y.minimum = 0;
  std::size_t largest = 0;
  for (std::size_t i = 0; i < comparison.sets.size(); ++i) {
    const sid::SidTable& table = comparison.sets[i].set->tokens.table;
    const std::vector<sid::CollisionGroup> groups = sid::collisionGroups(table);
    Series bySize = seriesOf(comparison.sets[i], i, Series::Kind::Bars), byGroup = bySize;
    for (std::size_t c = 0; c < sizeClasses.size(); ++c) {
      const auto count = std::count_if(groups.begin(), groups.end(), [&](const sid::CollisionGroup& g) { return g.items.size() >= sizeClasses[c].smallest && g.items.size() <= sizeClasses[c].largest; });
      if (count > 0) largest = std::max(largest, c + 1);
      bySize.x.push_back(static_cast<double>(c));
      bySize.y.push_back(static_cast<double>(count));
    }
    const auto each = sharesOf(table, groups, *comparison.popularity);
    for (std::size_t c = 0; c < each.size(); ++c) {
      byGroup.x.push_back(static_cast<double>(c));
      byGroup.y.push_back(each[c]);
    }
    if (groups.empty()) shares.remarks.push_back(comparison.sets[i].label + ": no two items have equal codes");
    sizes.series.push_back(std::move(bySize));
    shares.series.push_back(std::move(byGroup));
  }
  shares.remarks.emplace_back("codes: before suffix tokens; SID: with them");
  if (largest > 0) {
    for (std::size_t c = 0; c < largest; ++c) sizes.x.categories.emplace_back(sizeClasses[c].name);
    for (Series& s : sizes.series) {
      s.x.resize(largest);
      s.y.resize(largest);
      if (!sizes.y.logarithmic) continue;
      for (std::size_t c = s.y.size(); c-- > 0;) {  // no group is no bar, not a hidden value
        if (s.y[c] > 0) continue;
        s.x.erase(s.x.begin() + static_cast<std::ptrdiff_t>(c));
        s.y.erase(s.y.begin() + static_cast<std::ptrdiff_t>(c));
      }
    }
    figure.panels.push_back(std::move(sizes));
  }
  figure.panels.push_back(std::move(shares));
  return figure;
}

FigureData makeCollisions(const FigureInput& input, const ParamValues& values) {
  const TokenComparison comparison = comparedTokens(input, values);
  if (comparison.sets.empty()) return empty(begin("collisions", "Collisions", comparison), noTokensReason(input));
  return collisions(comparison, values);
}

}  // namespace ghost::figure
