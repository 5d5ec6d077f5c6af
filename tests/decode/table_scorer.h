#pragma once
#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "base/rng.h"
#include "decode/beam_search.h"

namespace ghost::decode {

inline constexpr double never = -std::numeric_limits<double>::infinity();
using Tokens = std::vector<std::int32_t>;

/// Log-probabilities looked up by what was generated; what isn't in the table has probability 0.
class TableScorer : public TokenScorer {
 public:
  explicit TableScorer(std::int32_t vocabulary) : m_vocabulary(vocabulary) {}
  void set(const Tokens& generated, std::int32_t token, double logProbability) {
    m_rows.try_emplace(generated, static_cast<std::size_t>(m_vocabulary), never).first->second[static_cast<std::size_t>(token)] = logProbability;
  }
  std::int32_t vocabulary() const override { return m_vocabulary; }
  std::vector<double> logProbabilities(std::span<const std::int32_t> tokens) override {
    const auto row = m_rows.find(Tokens(tokens.begin(), tokens.end()));
    return row == m_rows.end() ? std::vector<double>(static_cast<std::size_t>(m_vocabulary), never) : row->second;
  }

 private:
  std::int32_t m_vocabulary;
  std::map<Tokens, std::vector<double>> m_rows;
};

/// A random model: softmax of normal logits that depend on the whole context. `coarse`: scores 0, -1 or -2 instead, whose sums are exact, so that ties turn up.
class RandomScorer : public TokenScorer {
 public:
  RandomScorer(std::uint64_t seed, std::int32_t vocabulary, bool coarse) : m_seed(seed), m_vocabulary(vocabulary), m_coarse(coarse) {}
  std::int32_t vocabulary() const override { return m_vocabulary; }
  std::vector<double> logProbabilities(std::span<const std::int32_t> tokens) override {
    Rng rng(m_seed);
    for (const std::int32_t token : tokens) rng = rng.split(static_cast<std::uint64_t>(token));
    std::vector<double> logits(static_cast<std::size_t>(m_vocabulary));
    for (double& logit : logits) logit = m_coarse ? -static_cast<double>(rng.below(3)) : 2 * rng.normal();
    if (m_coarse) return logits;
    double total = 0;
    for (const double logit : logits) total += std::exp(logit);
    for (double& logit : logits) logit -= std::log(total);
    return logits;
  }

 private:
  std::uint64_t m_seed;
  std::int32_t m_vocabulary;
  bool m_coarse;
};

/// 1 to `most` random SIDs of 1 to 4 tokens over three codes a level; SIDs may be prefixes of each other or shared.
inline sid::SidTable randomTable(Rng& rng, std::uint64_t most) {
  std::vector<std::vector<std::string>> sids(1 + rng.below(most));
  for (auto& sid : sids)
    for (std::uint64_t level = 0, length = 1 + rng.below(4); level < length; ++level)
      sid.push_back(sid::tokenText({static_cast<std::int8_t>(level), static_cast<std::int32_t>(rng.below(3))}));
  return sid::SidTable::fromTokens(sids);
}

inline Tokens modelTokens(std::span<const sid::SidToken> sid, const TokenMap& map) {
  Tokens tokens;
  for (const sid::SidToken token : sid) tokens.push_back(map.firstSid + token);
  return tokens;
}

}  // namespace ghost::decode
