#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "decode/beam_search.h"
#include "decode/exact_sum.h"
#include "sid/sid_trie.h"

namespace ghost::model {

/// The bookkeeping of a batched beam search: many users at once, scores in, live beams out. It knows the trie, the masks and the finishing rules
/// (methods.md 0.5, 0.8) but no tensors, so the device only ever computes log-sum-exps and logits of live beams.
/// Written apart from decode::referenceBeamSearch on purpose: the tests hold the two against each other.
class BeamBatch {
 public:
  /// A beam that is still growing. `source` is the row it came from in the step before: a beam's row, or the user's number in the first step.
  struct Live {
    std::int32_t user = 0;
    std::int32_t source = 0;
    std::int32_t token = 0;          ///< model token id appended last
    sid::SidTrie::Node node = 0;     ///< trie node of the prefix; -1 where no item has it
    decode::ExactSum logProbability;
    std::int32_t history = -1;       ///< index into the path store
  };
  /// Row-major logits [rows, vocabulary] of the current live beams (first step: one row a user) and their log-sum-exp over the whole vocabulary.
  struct Scores {
    const float* logits = nullptr;
    const float* logSumExp = nullptr;
    std::int64_t vocabulary = 0;
  };

  BeamBatch(int users, const sid::SidTrie& trie, const decode::TokenMap& map, const decode::BeamOptions& options);

  /// Live beams, grouped by user; before the first advance() one empty beam a user.
  std::span<const Live> live() const { return m_live; }
  bool done() const { return m_live.empty(); }
  /// One generation step for all users.
  void advance(const Scores& scores, int threads);
  /// Best first under this length penalty, at most B. The live beams never depend on the penalty, so one search answers for all.
  std::vector<decode::Hypothesis> finished(int user, double lengthPenalty) const;

 private:
  struct Candidate {
    decode::ExactSum logProbability;
    std::int32_t beam = 0;        ///< index into m_live
    std::int32_t token = 0;
    sid::SidTrie::Node node = 0;
  };
  struct Path {
    std::int32_t parent;
    std::int32_t token;
  };
  void collect(std::int32_t beam, const Scores& scores, std::vector<Candidate>& candidates) const;
  void collectTrie(std::int32_t beam, std::vector<Candidate>& candidates) const;
  void collectOpen(std::int32_t beam, std::int64_t vocabulary, std::vector<Candidate>& candidates) const;
  void take(std::span<const Candidate> best, std::vector<Live>& next);
  void finish(const Live& beam, const decode::ExactSum& logProbability, int length, bool ended);
  std::vector<std::int32_t> tokensOf(const Live& beam) const;

  const sid::SidTrie& m_trie;
  decode::TokenMap m_map;
  decode::BeamOptions m_options;
  int m_step = 0;
  std::vector<Live> m_live;
  std::vector<Path> m_paths;
  struct Finished {
    std::vector<std::int32_t> tokens;
    decode::ExactSum logProbability;
    int length = 0;               ///< generated tokens, EOS included
    bool ended = true;
  };
  std::vector<std::vector<Finished>> m_finished;  ///< per user, in the order they finished
  std::vector<std::vector<sid::SidToken>> m_levelTokens;  ///< Mask::Level: SID tokens seen at each position
};

}  // namespace ghost::model
