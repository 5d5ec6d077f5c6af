#include "decode/beam_search.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "decode/exact_sum.h"
#include "decode/token_mask.h"

namespace ghost::decode {
namespace {

struct Beam {
  std::vector<std::int32_t> tokens;
  ExactSum sum;
};

struct Candidate {
  ExactSum sum;
  std::size_t beam = 0;
  std::int32_t token = 0;
};

class Search {
 public:
  Search(TokenScorer& scorer, std::span<const std::int32_t> prompt, const sid::SidTrie& trie, const TokenMap& map, const BeamOptions& options)
      : m_scorer(scorer), m_prompt(prompt), m_mask(trie, map, options.mask, scorer.vocabulary()), m_eos(map.eos), m_options(options) {}

  std::vector<Hypothesis> run() {
    const auto width = static_cast<std::size_t>(m_options.beams);
    for (int made = 0; made < m_options.maxNewTokens && !m_live.empty(); ++made) {
      advance(best(2 * width));
      if (m_options.earlyStop && m_finished.size() >= width) return result();
    }
    if (m_options.mask != Mask::Trie)
      for (const Beam& beam : m_live) finish(beam.tokens, beam.sum, beam.tokens.size(), false);
    return result();
  }

 private:
  std::vector<double> scores(const Beam& beam, const std::vector<std::int32_t>& allowed) {
    std::vector<std::int32_t> tokens(m_prompt.begin(), m_prompt.end());
    tokens.insert(tokens.end(), beam.tokens.begin(), beam.tokens.end());
    const auto all = m_scorer.logProbabilities(tokens);
    if (all.size() != static_cast<std::size_t>(m_scorer.vocabulary()))
      throw Error(ErrorCode::Internal, "beam search", "the model returned " + std::to_string(all.size()) + " scores for a vocabulary of " + std::to_string(m_scorer.vocabulary()));
    std::vector<double> result;
    result.reserve(allowed.size());
    for (const std::int32_t token : allowed) {
      result.push_back(all[static_cast<std::size_t>(token)]);
      if (std::isnan(result.back())) throw Error(ErrorCode::Internal, "beam search", "the model's score of token " + std::to_string(token) + " is not a number; its weights are damaged or diverged");
    }
    if (m_options.renormalise) renormalise(result);
    return result;
  }

  static void renormalise(std::vector<double>& logs) {
    const double top = logs.empty() ? 0 : *std::ranges::max_element(logs);
    if (!std::isfinite(top)) return;
    double total = 0;
    for (const double value : logs) total += std::exp(value - top);
    for (double& value : logs) value -= top + std::log(total);
  }

  /// The best `count` of all (beam, allowed token).
  std::vector<Candidate> best(std::size_t count) {
    std::vector<Candidate> candidates;
    for (std::size_t b = 0; b < m_live.size(); ++b) {
      const auto allowed = m_mask.allowed(m_live[b].tokens);
      const auto logs = scores(m_live[b], allowed);
      for (std::size_t i = 0; i < allowed.size(); ++i)
        if (logs[i] > -std::numeric_limits<double>::infinity()) candidates.push_back({m_live[b].sum.plus(logs[i]), b, allowed[i]});
    }
    // Made in (beam, token) order, so a stable sort leaves ties in it.
    std::ranges::stable_sort(candidates, [](const Candidate& a, const Candidate& b) { return a.sum > b.sum; });
    candidates.resize(std::min(candidates.size(), count));
    return candidates;
  }

  void advance(const std::vector<Candidate>& candidates) {
    const auto width = static_cast<std::size_t>(m_options.beams);
    std::vector<Beam> next;
    for (std::size_t rank = 0; rank < candidates.size() && next.size() < width; ++rank) {
      const Candidate& candidate = candidates[rank];
      const auto& tokens = m_live[candidate.beam].tokens;
      if (candidate.token != m_eos) {
        next.push_back({tokens, candidate.sum});
        next.back().tokens.push_back(candidate.token);
      } else if (rank < width) {
        finish(tokens, candidate.sum, tokens.size() + 1, true);
      }
    }
    m_live = std::move(next);
  }

  void finish(const std::vector<std::int32_t>& tokens, const ExactSum& sum, std::size_t length, bool ended) {
    m_finished.push_back({tokens, sum.over(std::pow(static_cast<double>(length), m_options.lengthPenalty)), sum.value(), ended});
  }

  std::vector<Hypothesis> result() {
    std::ranges::stable_sort(m_finished, [](const Hypothesis& a, const Hypothesis& b) { return a.score > b.score; });
    if (m_finished.size() > static_cast<std::size_t>(m_options.beams)) m_finished.resize(static_cast<std::size_t>(m_options.beams));
    return std::move(m_finished);
  }

  TokenScorer& m_scorer;
  std::span<const std::int32_t> m_prompt;
  TokenMask m_mask;
  std::int32_t m_eos;
  BeamOptions m_options;
  std::vector<Beam> m_live{Beam{}};
  std::vector<Hypothesis> m_finished;
};

}  // namespace

std::vector<Hypothesis> referenceBeamSearch(TokenScorer& scorer, std::span<const std::int32_t> prompt, const sid::SidTrie& trie, const TokenMap& map, const BeamOptions& options) {
  if (options.beams < 1) throw usageError("beams", "the search needs at least one beam, got " + std::to_string(options.beams));
  if (options.maxNewTokens < 1) throw usageError("max new tokens", "the search needs at least one new token, got " + std::to_string(options.maxNewTokens));
  return Search(scorer, prompt, trie, map, options).run();
}

}  // namespace ghost::decode
