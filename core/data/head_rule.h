#pragma once
#include <string_view>

#include "data/popularity.h"

namespace ghost::data {

/// Where a head ends. Counts: methods.md 0.3, the rule of data::popularity() and of every evaluation. The others cut the items, sorted by (-count, id) and those
/// with training events alone, at a number: Quantile at a share of the items, Exposure where the items so far have a share of the training events, Knee before the
/// point of the curve (rank, count), both scaled to 0..1, that lies farthest below the line between its ends. Such a cut may part items of equal count.
enum class HeadRule { Counts, Quantile, Exposure, Knee };
/// "counts", "quantile", "exposure" or "knee"; throws Error{Usage} for another word.
HeadRule headRuleOf(std::string_view word);

/// The same counts under another rule: head, headItems (most popular first) and headShare are new, x80 stays that of the counts; Counts changes nothing.
/// `share` in (0, 1] is that of Quantile and Exposure. At least one item is head. Throws Error{Usage} for a share outside, Error{Data} for a flat curve (Knee).
Popularity withHeadRule(const Popularity& popularity, HeadRule rule, double share);

}  // namespace ghost::data
