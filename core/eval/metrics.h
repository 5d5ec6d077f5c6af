#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/json_file.h"
#include "data/popularity.h"
#include "decode/ranked_list.h"
#include "eval/tally.h"

namespace ghost::eval {

/// One number: metric name (hr, ndcg, mgu, arp, ...), cut K (0 where none), group (all, head, tail), value.
struct MetricRow {
  std::string metric;
  int k = 0;
  std::string group = "all";
  double value = 0;
};

/// One row of the metric table: adding a metric is one row here. `value` reads what one pass over the lists has counted for one K; nothing where the
/// metric isn't defined (no user with a tail target, no item shown), which is null in JSON.
struct MetricInfo {
  std::string id;
  std::string description;         ///< one sentence
  bool largerIsBetter = true;
  bool inCns = false;
  bool isCount = false;            ///< a whole number of users
  std::optional<double> (*value)(const Tally& tally) = nullptr;
};
std::span<const MetricInfo> metricTable();

/// K of a key of the block "k". Throws Error{Data} for text that is no whole number above 0.
int cutOf(const std::string& text);

/// K of the fifths block.
inline constexpr int fifthsCut = 10;

/// Exactly methods.md 0.6; keys and nesting exactly as `eval --json` of the command contract (users, k{5,10}, composition_at_1, fifths). hr, ndcg and mrr count a target
/// whose SID several items share as tally.h says, hr_sid and ndcg_sid as published code does. Beside them: targets{head,tail} (users by the group of their target),
/// gh_head, longest_list (slots) and short_lists{K: users whose list has fewer than K slots}, of which remarks() speaks, and shared_sids{hits: "expected",
/// targets: users whose target shares its SID with another item, slot_share: share of the slots at K = 10 whose SID several items share}.
/// Throws Error{Data} for no list at all or an item without a count, Error{Usage} for a cut below 1.
OrderedJson evaluate(std::span<const decode::RankedList> lists, const data::Popularity& popularity, std::span<const int> cuts);
/// The same as flat rows, for tables and stores; undefined values are left out. hr_tail becomes (hr, tail), head_users (users_shown, head),
/// the fifths (hr, K = 10, fifth1 .. fifth5 with fifth1 the most popular). Throws Error{Data} for JSON that isn't of evaluate().
std::vector<MetricRow> flatten(const OrderedJson& metrics);

/// Per-user 0-based place of the target in its list, -1 if absent; what bootstrap and composition views start from.
std::vector<int> targetRanks(std::span<const decode::RankedList> lists);

}  // namespace ghost::eval
