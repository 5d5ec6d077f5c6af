#pragma once
#include <optional>
#include <vector>

#include "sid/tokenization.h"

namespace ghost::sid {

/// How the codes of one level are used by a set of items: each item counts once at every level it has.
struct LevelUse {
  std::int64_t used = 0;                   ///< codes with at least one item
  std::optional<std::int64_t> available;   ///< rows of the level's codebook (the larger of two at one level); nothing is known without codebooks
  double perplexity = 0;                   ///< exp of the entropy of the loads: the number of equally used codes that would be as even; 0 without items
  std::vector<double> loads;               ///< items a code, in the order of the tokens, only of codes in use
};

/// One row a level, the deepest code level of the table last; a level no chosen item has is empty. `chosen` names the items that count (by id), empty = all.
std::vector<LevelUse> levelUse(const Tokenization& tokens, const std::vector<bool>& chosen = {});

/// The book that holds the centroid of an item's code at a level, null without one. Skeletons put the tail books behind the head books; without a skeleton books
/// named head and tail are those of head and of tail items (rqkmeans-mixed with separate codebooks).
const Codebook* codebookAt(const Tokenization& tokens, int level, bool isHead);

}  // namespace ghost::sid
