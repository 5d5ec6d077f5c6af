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

/// Untrained recommenders (methods.md 15.1), counts from the training sequences only. Rows: popularity, next-item, item-knn.
struct Floor {
  std::string id;
  std::string description;
  std::vector<ParamSpec> params;
  /// Ranked lists for all users, `slots` items each.
  std::vector<RankedList> (*rank)(const data::DataSet& dataSet, const data::Popularity& popularity, data::Part part, const ParamValues& values, int slots, int threads, Reporter& reporter, std::stop_token stop) = nullptr;
};
std::span<const Floor> floors();

}  // namespace ghost::decode
