#pragma once
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "base/param_spec.h"
#include "base/reporter.h"
#include "data/data_set.h"
#include "data/split.h"
#include "decode/ranked_list.h"

namespace ghost::decode {

/// Untrained recommenders, counts from the training sequences t only: what a trained model has to beat. Rows: popularity, next-item, item-knn.
///
/// popularity  every user gets the items by training count c.
/// next-item   items by how often they followed the user's last item directly in some t; nothing else about the user counts.
/// item-knn    sim(i, j) = n(i, j) / (c_i^.5 c_j^p), n(i, j) = users who have both in t. Variant "cooccurrence": p = popularity_power (.25), "cosine": p = .5.
///             Item i keeps its `neighbours` (200) most similar j; score(j) = sum over the last 20 history items, k steps back, of decay^k sim(h_k, j).
///
/// In all rows ties go to the larger count, then the smaller id, also at the cut of the neighbour lists. Lists too short are filled up by popularity, with score 0.
/// `keep_history = false` leaves out every item the user already has, those before the last 20 too. All rows keep it by default, as every other recipe and the
/// published evaluation do; the well-known figures of next-item and item-knn on Instruments are without. Where items never repeat (LC-Rec data) keeping it only
/// costs slots.
struct Floor {
  std::string id;
  std::string description;
  std::vector<ParamSpec> params;
  /// Ranked lists for all users, `slots` items each (fewer only if the catalogue is smaller); none at all when stopped.
  /// `values` are those of `params`; counts come from `popularity`.
  std::vector<RankedList> (*rank)(const data::DataSet& dataSet, const data::Popularity& popularity, data::Part part, const ParamValues& values, int slots, int threads,
                                  Reporter& reporter, std::stop_token stop) = nullptr;
};
std::span<const Floor> floors();

}  // namespace ghost::decode
