#pragma once
#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "base/reporter.h"
#include "embed/item_vectors.h"

namespace ghost::embed {

struct TfidfOptions {
  std::int64_t dim = 128;          ///< columns of the result; fewer where texts or words are fewer
  std::int64_t leastTexts = 2;     ///< a word of fewer texts is left out
  std::int64_t mostWords = 50000;  ///< of more, those of most texts are kept
  std::uint64_t seed = 42;
  int threads = 1;
};

/// Vectors of texts without any model: words (runs of letters and digits, ASCII lowered) weighed by (1 + ln count) * (ln((1 + n) / (1 + texts with it)) + 1), rows to
/// unit length, then the leading left singular vectors times their singular values (latent semantic analysis), rows to unit length again. The decomposition is
/// randomised subspace iteration (Halko, Martinsson, Tropp, arXiv 0909.4061); the result depends on texts, options and seed, not on the threads. The sign of a column
/// makes its largest entry positive. A text without known words is a zero row. Throws Error{Data} when no word is in `leastTexts` texts. When stopped, no rows.
ItemVectors tfidfVectors(std::span<const std::string> texts, const TfidfOptions& options, Reporter& reporter, std::stop_token stop);

}  // namespace ghost::embed
