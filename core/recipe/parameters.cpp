#include <algorithm>
#include <iterator>

#include "base/error.h"
#include "recipe/recipe.h"

namespace ghost::recipe {
namespace {

using Specs = std::vector<ParamSpec>;

void addGroup(Specs& all, const char* group, Specs specs) {
  for (auto& spec : specs) {
    spec.group = group;
    all.push_back(std::move(spec));
  }
}

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

Specs tokenSpecs(const Recipe& row) {
  if (row.tokenizer.empty()) return {textParam("tokens", "", "Folder of finished tokens, or a published index file (.json); a relative path counts from the project's folder.")};
  Specs specs;
  if (!row.profile.empty())
    specs.push_back(choiceParam("profile", row.profile, {row.profile}, "Whose reading of the method: paper or released code; a row has one, recipes of the other are rows of their own."));
  if (row.tokenizer == "varlen") {
    for (auto& spec : variableLengthSpecs()) specs.push_back(std::move(spec));
  } else if (row.tokenizer == "rqkmeans" || row.tokenizer == "tiger" || row.tokenizer == "crab") {
    specs.push_back(integerParam("levels", 4, 1, 15, "Code levels of every item."));
    if (row.tokenizer == "crab")
      for (auto& spec : splitSpecs()) specs.push_back(std::move(spec));
  } else {
    specs.push_back(integerParam("head_levels", 3, 1, 8, "Code levels of a head item, L^h."));
    specs.push_back(integerParam("tail_levels", 2, 1, 7, "Code levels a tail item has beyond those of a head, L^t."));
  }
  if (row.tokenizer == "skt")
    for (auto& spec : anchorSpecs()) specs.push_back(std::move(spec));
  if (row.tokenizer == "rqkmeans-mixed")
    specs.push_back(booleanParam("separate_codebooks", false, "Cluster heads and tails apart; they then share only the names of their tokens."));
  specs.push_back(integerParam("codes", 256, 2, 65536, "Codes a level, K; a level with fewer items has as many codes as items."));
  specs.push_back(booleanParam("balanced", false, "Clusters of floor(n/K) - 1 to floor(n/K) + 1 items (cheapest assignment within these bounds) instead of nearest centroids."));
  specs.push_back(choiceParam("dedup", "colliding", {"all", "colliding", "repair", "none"}, "How equal code lists are told apart: a suffix token for all items, for those that collide, for none; or repair: no suffixes, all but one of a group take the nearest free code of their last level."));
  specs.push_back(integerParam("suffix_from", 1, 0, 1, "Number of the first suffix token in a group of equal code lists."));
  specs.push_back(booleanParam("normalise", false, "Scale item vectors to unit length before clustering."));
  specs.push_back(integerParam("n_init", 3, 1, 1000, "k-means++ starts a level; the one of lowest inertia is kept."));
  specs.push_back(integerParam("max_iter", 100, 1, 100000, "Centroid updates a start at most."));
  specs.push_back(choiceParam("reduce", "none", {"none", "pca", "linear", "mlp"}, "Bring the vectors to fewer dimensions first: principal components, or the encoder of an autoencoder of linear layers (as the paper names them), or of layers with ReLU between."));
  specs.push_back(integerParam("reduce_dim", 32, 1, 65536, "Dimensions that are left."));
  specs.push_back(integerParam("reduce_epochs", 200, 1, 1000000, "Passes over the items when the autoencoder learns (reduce=linear or mlp)."));
  return specs;
}

Specs lossSpecs() {
  return {
      realParam("alpha", 0.1, 0, 10, "Weight of the unlikelihood of undesired SIDs (AUO); 0 trains on the likelihood alone."),
      integerParam("auo_rough", 200, 1, 100000, "Most similar items of the other class that undesired SIDs are chosen from, K_a."),
      integerParam("auo_keep", 5, 1, 1000, "Undesired SIDs kept a target, those with the shortest common prefix, K_b."),
      booleanParam("auo_head_targets", false, "Head targets get tail distractors as well."),
      booleanParam("auo_sample_one", false, "Use one of the kept undesired SIDs, drawn anew in each epoch, instead of all."),
      choiceParam("normalisation", "example_sums", {"example_sums", "token_means"}, "Sums per example averaged over the examples of a step, or means over its tokens."),
  };
}

Specs modelSpecs() {
  return {
      integerParam("layers", 2, 1, 128, "Transformer layers."),
      integerParam("width", 128, 8, 16384, "Size of the hidden state."),
      integerParam("heads", 4, 1, 256, "Query heads."),
      integerParam("kv_heads", 2, 1, 256, "Key and value heads; must divide heads."),
      integerParam("head_dim", 32, 2, 512, "Size of one head; even."),
      integerParam("feed_forward", 384, 8, 65536, "Inner size of the gated feed-forward layer."),
      realParam("dropout", 0, 0, 0.9, "Share of activations dropped while training."),
  };
}

Specs trainingSpecs() {
  return {
      choiceParam("window", "blocks", {"blocks", "exact"}, "Long histories: blocks of 21 items with 20 items of context, or an exact window of 20 items for every example."),
      choiceParam("layout", "user_trees", {"user_trees", "example_trees", "separate_rows"}, "Examples and undesired SIDs as branches of one sequence a user, of one sequence an example, or as rows of their own (reference)."),
      integerParam("epochs", 12, 1, 100000, "Passes over the users."),
      realParam("lr", 2e-3, 0, 10, "Highest learning rate."),
      realParam("min_lr", 0, 0, 10, "Learning rate at the end of the cosine."),
      realParam("warmup", 0.01, 0, 1, "Share of the steps over which the learning rate rises from zero."),
      realParam("weight_decay", 0.01, 0, 10, "Decoupled weight decay of AdamW."),
      realParam("clip", 1.0, 0, 1e6, "Largest gradient norm; 0 = no clipping."),
      integerParam("users_per_batch", 64, 1, 1000000, "Users an optimiser step."),
      integerParam("max_rows", 8192, 64, 100000000, "Most token slots of a micro-batch; more are accumulated."),
      integerParam("probe_every", 50, 0, 100000000, "Optimiser steps between gradient probes; 0 = none."),
      integerParam("checkpoint_every", 500, 0, 100000000, "Optimiser steps between checkpoints besides those at the ends of epochs; 0 = only those."),
  };
}

Specs itemLossSpecs() {
  return {
      choiceParam("loss", "softmax", {"softmax", "bce"}, "Cross-entropy over all items, or the published binary cross-entropy of the target against drawn items."),
      integerParam("negatives", 1, 1, 1000, "Items drawn a target that the user doesn't have (loss=bce)."),
  };
}

Specs itemModelSpecs() {
  return {
      integerParam("layers", 2, 1, 128, "Blocks of self-attention and feed-forward."),
      integerParam("width", 64, 2, 16384, "Size of item vectors and hidden states."),
      integerParam("heads", 1, 1, 256, "Attention heads; width divided by them must be even."),
      integerParam("feed_forward", 64, 1, 65536, "Inner size of the feed-forward layer; published: width."),
      integerParam("positions", 20, 1, 4096, "Items of a history that are read, the last ones."),
      choiceParam("norm", "pre", {"pre", "post"}, "Layer norm of what goes into a block's parts, as published, or of their sums."),
      realParam("dropout", 0.3, 0, 0.9, "Share of activations dropped while training."),
  };
}

Specs itemTrainingSpecs() {
  return {
      integerParam("epochs", 20, 1, 100000, "Passes over the users at most."),
      integerParam("patience", 5, 0, 100000, "Epochs without a better validation after which training ends; 0 = never."),
      choiceParam("select", "ndcg", {"ndcg", "nll"}, "What validation keeps the best epoch by: NDCG@10 over all items, or the likelihood of the target."),
      realParam("lr", 3e-3, 0, 10, "Highest learning rate."),
      realParam("min_lr", 0, 0, 10, "Learning rate at the end of the cosine."),
      realParam("warmup", 0.01, 0, 1, "Share of the steps over which the learning rate rises from zero."),
      realParam("weight_decay", 0, 0, 10, "Decoupled weight decay of AdamW."),
      realParam("clip", 1.0, 0, 1e6, "Largest gradient norm; 0 = no clipping."),
      integerParam("users_per_batch", 128, 1, 1000000, "Users an optimiser step."),
      integerParam("max_rows", 8192, 64, 100000000, "Most item slots of a micro-batch; more are accumulated."),
      integerParam("checkpoint_every", 0, 0, 100000000, "Optimiser steps between checkpoints besides those at the ends of epochs; 0 = only those."),
  };
}

Specs runSpecs() {
  return {
      integerParam("seed", 42, 0, 2147483647, "Seed of everything random; each stage draws its own stream from it."),
      integerParam("threads", 0, 0, 1024, "Threads on the processor; 0 = all."),
  };
}

Specs searchSpecs() {
  return {choiceParam("neighbour_search", "auto", {"auto", "exact", "ivf"}, "How nearest heads and undesired items are found: exactly, or in inverted lists with the recall measured on a sample; auto = exactly up to 10^6 items.")};
}

Specs decodingSpecs() {
  return {
      integerParam("beams", 20, 1, 1000, "Beams, and finished SIDs kept."),
      integerParam("slots", 20, 1, 1000, "Items a user is recommended."),
      realParam("length_penalty", 1.0, 0, 10, "A finished SID scores sum log p / length^penalty, EOS included; the main result."),
      realParam("also_length_penalty", 0.0, 0, 10, "A second penalty reported from the same weights; equal to the first = none."),
      choiceParam("mask", "trie", {"trie", "level", "none"}, "Tokens allowed at a step: those that lead to an item, those seen at that level, or all."),
      booleanParam("renormalise", false, "Make the probabilities of the allowed tokens sum to one."),
      booleanParam("early_stop", false, "Stop as soon as as many SIDs are finished as there are beams."),
      integerParam("max_new_tokens", 10, 2, 64, "Longest generated SID, EOS included."),
      booleanParam("keep_history", true, "Also recommend items that the user already has."),
  };
}

Specs itemDecodingSpecs() {
  return {
      integerParam("slots", 20, 1, 1000, "Items a user is recommended."),
      booleanParam("keep_history", true, "Also recommend items that the user already has."),
  };
}

Specs floorSpecs(const Recipe& row) {
  Specs specs{integerParam("slots", 20, 1, 1000, "Items a user is recommended.")};
  if (row.id == "item-knn") {
    specs.push_back(choiceParam("variant", "cooccurrence", {"cooccurrence", "cosine"}, "Shared users divided by a power of the candidate's training count, or by the roots of both counts (cosine)."));
    specs.push_back(realParam("popularity_power", 0.25, 0, 2, "Exponent of the candidate's training count; the cosine always takes 0.5."));
    specs.push_back(realParam("decay", 0.8, 0, 1, "Weight factor for each step back in the history."));
    specs.push_back(integerParam("neighbours", 200, 1, 1000000, "Most similar items kept for each item."));
  }
  specs.push_back(booleanParam("keep_history", row.id == "popularity", "Also recommend items that the user already has."));
  return specs;
}

}  // namespace

ParamValues parameters(const Recipe& row) {
  Specs all;
  if (row.kind == "floor") {
    addGroup(all, "decoding", floorSpecs(row));
  } else if (row.kind == "sequential") {
    addGroup(all, "loss", itemLossSpecs());
    addGroup(all, "model", itemModelSpecs());
    addGroup(all, "training", itemTrainingSpecs());
    addGroup(all, "decoding", itemDecodingSpecs());
  } else {
    addGroup(all, "tokens", tokenSpecs(row));
    addGroup(all, "loss", lossSpecs());
    addGroup(all, "model", modelSpecs());
    addGroup(all, "training", trainingSpecs());
    addGroup(all, "decoding", decodingSpecs());
  }
  addGroup(all, "run", runSpecs());
  if (row.kind != "floor") addGroup(all, "run", searchSpecs());
  for (const auto& [key, value] : row.settings) {
    const auto spec = std::find_if(all.begin(), all.end(), [&key = key](const ParamSpec& one) { return one.key == key; });
    if (spec == all.end()) throw Error(ErrorCode::Internal, "recipe " + row.id, "its setting " + key + " names no parameter");
    spec->defaultValue = value;
  }
  return ParamValues(std::move(all));
}

}  // namespace ghost::recipe
