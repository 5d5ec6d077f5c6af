#include "sid/tokenizers.h"

#include <algorithm>

#include "base/closest.h"
#include "base/error.h"
#include "sid/rqkmeans_tokenizer.h"
#include "sid/skeleton_tokenizer.h"

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
      choiceParam("dedup", "colliding", {"all", "colliding", "none"}, "Which items get a suffix token that tells equal code lists apart."),
      booleanParam("normalise", false, "Scale item vectors to unit length before clustering."),
      integerParam("seed", 42, 0, 2147483647, "Seed of the clustering; level l starts from seed + l."),
      integerParam("n_init", 3, 1, 1000, "k-means++ starts a level; the one of lowest inertia is kept."),
      integerParam("max_iter", 100, 1, 100000, "Centroid updates a start at most."),
  };
  specs.insert(specs.end(), common.begin(), common.end());
  for (auto& spec : specs) spec.group = "tokens";
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
      realParam("beta", 0.25, 0, 100, "Weight of the commitment of latents to their codes."),
      realParam("sinkhorn_epsilon", 0.003, 0, 10, "Temperature of the balanced (Sinkhorn) assignment on the last level, in training and repair; 0 = nearest code."),
      integerParam("sinkhorn_iterations", 50, 1, 100000, "Row and column scalings of a Sinkhorn assignment."),
      integerParam("eval_every", 50, 1, 1000000, "Epochs between counts of collisions; the weights with the fewest are kept."),
      integerParam("repair_rounds", 20, 0, 100000, "Rounds after training in which items that share a SID get new last codes; 0 = none."),
      choiceParam("dedup", "none", {"all", "colliding", "none"}, "Which items get a suffix token that tells equal code lists apart."),
      booleanParam("normalise", false, "Scale item vectors to unit length first."),
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
      {"skt", "Skeleton tokens: head items get residual k-means codes, every tail item inherits those of its nearest head and adds codes of its own.",
       withCommon({profileParam(), headLevelsParam(3), tailLevelsParam()}), buildSkeleton},
      {"rqkmeans", "Residual k-means over all items with the same number of levels for every item.",
       withCommon({profileParam(), integerParam("levels", 4, 1, maxHeadLevels + maxTailLevels, "Code levels of every item.")}), buildResidual},
      {"rqkmeans-mixed", "Residual k-means in which tail items have more levels than head items but inherit nothing; the published ablation leaves open whether codebooks are shared, so that is a switch.",
       withCommon({profileParam(), headLevelsParam(4), tailLevelsParam(), booleanParam("separate_codebooks", false, "Cluster heads and tails apart; they then share only the names of their tokens.")}), buildResidualMixed},
      {"rqvae", "Residual codes learned with an autoencoder (RQ-VAE, LC-Rec's tokenizer): balanced last level in training, repaired collisions; 500 epochs by default instead of 10,000.", learnedParams({}), nullptr},
      {"letter", "RQ-VAE with collaborative and diversity losses (LETTER's tokenizer); codebooks start and the learning rate falls as in rqvae, where the published code clusters all items and keeps the rate.", letterParams(), nullptr},
  };
  return all;
}

}  // namespace

std::span<const Tokenizer> tokenizers() { return rows(); }

const Tokenizer& tokenizer(std::string_view id) {
  std::vector<std::string_view> ids;
  for (const auto& row : rows()) {
    if (row.id == id) return row;
    ids.push_back(row.id);
  }
  throw usageError("tokenizer " + std::string(id), "no such tokenizer; did you mean " + std::string(closestOf(id, ids)) + "?");
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
