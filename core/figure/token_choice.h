#pragma once
#include <functional>
#include <string>
#include <vector>

#include "figure/token_sets.h"

namespace ghost::figure {

/// What decides whether a token set is shown when nobody has chosen yet.
struct TokenCandidate {
  std::string key;       ///< as in TokenPlace
  std::string made;      ///< local yyyymmdd-hhmmss; empty for a published index
  std::string content;   ///< equal for runs that took their tokens from the same artifact; empty = not known
};
/// Reads when a set was made and, of a run, which artifact it took; never throws, what can't be read is empty.
TokenCandidate candidateOf(const TokenPlace& place);

/// As many as a chart shows legibly beside each other.
inline constexpr std::size_t fewSets = 4;
/// Keys of the sets to look at first: what was made last by runs or by hand, then published indices where there is room; of equal sets the newest, and only
/// those that `fits` takes (asked in this order, no more often than needed). At most `fewSets`.
std::vector<std::string> firstSight(std::vector<TokenCandidate> candidates, const std::function<bool(const std::string& key)>& fits = {});

}  // namespace ghost::figure
