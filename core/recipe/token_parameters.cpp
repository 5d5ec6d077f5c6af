#include "recipe/token_parameters.h"

#include <iterator>

namespace ghost::recipe {
namespace {

Specs variableLengthSpecs() {
  return {
      integerParam("max_levels", 6, 1, 15, "Code levels of the least popular items, L_max."),
      integerParam("min_levels", 3, 1, 15, "Code levels of the most popular items, L_min."),
      choiceParam("length_rule", "rank", {"rank", "power"}, "Code levels fall with the rank of an item's popularity, or with a power of its training count."),
      realParam("length_exponent", 0.2, 0, 10, "Power rule: levels = L_max * count^-exponent within the bounds; no published constant is known."),
      choiceParam("geometry", "euclidean", {"euclidean", "hyperbolic"}, "Where residuals live: the space of the vectors, or a Poincare ball into which they are scaled to mean length 1."),
      realParam("curvature", 1.0, 1e-6, 1e6, "Curvature c of the ball (hyperbolic)."),
  };
}

Specs splitSpecs() {
  return {
      integerParam("split_level", 2, 0, 14, "Level whose over-popular tokens are split, 1 = first; 0 = every level but the last."),
      realParam("split_share", 0.1, 0, 1, "Share of a level's tokens that are split, the most popular ones."),
      integerParam("split_parts", 3, 2, 64, "Tokens that one is split into at most; else its popularity over the level's mean."),
      realParam("split_balance", 0.2, 0, 1e6, "Weight of even popularity against close children, gamma."),
      choiceParam("split_unit", "counts", {"counts", "share"}, "Popularity in training events as published, or both terms relative to the token, whatever the scale of vectors and counts."),
      textParam("index", "", "Folder of tokens or index file whose tokens are split, relative to the project; empty = residual k-means of these vectors."),
  };
}

Specs anchorSpecs() {
  return {
      choiceParam("head_rule", "counts", {"counts", "quantile", "exposure", "knee"}, "Which items count as heads when tokens are made: those above the count threshold of the data set, a share of items or of events, or those before the knee of the popularity curve; evaluation always keeps counts."),
      realParam("head_share", 0.2, 0.0001, 1, "Share of the items (head_rule=quantile) or of the training events (exposure) that heads make up."),
      realParam("anchor_blend", 0, 0, 1, "Weight of common training users against the cosine of the vectors when anchors are chosen; 0 = vectors alone."),
      realParam("anchor_threshold", -1, -1, 1, "Tails whose anchor has a lower cosine take the fallback; -1 = none."),
      choiceParam("fallback", "own_root", {"own_root", "blend"}, "Tails below the threshold: own codes in the head codebooks behind a first token that no head has, or the head closest to the mean of their nearest heads as anchor."),
      integerParam("fallback_heads", 5, 1, 1000, "Nearest heads a blend is made of (fallback=blend)."),
  };
}

}  // namespace

void append(Specs& all, Specs more) { std::move(more.begin(), more.end(), std::back_inserter(all)); }

Specs tokenSpecs(const Recipe& row) {
  if (row.tokenizer.empty()) return {textParam("tokens", "", "Folder of finished tokens, or a published index file (.json); a relative path counts from the project's folder.")};
  Specs specs;
  if (!row.profile.empty())
    specs.push_back(choiceParam("profile", row.profile, {row.profile}, "Whose reading of the method: paper or released code; a row has one, recipes of the other are rows of their own."));
  if (row.tokenizer == "varlen") {
    append(specs, variableLengthSpecs());
  } else if (row.tokenizer == "rqkmeans" || row.tokenizer == "tiger" || row.tokenizer == "crab") {
    specs.push_back(integerParam("levels", 4, 1, 15, "Code levels of every item."));
    if (row.tokenizer == "crab") append(specs, splitSpecs());
  } else {
    specs.push_back(integerParam("head_levels", 3, 1, 8, "Code levels of a head item, L^h."));
    specs.push_back(integerParam("tail_levels", 2, 1, 7, "Code levels a tail item has beyond those of a head, L^t."));
  }
  if (row.tokenizer == "skt") append(specs, anchorSpecs());
  if (row.tokenizer == "rqkmeans-mixed")
    specs.push_back(booleanParam("separate_codebooks", false, "Cluster heads and tails apart; they then share only the names of their tokens."));
  specs.push_back(integerParam("codes", 256, 2, 65536, "Codes a level, K; a level with fewer items has as many codes as items."));
  specs.push_back(booleanParam("balanced", false, "Clusters of floor(n/K) - 1 to floor(n/K) + 1 items (cheapest assignment within these bounds) instead of nearest centroids."));
  specs.push_back(choiceParam("dedup", "colliding", {"all", "colliding", "none"}, "Which items get a suffix token that tells equal code lists apart."));
  specs.push_back(integerParam("suffix_from", 1, 0, 1, "Number of the first suffix token in a group of equal code lists."));
  specs.push_back(booleanParam("normalise", false, "Scale item vectors to unit length before clustering."));
  specs.push_back(integerParam("n_init", 3, 1, 1000, "k-means++ starts a level; the one of lowest inertia is kept."));
  specs.push_back(integerParam("max_iter", 100, 1, 100000, "Centroid updates a start at most."));
  specs.push_back(choiceParam("reduce", "none", {"none", "pca", "linear", "mlp"}, "Bring the vectors to fewer dimensions first: principal components, or the encoder of an autoencoder of linear layers (as the paper names them), or of layers with ReLU between."));
  specs.push_back(integerParam("reduce_dim", 32, 1, 65536, "Dimensions that are left."));
  specs.push_back(integerParam("reduce_epochs", 200, 1, 1000000, "Passes over the items when the autoencoder learns (reduce=linear or mlp)."));
  return specs;
}

}  // namespace ghost::recipe
