#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sid/sid_trie.h"

namespace ghost::decode {

enum class Mask { Trie, Level, None };

/// Semantics of methods.md 0.5 and 0.8. Scores: log-softmax over the whole vocabulary, then the mask, renormalised over the allowed tokens only if asked.
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

/// A finished SID: model token ids without EOS, its final score and plain sum of log p.
struct Hypothesis {
  std::vector<std::int32_t> tokens;
  double score = 0;
  double logProbability = 0;
};

/// How model token ids map to the trie: SID token = id - firstSid; eos is the id that ends a SID.
struct TokenMap {
  std::int32_t eos = 1;
  std::int32_t firstSid = 2;
};

/// The oracle: plain floats, one user, no batching. Returns at most B hypotheses, best score first (ties: earlier candidate order: beam, then token).
/// Candidates are ranked by summed log p; ties go to the lower (beam, token).
std::vector<Hypothesis> referenceBeamSearch(TokenScorer& scorer, std::span<const std::int32_t> prompt, const sid::SidTrie& trie, const TokenMap& map, const BeamOptions& options);

}  // namespace ghost::decode
