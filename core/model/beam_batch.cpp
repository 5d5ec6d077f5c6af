#include "model/beam_batch.h"

#include <algorithm>
#include <cmath>

#include "base/parallel.h"
#include "decode/token_mask.h"

namespace ghost::model {
namespace {

// Users whose selection is worth a thread of its own.
constexpr std::int64_t usersPerPiece = 8;

}  // namespace

BeamBatch::BeamBatch(int users, const sid::SidTrie& trie, const decode::TokenMap& map, const decode::BeamOptions& options)
    : m_trie(trie), m_map(map), m_options(options), m_finished(static_cast<std::size_t>(users)) {
  if (options.mask == decode::Mask::Level) m_levelTokens = decode::levelTokens(trie);
  for (int user = 0; user < users; ++user) m_live.push_back({user, user, -1, trie.root(), {}, -1});
}

void BeamBatch::collectTrie(std::int32_t beam, std::vector<Candidate>& candidates) const {
  const Live& live = m_live[static_cast<std::size_t>(beam)];
  if (m_trie.isTerminal(live.node)) candidates.push_back({{}, beam, m_map.eos, live.node});
  auto child = m_trie.firstChild(live.node);
  for (const sid::SidToken token : m_trie.childTokens(live.node)) candidates.push_back({{}, beam, m_map.firstSid + token, child++});
}

void BeamBatch::collectOpen(std::int32_t beam, std::int64_t vocabulary, std::vector<Candidate>& candidates) const {
  const Live& live = m_live[static_cast<std::size_t>(beam)];
  auto add = [&](std::int32_t token) {
    const bool sid = token >= m_map.firstSid;
    const auto node = sid && live.node >= 0 ? m_trie.child(live.node, token - m_map.firstSid) : -1;
    candidates.push_back({{}, beam, token, node});
  };
  if (m_options.mask == decode::Mask::None) {
    for (std::int32_t token = 0; token < vocabulary; ++token) add(token);
  } else if (static_cast<std::size_t>(m_step) < m_levelTokens.size()) {
    for (const sid::SidToken token : m_levelTokens[static_cast<std::size_t>(m_step)]) add(m_map.firstSid + token);
  } else if (static_cast<std::size_t>(m_step) == m_levelTokens.size()) {
    add(m_map.eos);
  }
}

void BeamBatch::collect(std::int32_t beam, const Scores& scores, std::vector<Candidate>& candidates) const {
  const std::size_t begin = candidates.size();
  if (m_options.mask == decode::Mask::Trie) collectTrie(beam, candidates);
  else collectOpen(beam, scores.vocabulary, candidates);
  const float* row = scores.logits + static_cast<std::int64_t>(beam) * scores.vocabulary;
  double normaliser = scores.logSumExp[beam];
  if (m_options.renormalise) {
    double top = -INFINITY, sum = 0;
    for (std::size_t i = begin; i < candidates.size(); ++i) top = std::max<double>(top, row[candidates[i].token]);
    for (std::size_t i = begin; i < candidates.size(); ++i) sum += std::exp(row[candidates[i].token] - top);
    normaliser = top + std::log(sum);
  }
  const decode::ExactSum sofar = m_live[static_cast<std::size_t>(beam)].logProbability;
  for (std::size_t i = begin; i < candidates.size(); ++i) candidates[i].logProbability = sofar.plus(row[candidates[i].token] - normaliser);
}

void BeamBatch::finish(const Live& beam, const decode::ExactSum& logProbability, int length, bool ended) {
  m_finished[static_cast<std::size_t>(beam.user)].push_back({tokensOf(beam), logProbability, length, ended});
}

void BeamBatch::take(std::span<const Candidate> best, std::vector<Live>& next) {
  const auto beams = static_cast<std::size_t>(m_options.beams);
  std::size_t kept = 0;
  for (std::size_t rank = 0; rank < best.size(); ++rank) {
    const Candidate& candidate = best[rank];
    const Live& from = m_live[static_cast<std::size_t>(candidate.beam)];
    if (candidate.token == m_map.eos) {
      if (rank < beams) finish(from, candidate.logProbability, m_step + 1, true);
    } else if (kept < beams) {
      m_paths.push_back({from.history, candidate.token});
      next.push_back({from.user, candidate.beam, candidate.token, candidate.node, candidate.logProbability, static_cast<std::int32_t>(m_paths.size()) - 1});
      ++kept;
    }
  }
}

void BeamBatch::advance(const Scores& scores, int threads) {
  std::vector<std::int32_t> group;  // first beam of each user that is still live, and the end
  for (std::size_t i = 0; i < m_live.size(); ++i)
    if (i == 0 || m_live[i].user != m_live[i - 1].user) group.push_back(static_cast<std::int32_t>(i));
  group.push_back(static_cast<std::int32_t>(m_live.size()));

  const auto users = static_cast<std::int64_t>(group.size()) - 1;
  std::vector<std::vector<Candidate>> best(static_cast<std::size_t>(users));
  parallelFor(users, usersPerPiece, threads, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t u = begin; u < end; ++u) {
      auto& candidates = best[static_cast<std::size_t>(u)];
      for (std::int32_t beam = group[static_cast<std::size_t>(u)]; beam < group[static_cast<std::size_t>(u) + 1]; ++beam) collect(beam, scores, candidates);
      const auto keep = std::min(candidates.size(), static_cast<std::size_t>(2 * m_options.beams));
      std::partial_sort(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(keep), candidates.end(), [](const Candidate& a, const Candidate& b) {
        if (a.logProbability != b.logProbability) return a.logProbability > b.logProbability;
        return a.beam != b.beam ? a.beam < b.beam : a.token < b.token;
      });
      candidates.resize(keep);
    }
  });

  std::vector<Live> next;
  next.reserve(m_live.size() * 2);
  for (const auto& candidates : best) {
    const std::size_t before = next.size();
    take(candidates, next);
    if (next.size() == before) continue;
    const auto user = static_cast<std::size_t>(next.back().user);
    if (m_options.earlyStop && m_finished[user].size() >= static_cast<std::size_t>(m_options.beams)) next.resize(before);
  }
  m_live = std::move(next);
  if (++m_step < m_options.maxNewTokens) return;
  // Out of length. Under the trie an unfinished SID names no item; elsewhere it is an invalid generation and takes its slot.
  if (m_options.mask != decode::Mask::Trie)
    for (const Live& beam : m_live) finish(beam, beam.logProbability, m_step, false);
  m_live.clear();
}

std::vector<std::int32_t> BeamBatch::tokensOf(const Live& beam) const {
  std::vector<std::int32_t> tokens;
  for (std::int32_t at = beam.history; at >= 0; at = m_paths[static_cast<std::size_t>(at)].parent) tokens.push_back(m_paths[static_cast<std::size_t>(at)].token);
  std::reverse(tokens.begin(), tokens.end());
  return tokens;
}

std::vector<decode::Hypothesis> BeamBatch::finished(int user, double lengthPenalty) const {
  std::vector<decode::Hypothesis> hypotheses;
  for (const Finished& one : m_finished[static_cast<std::size_t>(user)])
    hypotheses.push_back({one.tokens, one.logProbability.over(std::pow(static_cast<double>(one.length), lengthPenalty)), one.logProbability.value(), one.ended});
  std::ranges::stable_sort(hypotheses, [](const decode::Hypothesis& a, const decode::Hypothesis& b) { return a.score > b.score; });
  if (hypotheses.size() > static_cast<std::size_t>(m_options.beams)) hypotheses.resize(static_cast<std::size_t>(m_options.beams));
  return hypotheses;
}

}  // namespace ghost::model
