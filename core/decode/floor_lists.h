#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include "base/reporter.h"
#include "data/data_set.h"
#include "data/split.h"
#include "decode/ranked_list.h"

namespace ghost::decode {

struct ScoredItem {
  data::ItemId item = -1;
  std::int32_t together = 0;  ///< of a neighbour: training events that it shares with the item
  double score = 0;
};
/// What a floor has to say about one user; the history is that of the example, cut to its last 20 items. It may hold scratch memory, so it belongs to one thread.
class Proposer {
 public:
  virtual ~Proposer() = default;
  /// Scored items in any order, each once.
  virtual void propose(std::span<const data::ItemId> history, std::vector<ScoredItem>& proposals) = 0;
  /// False: rounding may have told equal scores apart, and mark() knows them.
  virtual bool isExact() const { return true; }
  /// Marks by which scores are known to be equal in exact arithmetic (exact_ties.h), one for each of `tied`.
  virtual void mark(std::span<const data::ItemId> history, std::span<const ScoredItem> tied, std::span<std::uint64_t> marks) {}
};

struct FloorRequest {
  const data::DataSet& dataSet;
  const data::Popularity& popularity;
  data::Part part = data::Part::Test;
  bool keepHistory = true;
  int slots = 20;
  int threads = 1;
  Reporter& reporter;
  std::stop_token stop;
};

/// (score, count, smaller id): is `a` ahead of `b`? Scores are taken as they are: rankExactly() makes equal ones equal first.
bool ahead(const data::Popularity& popularity, const ScoredItem& a, const ScoredItem& b);

/// The frame of all floors: asks for proposals, leaves out the history if told to, ranks, fills up by popularity.
/// `makeProposer` is called once for every piece of users.
std::vector<RankedList> floorLists(const FloorRequest& request, const std::function<std::unique_ptr<Proposer>()>& makeProposer);

}  // namespace ghost::decode
