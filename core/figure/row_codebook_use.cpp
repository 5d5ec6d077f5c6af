#include <algorithm>

#include <fmt/format.h>

#include "figure/rows.h"
#include "figure/run_facts.h"
#include "figure/token_figures.h"
#include "sid/level_use.h"

namespace ghost::figure {

namespace {

void addPoint(Series& series, std::size_t level, double value) {
  series.x.push_back(static_cast<double>(level));
  series.y.push_back(value);
}

/// Per item whether it counts; empty = all do.
std::vector<bool> chosenItems(const data::Popularity& popularity, const std::string& items) {
  std::vector<bool> chosen;
  if (items != "all")
    for (std::int32_t item = 0; item < popularity.items(); ++item) chosen.push_back(popularity.isHead(item) == (items == "head"));
  return chosen;
}

/// "a" for level 0, "b" for level 1: the letters of the tokens.
std::string levelName(std::size_t level) {
  const std::string token = sid::tokenText({static_cast<std::int8_t>(level), 0});
  return token.substr(1, token.find('_') - 1);
}

}  // namespace

FigureData codebookUse(const TokenComparison& comparison, const ParamValues& values) {
  FigureData figure = begin("codebook-use", "Codebook use", comparison);
  const std::string items = values.text("items");
  Panel used, even, load;
  std::vector<std::vector<sid::LevelUse>> uses;
  std::size_t levels = 0;
  bool anyBook = false;
  for (const ComparedSet& compared : comparison.sets) {
    uses.push_back(sid::levelUse(compared.set->tokens, chosenItems(*comparison.popularity, items)));
    levels = std::max(levels, uses.back().size());
    for (const sid::LevelUse& level : uses.back()) anyBook |= level.available.has_value();
  }
  for (std::size_t level = 0; level < levels; ++level) used.x.categories.push_back(levelName(level));
  even.x.categories = load.x.categories = used.x.categories;
  used.x.label = even.x.label = load.x.label = "level";
  used.y.label = anyBook ? "share of codes in use" : "codes in use";
  used.y.minimum = even.y.minimum = 0;
  if (anyBook) used.y.maximum = 1;
  used.y.whole = !anyBook;
  even.y.label = "perplexity (evenly used codes)";
  load.y.label = items == "all" ? "items a code" : items + " items a code";
  load.y.logarithmic = true;
  for (std::size_t i = 0; i < comparison.sets.size(); ++i) {
    Series share = seriesOf(comparison.sets[i], i, Series::Kind::Bars), perplexity = share, boxes = share;
    boxes.kind = Series::Kind::Box;
    for (std::size_t level = 0; level < uses[i].size(); ++level) {
      const sid::LevelUse& use = uses[i][level];
      if (use.loads.empty()) continue;
      if (!anyBook) addPoint(share, level, static_cast<double>(use.used));
      else if (use.available) addPoint(share, level, static_cast<double>(use.used) / static_cast<double>(*use.available));
      addPoint(perplexity, level, use.perplexity);
      boxes.boxes.push_back(boxOf(use.loads, static_cast<double>(level)));
    }
    if (anyBook && share.x.empty()) used.remarks.push_back(fmt::format("{}: no codebooks, so the share in use is unknown", comparison.sets[i].label));
    if (!share.x.empty()) used.series.push_back(std::move(share));
    even.series.push_back(std::move(perplexity));
    load.series.push_back(std::move(boxes));
  }
  figure.panels = {std::move(used), std::move(even), std::move(load)};
  return figure;
}

FigureData makeCodebookUse(const FigureInput& input, const ParamValues& values) {
  const TokenComparison comparison = comparedTokens(input, values);
  if (comparison.sets.empty()) return empty(begin("codebook-use", "Codebook use", comparison), noTokensReason(input));
  return codebookUse(comparison, values);
}

}  // namespace ghost::figure
