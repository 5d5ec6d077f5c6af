#include "pages/token_figures.h"

#include <algorithm>
#include <limits>

#include "figure/figures.h"
#include "figure/histogram.h"
#include "figure/token_figures.h"
#include "figure/tree_layout.h"

namespace ghost::workbench {

using figure::FigureData;
using figure::Panel;
using figure::Role;
using figure::Series;

namespace {

FigureData begin(const char* kind, const char* title) {
  FigureData figure;
  figure.kind = kind;
  figure.title = title;
  return figure;
}

void addDistribution(Panel& panel, const figure::Histogram& histogram, const std::vector<double>& values, Role role) {
  panel.series.push_back(figure::histogramSeries(histogram, Series::Kind::Bars, "", role));
  Series box;
  box.kind = Series::Kind::Box;
  box.role = role;
  box.boxes.push_back(figure::boxOf(values));
  panel.series.push_back(std::move(box));
}

/// The one set in the form of those that stand side by side; its vectors aren't needed here.
figure::TokenComparison aloneOf(const TokenBook& tokens, const std::shared_ptr<const DataBook>& data) {
  figure::ComparedSet compared;
  compared.set = tokens.set;
  compared.label = tokens.set->place.name;
  return {{std::move(compared)}, {data, &data->popularity}};
}
ParamValues defaultsOf(const char* kind) { return ParamValues(figure::figureKind(kind).params); }

}  // namespace

FigureData treeFigure(const TokenBook& tokens, const DataBook& data, Panel::TreeShape shape, figure::TreeColour colour, const std::filesystem::path& lists) {
  FigureData figure = begin("skeleton-tree", "Skeleton tree");
  figure::TreeOptions options;
  options.shape = shape;
  options.nodeBudget = std::numeric_limits<std::int32_t>::max();
  Panel panel;
  panel.treeShape = shape;
  panel.treeColour = colour;
  const std::vector<std::int64_t> places = colour == figure::TreeColour::Exposure && !lists.empty() ? figure::listPlaces(lists, tokens.tokens.table.items()) : std::vector<std::int64_t>{};
  panel.tree = figure::layoutTree({tokens.tokens.table, tokens.trie, &data.popularity, places.empty() ? nullptr : &places}, options);
  figure.panels.push_back(std::move(panel));
  return figure;
}

FigureData inheritanceFigure(const TokenBook& tokens) {
  FigureData figure = begin("tail-inheritance", "What tails inherit");
  if (!tokens.tokens.skeleton) {
    figure.emptyReason = "These tokens have no skeleton: no tail inherits from a head. Build the tokenizer skt to compare.";
    return figure;
  }
  const auto& skeleton = *tokens.tokens.skeleton;
  std::vector<double> tails, cosines;
  for (std::size_t item = 0; item < skeleton.anchor.size(); ++item) {
    if (skeleton.anchor[item] == -1) tails.push_back(tokens.tailsOf[item]);
    else if (skeleton.anchor[item] >= 0) cosines.push_back(skeleton.anchorCosine[item]);
  }
  constexpr int bins = 40;
  Panel perHead, cosine;
  perHead.x.label = "tails per head";
  perHead.y.label = "heads";
  addDistribution(perHead, figure::countHistogram(tails, bins), tails, Role::Tail);
  perHead.remarks.push_back(std::to_string(std::count(tails.begin(), tails.end(), 0.0)) + " of " + std::to_string(tails.size()) + " heads without tails");
  cosine.x.label = "cosine of a tail to its anchor";
  cosine.y.label = "tail items";
  perHead.y.whole = cosine.y.whole = true;
  addDistribution(cosine, figure::realHistogram(cosines, bins), cosines, Role::Tail);
  figure.panels = {std::move(perHead), std::move(cosine)};
  return figure;
}

FigureData codesFigure(const TokenBook& tokens, const std::shared_ptr<const DataBook>& data) {
  FigureData figure = figure::codebookUse(aloneOf(tokens, data), defaultsOf("codebook-use"));
  figure.panels.erase(figure.panels.begin() + 1);  // the narrow card has room for two
  return figure;
}

FigureData branchingFigure(const TokenBook& tokens, const std::shared_ptr<const DataBook>& data) { return figure::branching(aloneOf(tokens, data), defaultsOf("branching")); }

}  // namespace ghost::workbench
