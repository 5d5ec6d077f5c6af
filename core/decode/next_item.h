#pragma once
#include <cstdint>
#include <vector>

#include "data/interactions.h"
#include "decode/floor_lists.h"

namespace ghost::decode {

/// First-order counts of the training sequences, CSR by item: which items followed it directly, and how often. Immutable.
class Followers {
 public:
  Followers(const data::Interactions& interactions, std::int32_t items);
  /// Item and count, by item id.
  std::span<const ScoredItem> of(data::ItemId item) const;

 private:
  std::vector<std::int64_t> m_offsets;
  std::vector<ScoredItem> m_followers;
};

}  // namespace ghost::decode
