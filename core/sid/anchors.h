#pragma once
#include <optional>
#include <span>
#include <stop_token>

#include "data/interactions.h"
#include "data/popularity.h"
#include "embed/item_vectors.h"
#include "embed/neighbour_search.h"
#include "sid/tokenization.h"

namespace ghost::sid {

/// Whose codes a tail item inherits. With the defaults: the head of largest cosine (methods.md 1.1, step 3), whatever that cosine is.
struct AnchorOptions {
  /// What a tail does whose anchor's cosine lies below the threshold. OwnRoot: nothing is inherited. Consensus: the anchor becomes the head of largest cosine to the
  /// mean direction of its nearest heads.
  enum class Fallback { OwnRoot, Consensus };

  double blend = 0;                ///< b: anchors have the largest (1 - b) cosine of the vectors + b cosine of the sets of training users
  double threshold = -1;           ///< -1 or less: no fallback; a cosine is below it by more than rounding (1e-6)
  Fallback fallback = Fallback::OwnRoot;
  int heads = 5;                   ///< nearest heads that a consensus is made of
  const data::Interactions* interactions = nullptr;  ///< needed where b > 0
  embed::NeighbourSearch neighbours;  ///< how nearest heads are found; its threads and stop token don't count
  int threads = 1;
  std::stop_token stop;
};

/// Anchors of the tails: cosines are always those of the vectors; of equal scores the first in head order wins. A tail of its own root has anchor `ownRoot`.
struct Anchors {
  std::vector<ItemId> anchor;   ///< per item, -1 for a head
  std::vector<float> cosine;    ///< per item; of the best head also for a tail of its own root, 0 for heads
  std::int64_t fallbacks = 0;   ///< tails below the threshold
  std::optional<double> recall; ///< of an approximate search for the heads
  std::int64_t recallSample = 0;  ///< tails that recall was measured on
};
/// Throws Error{Usage} where a blend lacks the interactions. The result doesn't depend on the number of threads; after a stop it must not be used.
Anchors findAnchors(const embed::ItemVectors& vectors, const data::Popularity& popularity, std::span<const ItemId> tails, const AnchorOptions& options);

}  // namespace ghost::sid
