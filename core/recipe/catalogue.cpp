#include <algorithm>
#include <array>
#include <optional>

#include "base/closest.h"
#include "base/error.h"
#include "recipe/recipe.h"

namespace ghost::recipe {
namespace {

const std::vector<Recipe>& rows() {
  static const std::vector<Recipe> all{
      {"ghost", "Ghost", "Skeleton tokens (tails inherit their anchor's codes) trained with likelihood and anti-undesired optimisation, in the paper's reading: L^h/L^t = 3/2, nearest centroids, tail targets only, sums.",
       "generative", "skt", "paper", {}},
      {"ghost-released", "Ghost (released code)", "Ghost as its published code does it: L^h/L^t = 4/2, balanced clusters, a suffix on every item, undesired SIDs for head and tail targets, one of five of 50 drawn an epoch, token means, early stop.",
       "generative", "skt", "released",
       {{"head_levels", 4}, {"balanced", true}, {"dedup", "all"}, {"auo_rough", 50}, {"auo_head_targets", true}, {"auo_sample_one", true}, {"normalisation", "token_means"}, {"early_stop", true}}},
      {"ghost-no-auo", "Ghost without AUO", "The skeleton tokens of ghost trained on the likelihood alone.", "generative", "skt", "paper", {{"alpha", 0.0}}},
      {"ghost-no-skt", "Ghost without SKT", "Anti-undesired optimisation on the tokens of rqk-4: four levels for every item, nothing inherited.", "generative", "rqkmeans", "paper", {}},
      {"rqk-4", "RQ-KMeans, 4 levels", "Residual k-means over all items with four levels, likelihood alone; clusters and suffixes as in ghost (the published ablation: balanced=true dedup=all).",
       "generative", "rqkmeans", "paper", {{"alpha", 0.0}}},
      {"rqk-6", "RQ-KMeans, 6 levels", "As rqk-4 with six levels for every item.", "generative", "rqkmeans", "paper", {{"alpha", 0.0}, {"levels", 6}}},
      {"rqk-4-6", "RQ-KMeans, 4 and 6 levels", "One residual k-means of six levels over all items, of which heads keep the first four codes; nothing inherited, likelihood alone.",
       "generative", "rqkmeans-mixed", "paper", {{"alpha", 0.0}, {"head_levels", 4}}},
      {"tiger", "TIGER", "Three residual k-means levels and a collision token on every item, likelihood alone; the RQ-VAE encoder and the user token are left out, and a decoder takes the place of the encoder-decoder.",
       "generative", "tiger", "", {{"alpha", 0.0}, {"levels", 3}, {"dedup", "all"}, {"suffix_from", 0}}},
      {"varlenrec", "VarLenRec", "Residual tokens whose number falls with an item's popularity, likelihood alone; a reduction without the encoder and the length classifier.",
       "generative", "varlen", "", {{"alpha", 0.0}}},
      {"crab", "CRAB", "Three residual k-means levels whose over-popular tokens of the second level are split by whole children, likelihood alone; the sibling regulariser and the two-step adaptation of a trained model are left out.",
       "generative", "crab", "", {{"alpha", 0.0}, {"levels", 3}}},
      {"given-tokens", "Given tokens", "Semantic IDs that are there already, a folder of `sid build` or `sid import` or a published index file, trained on the likelihood; alpha > 0 adds anti-undesired optimisation.",
       "generative", "", "", {{"alpha", 0.0}}},
      {"sasrec", "SASRec", "Causal self-attention over the ids of the history's items, without semantic IDs; attention weights aren't dropped out, and long histories are trained in overlapping windows.",
       "sequential", "", "", {}},
      {"popularity", "Most popular", "The items with most training events, the same for every user; untrained.", "floor", "", "", {}},
      {"next-item", "Next item", "What followed the user's last item most often in training sequences; untrained.", "floor", "", "", {}},
      {"item-knn", "Item neighbours", "Items that share training users with the user's history, recent ones counting more; untrained.", "floor", "", "", {}},
  };
  return all;
}

/// Methods that have no row yet, under the names that papers and papers' code give them, and what comes nearest.
struct Missing {
  std::string_view id, instead;
};
constexpr Missing missing[]{
    {"lc-rec", "its tokens are: `ghost sid build --tokenizer rqvae`, then the recipe given-tokens with -o tokens=FOLDER trains on them by likelihood, without the alignment tasks"},
    {"letter", "its tokens are: `ghost sid build --tokenizer letter`, then the recipe given-tokens with -o tokens=FOLDER trains on them by likelihood, without the ranking-guided loss"},
    {"ed2", "a published index of it can be taken: `ghost sid import FILE.index.json --to FOLDER`, then the recipe given-tokens with -o tokens=FOLDER"},
    {"augmentation", "rqk-4 is the same without added sequences, ghost the method it is compared with"},
    {"substitution", "rqk-4 is the same without replaced items, ghost the method it is compared with"},
    {"ifairlrs-rw", "rqk-4 is the same without weights"},
    {"ifairlrs-rr", "rqk-4 is the same without reranking"},
};
constexpr Missing tokenizersAlone[]{{"rqvae", "given-tokens"}};  // no recipe names them

std::optional<std::string> otherMeaning(std::string_view id) {
  std::vector<std::string_view> names;
  for (const Missing& one : missing) names.push_back(one.id);
  const std::string_view meant = closestOf(id, names);
  for (const Missing& one : missing)
    if (one.id == meant) return std::string(one.id) + " isn't built yet; " + std::string(one.instead);
  for (const Missing& one : tokenizersAlone)
    if (id == one.id) return std::string(id) + " is a tokenizer, not a recipe; `ghost sid build --tokenizer " + std::string(id) + "`, then the recipe " + std::string(one.instead) + " with -o tokens=FOLDER";
  std::string recipes;
  for (const Recipe& row : rows())
    if (row.tokenizer == id) recipes += (recipes.empty() ? "" : ", ") + row.id;
  if (recipes.empty()) return std::nullopt;
  return std::string(id) + " is a tokenizer, not a recipe; recipes with it: " + recipes;
}

}  // namespace

std::span<const Recipe> catalogue() { return rows(); }

const Recipe& recipe(std::string_view id) {
  std::vector<std::string_view> ids;
  for (const auto& row : rows()) {
    if (row.id == id) return row;
    ids.push_back(row.id);
  }
  throw usageError("recipe " + std::string(id), closestOf(id, ids).empty() ? otherMeaning(id).value_or(noSuch("recipe", id, ids)) : noSuch("recipe", id, ids));
}

}  // namespace ghost::recipe
