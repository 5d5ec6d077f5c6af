#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sid/sid_trie.h"

namespace ghost::decode {

/// Which tokens may come next. Trie: children of the prefix, EOS where an item ends. Level (LC-Rec): at position i every token that any item has there,
/// EOS only after the longest SID, so SIDs of varying length can't be expressed and non-items can come out. None: the whole vocabulary.
enum class Mask { Trie, Level, None };

/// The search of published generative recommenders. Scores: log-softmax over the whole vocabulary, then the mask, renormalised over the allowed tokens only if asked.
/// Each step ranks all (beam, allowed token) by summed log p and looks at the best 2 B: an EOS candidate finishes its SID only if it stands among the best B,
/// the best B others live on. At the length limit beams that still live are flushed into the pool with length = their tokens: under Mask::Trie an unfinished SID
/// names no item and is dropped, under Mask::Level and Mask::None it stays as an invalid generation. Early stopping flushes nothing.
struct BeamOptions {
  int beams = 20;                ///< B; also the number of finished SIDs returned
  double lengthPenalty = 1.0;    ///< finished score = sum log p / length^penalty, length = SID tokens + EOS
  Mask mask = Mask::Trie;
  bool renormalise = false;
  bool earlyStop = false;        ///< true: stop once B are finished (released); false: run until no beam is live
  int maxNewTokens = 10;         ///< EOS included
};

/// The model side of the reference search: log-probabilities over the whole vocabulary after `tokens` (prompt and generated).
class TokenScorer {
 public:
  virtual ~TokenScorer() = default;
  virtual std::int32_t vocabulary() const = 0;
  virtual std::vector<double> logProbabilities(std::span<const std::int32_t> tokens) = 0;
};

/// A generated SID: model token ids without EOS, its final score and plain sum of log p (EOS included).
struct Hypothesis {
  std::vector<std::int32_t> tokens;
  double score = 0;
  double logProbability = 0;
  bool ended = true;  ///< false: cut off by the length limit before EOS, so an invalid generation whatever its tokens
};

/// How model token ids map to the trie: SID token = id - firstSid; eos is the id that ends a SID.
struct TokenMap {
  std::int32_t eos = 1;
  std::int32_t firstSid = 2;
};

/// The oracle: plain floats, one user, no batching. Returns at most B hypotheses, best score first (ties: the one that finished first, then candidate order).
/// Candidates are ranked by summed log p, added up without rounding (exact_sum.h); ties go to the lower (beam, token). A token of probability 0 is no candidate.
/// Throws Error{Usage} for fewer than one beam or new token, Error{Internal} when the scorer returns NaN or another vocabulary size than it says.
std::vector<Hypothesis> referenceBeamSearch(TokenScorer& scorer, std::span<const std::int32_t> prompt, const sid::SidTrie& trie, const TokenMap& map, const BeamOptions& options);

}  // namespace ghost::decode
