#pragma once
#include <functional>
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
  double score = 0;
};
/// What a floor has to say about one user: scored items in any order, each once. The history is that of the example, cut to its last 20 items.
using Proposer = std::function<void(std::span<const data::ItemId> history, std::vector<ScoredItem>& proposals)>;

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

/// (score, count, smaller id): is `a` ahead of `b`?
bool ahead(const data::Popularity& popularity, const ScoredItem& a, const ScoredItem& b);

/// The frame of all floors: asks for proposals, leaves out the history if told to, ranks, fills up by popularity.
/// `makeProposer` is called once for every piece of users, so a proposer may hold scratch memory.
std::vector<RankedList> floorLists(const FloorRequest& request, const std::function<Proposer()>& makeProposer);

}  // namespace ghost::decode
