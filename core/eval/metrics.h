#pragma once
#include <span>
#include <string>
#include <vector>

#include "base/json_file.h"
#include "data/popularity.h"
#include "decode/ranked_list.h"

namespace ghost::eval {

/// One number: metric name (hr, ndcg, mgu, arp, ...), cut K (0 where none), group (all, head, tail), value.
struct MetricRow {
  std::string metric;
  int k = 0;
  std::string group = "all";
  double value = 0;
};

/// One row of the metric table (names, one-sentence descriptions, whether larger is better, whether it enters CNS).
struct MetricInfo {
  std::string id;
  std::string description;
  bool largerIsBetter = true;
};
std::span<const MetricInfo> metricTable();

/// Exactly methods.md 0.6; keys and nesting exactly as `eval --json` of the command contract (users, k{5,10}, composition_at_1, fifths), ndcg/hr by item id.
OrderedJson evaluate(std::span<const decode::RankedList> lists, const data::Popularity& popularity, std::span<const int> cuts);
/// The same as flat rows, for tables and stores.
std::vector<MetricRow> flatten(const OrderedJson& metrics);

/// Per-user 0-based rank of the target in its list, -1 if absent; what bootstrap and composition views start from.
std::vector<int> targetRanks(std::span<const decode::RankedList> lists);

}  // namespace ghost::eval
