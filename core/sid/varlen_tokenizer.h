#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "sid/tokenizers.h"

namespace ghost::sid {

/// How many codes an item gets, by its training count p. Popular items get few: their sequence statistics carry them, rare ones need their content.
struct LengthRule {
  /// Rank: round(L_max - (L_max - L_min) * percentile), percentile = items with fewer events / (items - 1). Power: round(L_max * max(1, p)^-exponent) within
  /// [L_min, L_max], the published optimum p^(-alpha/gamma), of which no constants are known.
  enum class Kind { Rank, Power } kind = Kind::Rank;
  int shortest = 3;       ///< L_min
  int longest = 6;        ///< L_max
  double exponent = 0.2;  ///< alpha / gamma
};
/// Per item; never longer for a more popular item, equal for equal counts. Throws Error{Usage} unless 1 <= L_min <= L_max.
std::vector<int> lengthsByPopularity(std::span<const std::int64_t> counts, const LengthRule& rule);

/// VarLenRec (methods.md 10) reduced to its two ideas: residual levels over all items, L_max of them, in the Euclidean space or the Poincare ball, and a number of
/// codes an item that falls with its popularity; a SID is the first L_i codes, with a suffix where code lists are equal. One SID may be the beginning of another:
/// the trie marks where items end. Left out: the encoder and decoder around the quantiser, and the length classifier, whose labels are used instead.
/// The report has `code_length` {mean, mean_head, mean_tail}, without suffixes. Errors and stops as in the table's contract.
Tokenization buildVariableLength(const TokenizerInput& input, const ParamValues& values);

}  // namespace ghost::sid
