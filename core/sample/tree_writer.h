#pragma once
#include <cstdint>
#include <span>

#include "sample/token_tree.h"

namespace ghost::sample {

/// Appends sequences to a TokenTrees value, one at a time: beginSequence, the trunk items in order, the branches, endSequence.
/// A supervised trunk item is superviseFirst(item, lastRow(), ..), superviseRest(item, ..), trunkItem(item, ..); the first tokens of the undesired SIDs that hang
/// from the same row go right after its own. Terms come out sorted by row when the caller keeps to that order.
class TreeWriter {
 public:
  TreeWriter(TokenTrees& trees, const sid::SidTable& table);

  /// Room for `rows` more token slots.
  void reserve(std::int64_t rows);
  void beginSequence();
  void endSequence();

  /// What a supervised SID needs besides its tokens.
  struct Supervision {
    double weight = 0;
    bool undesired = false;
    bool tailTarget = false;
  };
  /// SID rows of a trunk item; EOS row too if `withEos`.
  void trunkItem(sid::ItemId item, bool withEos);
  /// The first token of a SID, predicted from `row`.
  void superviseFirst(sid::ItemId item, std::int32_t row, const Supervision& supervision);
  /// The later tokens and EOS of a SID whose rows will be the next ones written.
  void superviseRest(sid::ItemId item, const Supervision& supervision);
  /// The rows of an undesired SID that hangs from trunk row `row`, and all its terms but the first token's.
  void branch(sid::ItemId item, std::int32_t row, const Supervision& supervision);

  std::int32_t lastRow() const { return static_cast<std::int32_t>(m_trees.token.size()) - 1; }

 private:
  void row(std::int32_t token, std::int32_t trunkEnd, std::int32_t ownBegin);
  void term(std::int32_t atRow, std::int32_t token, int level, const Supervision& supervision);

  TokenTrees& m_trees;
  const sid::SidTable& m_table;
  std::int32_t m_begin = 0;
};

}  // namespace ghost::sample
