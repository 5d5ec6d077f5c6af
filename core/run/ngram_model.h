#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/json_file.h"
#include "decode/beam_search.h"

namespace ghost::run {

/// Interpolated token n-grams over streams of "SID tokens, EOS, SID tokens, EOS, ...". A token is predicted from two contexts, the longer one trusted as far as
/// it has been seen (Witten-Bell): the unfinished item alone, and the item before it with the unfinished item. What both leave open is spread evenly:
///   p_0(w) = 1 / V,   p_k(w | c_k) = (n(c_k, w) + T(c_k) p_{k-1}(w)) / (n(c_k) + T(c_k)),   n = counts, T = distinct followers of c_k.
/// Context lengths follow the items, so variable-length SIDs need no fixed order n.
class NgramModel {
 public:
  explicit NgramModel(std::int32_t vocabulary, std::int32_t eos = 1);

  /// Counts every token of the stream after its first item (the first item of a history is predicted from nothing, as in training with tensors).
  void add(std::span<const std::int32_t> stream);
  /// -log p summed over the tokens from `first` on.
  double negativeLogLikelihood(std::span<const std::int32_t> stream, std::size_t first) const;
  /// log p of every token of the vocabulary after `tokens`.
  std::vector<double> logProbabilities(std::span<const std::int32_t> tokens) const;

  std::int32_t vocabulary() const { return m_vocabulary; }
  /// Distinct (context, token) pairs.
  std::int64_t parameters() const;
  /// Start of the second item, the first position that is counted or scored; the stream's size if there is none.
  std::size_t firstPredicted(std::span<const std::int32_t> stream) const;

  std::string toText() const;
  /// Throws Error{Data} naming `file` for anything that toText() wouldn't write.
  static NgramModel fromText(const std::string& text, const std::filesystem::path& file);

 private:
  using Context = std::vector<std::int32_t>;
  struct Followers {
    std::int64_t total = 0;
    std::map<std::int32_t, std::int64_t> counts;
  };
  struct Contexts { Context item, pair; };
  Contexts contextsOf(std::span<const std::int32_t> tokens) const;
  double probability(const Followers* item, const Followers* pair, std::int32_t token) const;
  const Followers* find(const Context& context) const;

  std::int32_t m_vocabulary, m_eos;
  std::map<Context, Followers> m_counts;  ///< sorted, so that equal models have equal files
};

/// The model as the reference beam search sees it.
class NgramScorer final : public decode::TokenScorer {
 public:
  explicit NgramScorer(const NgramModel& model) : m_model(model) {}
  std::int32_t vocabulary() const override { return m_model.vocabulary(); }
  std::vector<double> logProbabilities(std::span<const std::int32_t> tokens) override { return m_model.logProbabilities(tokens); }

 private:
  const NgramModel& m_model;
};

}  // namespace ghost::run
