#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "figure/histogram.h"
#include "figure/rows.h"
#include "figure/run_facts.h"
#include "figure/token_figures.h"

namespace ghost::figure {

namespace {

/// Ascending cosines of the tails that inherit; empty without a skeleton.
std::vector<double> cosinesOf(const TokenSet& set) {
  std::vector<double> cosines;
  if (!set.tokens.skeleton) return cosines;
  const sid::Skeleton& skeleton = *set.tokens.skeleton;
  for (std::size_t item = 0; item < skeleton.anchor.size(); ++item)
    if (skeleton.anchor[item] >= 0) cosines.push_back(skeleton.anchorCosine[item]);
  std::sort(cosines.begin(), cosines.end());
  return cosines;
}

/// Counts in the bins of `common`, which spans the values of all sets.
Histogram countedIn(const Histogram& common, const std::vector<double>& values) {
  Histogram histogram{common.begin, common.width, std::vector<double>(common.counts.size(), 0)};
  for (const double v : values) {
    const auto bin = static_cast<std::size_t>(std::max(0.0, std::floor((v - common.begin) / common.width + 1e-9)));
    histogram.counts[std::min(bin, histogram.counts.size() - 1)] += 1;
  }
  return histogram;
}

/// The share of values up to each one: every value of the low tail, evenly spaced ones beyond.
Series distributionOf(const std::vector<double>& ascending, const std::string& name, int index) {
  Series line;
  line.name = name;
  line.index = index;
  constexpr std::size_t whole = 200, spread = 800;
  const std::size_t n = ascending.size(), step = n > whole ? std::max<std::size_t>(1, (n - whole) / spread) : 1;
  for (std::size_t i = 0; i < n; i += i < whole ? 1 : step) {
    line.x.push_back(ascending[i]);
    line.y.push_back(static_cast<double>(i + 1) / static_cast<double>(n));
  }
  if (line.x.empty() || line.y.back() < 1) {
    line.x.push_back(ascending.back());
    line.y.push_back(1);
  }
  return line;
}

}  // namespace

std::vector<WeakAnchor> weakAnchors(const TokenComparison& comparison, std::size_t most) {
  std::vector<WeakAnchor> all;
  for (std::size_t i = 0; i < comparison.sets.size(); ++i) {
    const auto& skeleton = comparison.sets[i].set->tokens.skeleton;
    if (!skeleton) continue;
    std::vector<WeakAnchor> own;
    for (std::size_t item = 0; item < skeleton->anchor.size(); ++item)
      if (skeleton->anchor[item] >= 0) own.push_back({i, static_cast<sid::ItemId>(item), skeleton->anchor[item], skeleton->anchorCosine[item]});
    const auto weaker = [](const WeakAnchor& a, const WeakAnchor& b) { return a.cosine != b.cosine ? a.cosine < b.cosine : a.item < b.item; };
    const std::size_t kept = std::min(most, own.size());
    std::partial_sort(own.begin(), own.begin() + static_cast<std::ptrdiff_t>(kept), own.end(), weaker);
    all.insert(all.end(), own.begin(), own.begin() + static_cast<std::ptrdiff_t>(kept));
  }
  return all;
}

FigureData anchorQuality(const TokenComparison& comparison, const ParamValues& values) {
  FigureData figure = begin("anchor-quality", "Anchor quality", comparison);
  Panel counts, low;
  counts.x.label = low.x.label = "cosine to the anchor";
  counts.y.label = "tail items";
  counts.y.whole = true;
  low.y.label = "share of tails up to this cosine";
  low.y.logarithmic = true;
  low.y.maximum = 1;
  std::vector<double> all;
  std::vector<std::vector<double>> cosines;
  std::vector<std::string> without;
  for (const ComparedSet& compared : comparison.sets) {
    cosines.push_back(cosinesOf(*compared.set));
    all.insert(all.end(), cosines.back().begin(), cosines.back().end());
    if (cosines.back().empty()) without.push_back(compared.label);
  }
  if (all.empty()) return empty(std::move(figure), "No tail of these token sets inherits from a head, so there are no anchors; only the tokenizer skt makes them.");
  const Histogram common = realHistogram(all, static_cast<int>(values.integer("bins")));
  std::vector<std::string> medians, lowest;
  const bool alone = without.size() + 1 == comparison.sets.size();
  for (std::size_t i = 0; i < comparison.sets.size(); ++i) {
    if (cosines[i].empty()) continue;
    const std::string& label = comparison.sets[i].label;
    const int index = static_cast<int>(i);
    counts.series.push_back(histogramSeries(countedIn(common, cosines[i]), alone ? Series::Kind::Bars : Series::Kind::Steps, alone ? "" : label, Role::Series, index));
    Series box;
    box.kind = Series::Kind::Box;
    box.index = index;
    box.boxes.push_back(boxOf(cosines[i]));
    counts.series.push_back(std::move(box));
    low.series.push_back(distributionOf(cosines[i], label, index));
    medians.push_back(fmt::format("{} {:.3f}", label, quantile(cosines[i], 0.5)));
    lowest.push_back(fmt::format("{} {:.3f} and {:.3f}", label, quantile(cosines[i], 0.05), cosines[i].front()));
  }
  counts.remarks.push_back(fmt::format("median: {}", fmt::join(medians, ", ")));
  low.remarks.push_back(fmt::format("5 % quantile and lowest: {}", fmt::join(lowest, ", ")));
  low.rules.push_back({false, 0.05, "5 %", Role::Neutral});
  if (!without.empty()) counts.remarks.push_back(fmt::format("{}: no anchors", fmt::join(without, ", ")));
  figure.panels = {std::move(counts), std::move(low)};
  return figure;
}

FigureData makeAnchorQuality(const FigureInput& input, const ParamValues& values) {
  const TokenComparison comparison = comparedTokens(input, values);
  if (comparison.sets.empty()) return empty(begin("anchor-quality", "Anchor quality", comparison), noTokensReason(input));
  return anchorQuality(comparison, values);
}

}  // namespace ghost::figure
