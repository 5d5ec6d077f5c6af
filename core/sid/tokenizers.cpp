#include "sid/tokenizers.h"

#include <algorithm>

#include "base/closest.h"
#include "base/error.h"
#include "sid/crab_tokenizer.h"
#include "sid/reduction.h"
#include "sid/rqkmeans_tokenizer.h"
#include "sid/skeleton_tokenizer.h"
#include "sid/tiger_tokenizer.h"
#include "sid/varlen_tokenizer.h"

namespace ghost::sid {
namespace {

// Head and tail levels together stay below the letter `p` of suffix tokens.
constexpr int maxHeadLevels = 8;
constexpr int maxTailLevels = 7;
static_assert(maxHeadLevels + maxTailLevels <= suffixLetter);

ParamSpec profileParam() { return choiceParam("profile", "paper", {"paper", "released"}, "Whose reading of the method: paper (plain clusters, suffixes where codes collide) or released code (balanced clusters, a suffix on every item)."); }
ParamSpec headLevelsParam(int value) { return integerParam("head_levels", value, 1, maxHeadLevels, "Code levels of a head item, L^h."); }
ParamSpec tailLevelsParam() { return integerParam("tail_levels", 2, 1, maxTailLevels, "Code levels a tail item has beyond those of a head, L^t."); }

std::vector<ParamSpec> withCommon(std::vector<ParamSpec> specs) {
  const std::vector<ParamSpec> common{
      integerParam("codes", 256, 2, 65536, "Codes a level, K; a level with fewer items has as many codes as items."),
      booleanParam("balanced", false, "Clusters of floor(n/K) - 1 to floor(n/K) + 1 items (cheapest assignment within these bounds) instead of nearest centroids."),
      choiceParam("dedup", "colliding", {"all", "colliding", "repair", "none"}, "How equal code lists are told apart: a suffix token for all items, for those that collide, for none; or repair: no suffixes, all but one of a group take the nearest free code of their last level."),
      integerParam("suffix_from", 1, 0, 1, "Number of the first suffix token in a group of equal code lists."),
      booleanParam("normalise", false, "Scale item vectors to unit length before clustering."),
      integerParam("seed", 42, 0, 2147483647, "Seed of the clustering; level l starts from seed + l."),
      integerParam("n_init", 3, 1, 1000, "k-means++ starts a level; the one of lowest inertia is kept."),
      integerParam("max_iter", 100, 1, 100000, "Centroid updates a start at most."),
  };
  specs.insert(specs.end(), common.begin(), common.end());
  const auto reduction = reductionParams();
  specs.insert(specs.end(), reduction.begin(), reduction.end());
  for (auto& spec : specs) spec.group = "tokens";
  return specs;
}

// A row's own defaults of parameters that it shares with others.
std::vector<ParamSpec> withDefaults(std::vector<ParamSpec> specs, const std::vector<std::pair<std::string, Json>>& defaults) {
  for (const auto& [key, value] : defaults)
    for (auto& spec : specs)
      if (spec.key == key) spec.defaultValue = value;
  return specs;
}

// Quantisers learned together with an autoencoder (methods.md 2.1); keys a letter row adds come last.
std::vector<ParamSpec> learnedParams(std::vector<ParamSpec> own) {
  std::vector<ParamSpec> specs{
      integerParam("levels", 4, 1, suffixLetter, "Code levels of every item."),
      integerParam("codes", 256, 2, 65536, "Codes a level, K; a catalogue with fewer items has as many codes as items."),
      integerParam("latent", 32, 1, 65536, "Size of the encoder's output, in which codes are vectors."),
      textParam("hidden", "", "Widths of the encoder's inner layers, separated by commas; empty = those of 2048, 1024, 512, 256, 128, 64 below the input's size."),
      integerParam("epochs", 500, 1, 1000000, "Passes over the items; few for a processor, the published code makes 10,000."),
      integerParam("batch", 1024, 2, 1000000, "Items an optimiser step; at least as many as codes, which are clustered from the first batch."),
      realParam("lr", 1e-3, 0, 10, "Highest learning rate; it falls in a straight line to zero."),
      integerParam("warmup_epochs", 50, 0, 1000000, "Epochs over which the learning rate rises from zero."),
      realParam("weight_decay", 1e-4, 0, 10, "Decoupled weight decay of AdamW."),
      realParam("clip", 1.0, 0, 1e6, "Largest gradient norm; 0 = no clipping."),
      choiceParam("dead_codes", "restart", {"restart", "keep"}, "Codes that no item took in an epoch move onto a random item, or stay where they are, as published."),
      realParam("beta", 0.25, 0, 100, "Weight of the commitment of latents to their codes."),
      realParam("sinkhorn_epsilon", 0.003, 0, 10, "Temperature of the balanced (Sinkhorn) assignment on the last level, in training and repair; 0 = nearest code."),
      integerParam("sinkhorn_iterations", 50, 1, 100000, "Row and column scalings of a Sinkhorn assignment."),
      integerParam("eval_every", 50, 1, 1000000, "Epochs between counts of collisions; the weights with the fewest are kept."),
      integerParam("repair_rounds", 20, 0, 100000, "Rounds after training in which items that share a SID get new last codes; 0 = none."),
      choiceParam("dedup", "none", {"all", "colliding", "repair", "none"}, "How equal code lists are told apart: a suffix token for all items, for those that collide, for none; or repair: no suffixes, all but one of a group take the nearest free code of their last level."),
      integerParam("suffix_from", 1, 0, 1, "Number of the first suffix token in a group of equal code lists."),
      booleanParam("normalise", false, "Scale item vectors to unit length first."),
      choiceParam("scale", "variance", {"variance", "none"}, "Multiply all vectors by one number so that a component's mean square is 1, or take them as they are; the error of small components counts little against the level losses."),
      integerParam("seed", 42, 0, 2147483647, "Seed of weights, batches and clusters."),
  };
  specs.insert(specs.end(), own.begin(), own.end());
  for (auto& spec : specs) spec.group = "tokens";
  return specs;
}

std::vector<ParamSpec> letterParams() {
  return learnedParams({
      realParam("alpha", 0.01, 0, 100, "Weight of the agreement of quantised latents with collaborative vectors; above 0 it needs cf."),
      realParam("beta_div", 1e-4, 0, 100, "Weight of the spread of codes within their clusters."),
      integerParam("clusters", 10, 1, 65536, "Clusters of codes a level, made anew in each epoch; every cluster has at least two codes."),
      textParam("cf", "", "File of collaborative item vectors (.npy, .safetensors or .tsv) of the latent size, e.g. the item embeddings of a trained SASRec."),
  });
}

const std::vector<Tokenizer>& rows() {
  static const std::vector<Tokenizer> all{
      {"skt", "Skeleton tokens: head items get residual k-means codes, every tail item inherits those of its nearest head and adds codes of its own; other head rules and anchors are switches beyond the paper that change tokens only, never the head and tail groups of an evaluation.",
       withCommon({profileParam(), headLevelsParam(3), tailLevelsParam(),
                   choiceParam("head_rule", "counts", {"counts", "quantile", "exposure", "knee"}, "Which items count as heads when tokens are made: those above the count threshold of the data set, a share of items or of events, or those before the knee of the popularity curve; evaluation always keeps counts."),
                   realParam("head_share", 0.2, 0.0001, 1, "Share of the items (head_rule=quantile) or of the training events (exposure) that heads make up."),
                   realParam("anchor_blend", 0, 0, 1, "Weight of common training users against the cosine of the vectors when anchors are chosen; 0 = vectors alone."),
                   realParam("anchor_threshold", -1, -1, 1, "Tails whose anchor has a lower cosine take the fallback; -1 = none."),
                   choiceParam("fallback", "own_root", {"own_root", "blend"}, "Tails below the threshold: own codes in the head codebooks behind a first token that no head has, or the head closest to the mean of their nearest heads as anchor."),
                   integerParam("fallback_heads", 5, 1, 1000, "Nearest heads a blend is made of (fallback=blend)."),
                   choiceParam("neighbour_search", "auto", {"auto", "exact", "ivf"}, "How nearest heads are found: exactly, or in inverted lists with the recall measured on a sample; auto = exactly up to 10^6 items.")}),
       buildSkeleton, {}},
      {"rqkmeans", "Residual k-means over all items with the same number of levels for every item.",
       withCommon({profileParam(), integerParam("levels", 4, 1, maxHeadLevels + maxTailLevels, "Code levels of every item.")}), buildResidual, {}},
      {"rqkmeans-mixed", "Residual k-means in which tail items have more levels than head items but inherit nothing; the published ablation leaves open whether codebooks are shared, so that is a switch.",
       withCommon({profileParam(), headLevelsParam(4), tailLevelsParam(), booleanParam("separate_codebooks", false, "Cluster heads and tails apart; they then share only the names of their tokens.")}), buildResidualMixed, {}},
      {"tiger", "Three residual k-means levels and a collision token on every item, counted from 0; TIGER's RQ-VAE encoder is left out, so the given vectors are quantised as they are.",
       withDefaults(withCommon({integerParam("levels", 3, 1, maxHeadLevels + maxTailLevels, "Code levels of every item, without the collision token.")}), {{"dedup", "all"}, {"suffix_from", 0}}), buildTiger, {}},
      {"varlen", "Residual levels of which popular items use few and rare ones many, with or without the Poincare ball; VarLenRec's encoder and length classifier are left out, lengths follow the popularity rule itself.",
       withCommon({integerParam("max_levels", 6, 1, maxHeadLevels + maxTailLevels, "Code levels of the least popular items, L_max."),
                   integerParam("min_levels", 3, 1, maxHeadLevels + maxTailLevels, "Code levels of the most popular items, L_min."),
                   choiceParam("length_rule", "rank", {"rank", "power"}, "Code levels fall with the rank of an item's popularity, or with a power of its training count."),
                   realParam("length_exponent", 0.2, 0, 10, "Power rule: levels = L_max * count^-exponent within the bounds; no published constant is known."),
                   choiceParam("geometry", "euclidean", {"euclidean", "hyperbolic"}, "Where residuals live: the space of the vectors, or a Poincare ball into which they are scaled to mean length 1."),
                   realParam("curvature", 1.0, 1e-6, 1e6, "Curvature c of the ball (hyperbolic).")}),
       buildVariableLength, {}},
      {"crab", "Residual k-means whose over-popular tokens are then split by whole children into tokens of even popularity; CRAB's sibling regulariser of training is left out.",
       withCommon({integerParam("levels", 3, 2, maxHeadLevels + maxTailLevels, "Code levels of every item."),
                   integerParam("split_level", 2, 0, maxHeadLevels + maxTailLevels - 1, "Level whose over-popular tokens are split, 1 = first; 0 = every level but the last."),
                   realParam("split_share", 0.1, 0, 1, "Share of a level's tokens that are split, the most popular ones."),
                   integerParam("split_parts", 3, 2, 64, "Tokens that one is split into at most; else its popularity over the level's mean."),
                   realParam("split_balance", 0.2, 0, 1e6, "Weight of even popularity against close children, gamma."),
                   choiceParam("split_unit", "counts", {"counts", "share"}, "Popularity in training events as published, or both terms relative to the token, whatever the scale of vectors and counts."),
                   textParam("index", "", "Folder of tokens or index file whose tokens are split; empty = residual k-means of these vectors.")}),
       buildCrab, {"index"}},
      {"rqvae", "Residual codes learned with an autoencoder (RQ-VAE, LC-Rec's tokenizer): balanced last level in training, repaired collisions; unlike the published one it makes 500 epochs by default instead of 10,000, scales its input and restarts dead codes.", learnedParams({}), nullptr, {}},
      {"letter", "RQ-VAE with collaborative and diversity losses (LETTER's tokenizer); epochs, start of the codebooks, clipping and falling learning rate are those of rqvae, where the published code makes 20,000 epochs, clusters all items, doesn't clip and keeps the rate.", letterParams(), nullptr, {"cf"}},
  };
  return all;
}

/// Methods that people may name in the place of their tokenizer.
std::string_view tokenizerOfMethod(std::string_view method) {
  constexpr std::pair<std::string_view, std::string_view> methods[]{{"ghost", "skt"}, {"ghost-released", "skt"}, {"ghost-no-auo", "skt"}, {"ghost-no-skt", "rqkmeans"}, {"rqk-4", "rqkmeans"}, {"rqk-6", "rqkmeans"},
                                                                    {"rqk-4-6", "rqkmeans-mixed"}, {"varlenrec", "varlen"}, {"lc-rec", "rqvae"}, {"lcrec", "rqvae"}, {"kmeans", "rqkmeans"}};
  for (const auto& [name, tokenizer] : methods)
    if (name == method) return tokenizer;
  return {};
}

}  // namespace

std::span<const Tokenizer> tokenizers() { return rows(); }

const Tokenizer& tokenizer(std::string_view id) {
  std::vector<std::string_view> ids;
  for (const auto& row : rows()) {
    if (row.id == id) return row;
    ids.push_back(row.id);
  }
  if (const std::string_view meant = tokenizerOfMethod(id); !meant.empty()) throw usageError("tokenizer " + std::string(id), std::string(id) + " is a method; its tokenizer is " + std::string(meant));
  throw usageError("tokenizer " + std::string(id), noSuch("tokenizer", id, ids));
}

ParamValues tokenizerDefaults(const Tokenizer& row, std::string_view profile) {
  ParamValues values(row.params);
  if (!values.has("profile") || profile.empty()) return values;
  values.set("profile", profile);
  if (profile == "released") {
    if (values.has("head_levels")) values.setJson("head_levels", 4);
    values.setJson("balanced", true);
    values.setJson("dedup", "all");
  }
  return values;
}

Tokenization importIndex(const std::filesystem::path& file, const data::Popularity* popularity) {
  Tokenization tokens;
  tokens.tokenizer = "imported";
  tokens.parameters = {{"file", file.filename().string()}};
  tokens.table = readIndex(file, popularity != nullptr ? popularity->items() : -1);
  tokens.report = reportOf(tokens, popularity);
  return tokens;
}

}  // namespace ghost::sid
