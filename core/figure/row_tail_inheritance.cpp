#include <algorithm>

#include <fmt/format.h>

#include "data/data_set.h"
#include "figure/histogram.h"
#include "figure/rows.h"
#include "figure/run_facts.h"
#include "sid/tokenization.h"

namespace ghost::figure {

namespace {

struct Inheritance {
  std::vector<double> tailsPerHead, cosines;
};

Inheritance inheritanceOf(const sid::Skeleton& skeleton) {
  Inheritance result;
  std::vector<double> tails(skeleton.anchor.size(), 0);
  for (std::size_t item = 0; item < skeleton.anchor.size(); ++item) {
    if (skeleton.anchor[item] < 0) continue;
    tails[static_cast<std::size_t>(skeleton.anchor[item])] += 1;
    result.cosines.push_back(skeleton.anchorCosine[item]);
  }
  for (std::size_t item = 0; item < skeleton.anchor.size(); ++item) {
    if (skeleton.anchor[item] == -1) result.tailsPerHead.push_back(tails[item]);
  }
  return result;
}

/// One run: bars and a box; several: an outline and a box each.
void addDistribution(Panel& panel, const Histogram& histogram, const std::vector<double>& values, const RunFacts& run, int index, bool alone) {
  const Role role = alone ? Role::Tail : Role::Series;
  panel.series.push_back(histogramSeries(histogram, alone ? Series::Kind::Bars : Series::Kind::Steps, alone ? "" : run.label, role, alone ? 0 : index));
  Series box;
  box.kind = Series::Kind::Box;
  box.role = role;
  box.index = alone ? 0 : index;
  box.boxes.push_back(boxOf(values));
  panel.series.push_back(std::move(box));
}

}  // namespace

FigureData makeTailInheritance(const FigureInput& input, const ParamValues& values) {
  std::vector<RunFacts> runs;
  std::vector<Inheritance> found;
  for (const RunFacts& run : factsOf(input, 50)) {
    if (!std::filesystem::exists(run.folder.tokens() / "index.json")) continue;
    const sid::Tokenization tokens = sid::loadTokenization(run.folder.tokens());
    if (!tokens.skeleton) continue;
    runs.push_back(run);
    found.push_back(inheritanceOf(*tokens.skeleton));
    if (input.runs.empty()) break;
  }
  FigureData figure = begin("tail-inheritance", "What tails inherit", runs);
  if (runs.empty()) return empty(figure, reasonFor(input, "No run with a skeleton was found; only the skt tokenizer (recipes ghost, ghost-no-auo, ...) lets tails inherit."));
  Panel tails, cosine;
  const bool alone = runs.size() == 1, logarithmic = values.text("scale") == "log";
  const int bins = static_cast<int>(values.integer("bins"));
  tails.x.label = "tails per head";
  tails.x.whole = true;
  tails.y.label = "heads";
  cosine.x.label = "cosine to the anchor";
  cosine.y.label = "tail items";
  for (Panel* panel : {&tails, &cosine}) {
    panel->y.logarithmic = logarithmic;
    panel->y.whole = true;
  }
  for (std::size_t i = 0; i < runs.size(); ++i) {
    addDistribution(tails, countHistogram(found[i].tailsPerHead, bins), found[i].tailsPerHead, runs[i], static_cast<int>(i), alone);
    addDistribution(cosine, realHistogram(found[i].cosines, std::min(bins, 40)), found[i].cosines, runs[i], static_cast<int>(i), alone);
    const auto without = std::count(found[i].tailsPerHead.begin(), found[i].tailsPerHead.end(), 0.0);
    tails.remarks.push_back(fmt::format("{}{} of {} heads without tails", alone ? "" : runs[i].label + ": ", without, found[i].tailsPerHead.size()));
  }
  figure.panels = {std::move(tails), std::move(cosine)};
  return figure;
}

}  // namespace ghost::figure
