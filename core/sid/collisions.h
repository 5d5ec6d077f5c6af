#pragma once
#include <vector>

#include "sid/sid_table.h"

namespace ghost::sid {

/// Items with one and the same code list.
struct CollisionGroup {
  std::vector<ItemId> items;   ///< two or more, ascending
  std::int32_t unresolved = 0; ///< of them, those whose whole SID, suffix included, is still another item's
};

/// All groups, largest first, of equal ones that with the smallest id first. Items minus distinct code lists is the sum of (size - 1).
std::vector<CollisionGroup> collisionGroups(const SidTable& table);

/// Per item whether its whole SID, suffix included, is another item's too.
std::vector<bool> sharedSids(const SidTable& table);

/// Items less distinct code lists (`collisions_before_dedup`), and items less distinct SIDs, suffixes included.
struct CollisionCounts {
  std::int64_t beforeSuffixes = 0, afterSuffixes = 0;
};
CollisionCounts collisionCounts(const SidTable& table);

}  // namespace ghost::sid
