#include <algorithm>

#include "base/error.h"
#include "recipe/recipe.h"
#include "recipe/token_parameters.h"

namespace ghost::recipe {
namespace {

void addGroup(Specs& all, const char* group, Specs specs) {
  for (auto& spec : specs) {
    spec.group = group;
    all.push_back(std::move(spec));
  }
}

// Parameters that several kinds of recipes have, with defaults of their own.
ParamSpec slotsParam() { return integerParam("slots", 20, 1, 1000, "Items a user is recommended."); }
/// One default for all recipes, that of the published evaluation: results with and without history can't be compared.
ParamSpec keepHistoryParam() { return booleanParam("keep_history", true, "Also recommend items that the user already has."); }
ParamSpec dropoutParam(double value) { return realParam("dropout", value, 0, 0.9, "Share of activations dropped while training."); }
ParamSpec checkpointParam(std::int64_t value) {
  return integerParam("checkpoint_every", value, 0, 100000000, "Optimiser steps between checkpoints besides those at the ends of epochs; 0 = only those.");
}

struct OptimiserDefaults {
  double lr = 0, weightDecay = 0;
  std::int64_t usersPerBatch = 0;
  const char* slot = "";  ///< what a row of a micro-batch is: "token" or "item"
};
Specs optimiserSpecs(const OptimiserDefaults& d) {
  return {
      realParam("lr", d.lr, 0, 10, "Highest learning rate."),
      realParam("min_lr", 0, 0, 10, "Learning rate at the end of the cosine."),
      realParam("warmup", 0.01, 0, 1, "Share of the steps over which the learning rate rises from zero."),
      realParam("weight_decay", d.weightDecay, 0, 10, "Decoupled weight decay of AdamW."),
      realParam("clip", 1.0, 0, 1e6, "Largest gradient norm; 0 = no clipping."),
      integerParam("users_per_batch", d.usersPerBatch, 1, 1000000, "Users an optimiser step."),
      integerParam("max_rows", 8192, 64, 100000000, std::string("Most ") + d.slot + " slots of a micro-batch; more are accumulated."),
  };
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
      dropoutParam(0),
  };
}

Specs trainingSpecs() {
  Specs specs{
      choiceParam("window", "blocks", {"blocks", "exact"}, "Long histories: blocks of 21 items with 20 items of context, or an exact window of 20 items for every example."),
      choiceParam("layout", "user_trees", {"user_trees", "example_trees", "separate_rows"}, "Examples and undesired SIDs as branches of one sequence a user, of one sequence an example, or as rows of their own (reference)."),
      integerParam("epochs", 12, 1, 100000, "Passes over the users."),
  };
  append(specs, optimiserSpecs({2e-3, 0.01, 64, "token"}));
  specs.push_back(integerParam("probe_every", 50, 0, 100000000, "Optimiser steps between gradient probes; 0 = none."));
  specs.push_back(checkpointParam(500));
  return specs;
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
      dropoutParam(0.3),
  };
}

Specs itemTrainingSpecs() {
  Specs specs{
      integerParam("epochs", 20, 1, 100000, "Passes over the users at most."),
      integerParam("patience", 5, 0, 100000, "Epochs without a better validation after which training ends; 0 = never."),
      choiceParam("select", "ndcg", {"ndcg", "nll"}, "What validation keeps the best epoch by: NDCG@10 over all items, or the likelihood of the target."),
  };
  append(specs, optimiserSpecs({3e-3, 0, 128, "item"}));
  specs.push_back(checkpointParam(0));
  return specs;
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
      slotsParam(),
      realParam("length_penalty", 1.0, 0, 10, "A finished SID scores sum log p / length^penalty, EOS included; the main result."),
      realParam("also_length_penalty", 0.0, 0, 10, "A second penalty reported from the same weights; equal to the first = none."),
      choiceParam("mask", "trie", {"trie", "level", "none"}, "Tokens allowed at a step: those that lead to an item, those seen at that level, or all."),
      booleanParam("renormalise", false, "Make the probabilities of the allowed tokens sum to one."),
      booleanParam("early_stop", false, "Stop as soon as as many SIDs are finished as there are beams."),
      integerParam("max_new_tokens", 10, 2, 64, "Longest generated SID, EOS included."),
      keepHistoryParam(),
  };
}

Specs floorSpecs(const Recipe& row) {
  Specs specs{slotsParam()};
  if (row.id == "item-knn") {
    specs.push_back(choiceParam("variant", "cooccurrence", {"cooccurrence", "cosine"}, "Shared users divided by a power of the candidate's training count, or by the roots of both counts (cosine)."));
    specs.push_back(realParam("popularity_power", 0.25, 0, 2, "Exponent of the candidate's training count; the cosine always takes 0.5."));
    specs.push_back(realParam("decay", 0.8, 0, 1, "Weight factor for each step back in the history."));
    specs.push_back(integerParam("neighbours", 200, 1, 1000000, "Most similar items kept for each item."));
  }
  specs.push_back(keepHistoryParam());
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
    addGroup(all, "decoding", {slotsParam(), keepHistoryParam()});
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
