#include "figure/figures.h"

#include "base/closest.h"
#include "base/error.h"
#include "figure/rows.h"
#include "figure/run_facts.h"
#include "figure/token_comparison.h"

namespace ghost::figure {

namespace {

ParamSpec cutParam() { return choiceParam("k", "10", {"5", "10"}, "Length of the lists the metric is taken at, K."); }

std::vector<FigureKind> makeKinds() {
  return {
      {"skeleton-tree", "Skeleton tree", "The trie of all semantic IDs of a run: the skeleton that heads span in the head colour, tails in the tail colour; one panel a run.",
       {choiceParam("shape", "radial", {"radial", "icicle", "cone"}, "Radial for an overview, icicle for reading, cone for talks."),
        choiceParam("colour", "role", {"role", "depth", "popularity", "exposure", "tails"}, "Colour of a node: head or tail, its depth, training events an item below it, places in the run's test lists an item, or tail items a head."),
        integerParam("nodes", 6000, 10, 1000000, "Above this many nodes tails fold into the skeleton node they hang from.")},
       makeSkeletonTree},
      {"tail-inheritance", "What tails inherit", "How many tails hang from each head (histogram and box), and how near a tail is to the head it inherits from (cosine).",
       {integerParam("bins", 100, 4, 200, "Largest number of bars of the tails-per-head histogram; that of cosines has at most 40."),
        choiceParam("scale", "linear", {"linear", "log"}, "Vertical axis of the histograms.")},
       makeTailInheritance},
      {"tail-gradients", "Gradients of tail tokens", "Size of the loss gradient on output embeddings over training, split into likelihood and AUO parts, for groups of codes from head to tail.",
       {choiceParam("measure", "l2", {"l2", "inner"}, "Length of the gradient (logarithmic axis), or its inner product with the mean hidden state (linear axis)."),
        choiceParam("groups", "few", {"few", "all"}, "Quartiles 1 and 4 of the tail share and the codes only tails use, or all five groups."),
        integerParam("level", -1, -1, 31, "Codes of one level, 0 the first; -1 = all levels.")},
       makeTailGradients},
      {"list-composition", "Head and tail in the lists", "Share of head and tail items at each position of the recommended lists, and exposure of the five popularity groups against their share of training events.",
       {integerParam("k", 10, 1, 100, "Positions shown, from the first."), penaltyParam()},
       makeListComposition},
      {"length-heatmap", "SID lengths", "A metric over head levels and tail levels; each cell is the newest finished run of the recipe with those levels, or the mean over its seeds; an empty cell shows what a run would cost.",
       {choiceParam("metric", "ndcg", {"hr", "ndcg", "mgu", "arp"}, "Hit rate, NDCG, mean group unfairness or average popularity of the lists."), cutParam(),
        choiceParam("group", "all", {"all", "head", "tail"}, "Users by their target item; hr and ndcg only."),
        textParam("recipe", "ghost", "Recipe whose runs fill the cells."), penaltyParam(),
        integerParam("head_from", 2, 1, 8, "First column, L^h."), integerParam("head_to", 4, 1, 8, "Last column, L^h."),
        integerParam("tail_from", 1, 1, 8, "First row, L^t."), integerParam("tail_to", 3, 1, 8, "Last row, L^t.")},
       makeLengthHeatmap},
      {"long-tail", "Long tail", "Training events of each item by popularity rank, with the threshold that parts head from tail.",
       {choiceParam("scale", "log", {"log", "linear"}, "Both axes.")},
       makeLongTail},
      {"training-curves", "Training curves", "Negative log-likelihood on training and validation examples over training.",
       {choiceParam("group", "all", {"all", "head-tail"}, "All examples, or those with head and with tail targets apart."),
        choiceParam("scale", "linear", {"linear", "log"}, "Vertical axis.")},
       makeTrainingCurves},
      {"comparison", "Comparison", "Hit rate or NDCG of head and tail targets and the mean group unfairness of several runs, with bootstrap intervals.",
       {choiceParam("metric", "hr", {"hr", "ndcg"}, "Ranking metric of the head and tail panels."), cutParam(), penaltyParam(),
        booleanParam("interval", true, "95 % bootstrap intervals over users, from the saved lists; of runs that differ in their seed alone, which are one bar, the standard deviation."),
        booleanParam("baselines", true, "Lines of the untrained popularity, next-item and item-knn on the same data, computed where they aren't kept yet.")},
       makeComparison},
      {"codebook-use", "Codebook use", "Per level of several token sets the share of codes in use, how evenly items are spread over them (perplexity) and the items a code holds.",
       {tokensParam(), choiceParam("items", "all", {"all", "head", "tail"}, "Items that count.")},
       makeCodebookUse},
      {"quantisation-error", "Quantisation error", "What is left of the item vectors after each code of several token sets, for head and for tail items.",
       {tokensParam(), choiceParam("scale", "share", {"share", "absolute"}, "Mean squared residual as a share of the vectors' mean square, or as it is; absolute also shows what learned tokenizers recorded.")},
       makeQuantisationError},
      {"collisions", "Collisions", "Groups of items with equal codes by their size, and the share of head and tail items in such groups before and after suffix tokens, for several token sets.",
       {tokensParam(), choiceParam("scale", "linear", {"linear", "log"}, "Vertical axis of the group sizes.")},
       makeCollisions},
      {"anchor-quality", "Anchor quality", "Cosine of tail items to the head they inherit from: histogram, and the share of tails below each cosine on a logarithmic axis, where the worst are seen.",
       {tokensParam(), integerParam("bins", 40, 4, 200, "Largest number of bars of the histogram.")},
       makeAnchorQuality},
      {"branching", "Branching", "Shares of tail items by z, the steps at which head items compete with them, and by the step at which the last head leaves their prefix, for several token sets.",
       {tokensParam()},
       makeBranching},
      {"item-projection", "Items by code", "Items in the plane of the first two principal components of the vectors that tokens were built from, coloured by the code of one level; a panel a token set.",
       {tokensParam(), integerParam("level", 0, 0, 31, "Level whose code gives the colour, 0 the first."),
        integerParam("points", 8000, 10, 1000000, "Above this many items crowded places are thinned.")},
       makeItemProjection},
  };
}

}  // namespace

std::span<const FigureKind> figureKinds() {
  static const std::vector<FigureKind> kinds = makeKinds();
  return kinds;
}

const FigureKind& figureKind(std::string_view id) {
  std::vector<std::string_view> ids;
  for (const FigureKind& kind : figureKinds()) {
    if (kind.id == id) return kind;
    ids.push_back(kind.id);
  }
  throw usageError("figure " + std::string(id), noSuch("figure", id, ids));
}

}  // namespace ghost::figure
