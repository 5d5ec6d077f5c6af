#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "decode/beam_search.h"
#include "decode/ranked_list.h"
#include "run/backend.h"

namespace ghost::model {

class Decoder;

/// Batched beam search on tensors (methods.md 0.5, 0.8): each prompt is computed once and its keys and values are shared by all beams of the user; a step
/// computes one row a live beam. Equal to decode::referenceBeamSearch over the same model up to float32 rounding of the scores.
/// One thread; a float32 decoder. Returns per prompt at most B hypotheses, best first. Prompts must not be empty.
std::vector<std::vector<decode::Hypothesis>> deviceBeamSearch(const Decoder& decoder, std::span<const std::vector<std::int32_t>> prompts, const sid::SidTrie& trie,
                                                              const decode::TokenMap& map, const decode::BeamOptions& options);

/// The same search with its finished SIDs ranked under several length penalties (options.lengthPenalty isn't read): result[penalty][prompt].
std::vector<std::vector<std::vector<decode::Hypothesis>>> deviceBeamSearch(const Decoder& decoder, std::span<const std::vector<std::int32_t>> prompts, const sid::SidTrie& trie,
                                                                           const decode::TokenMap& map, const decode::BeamOptions& options, std::span<const double> penalties);

/// Ranked lists of the users of `input` under the given decoder, one result a length penalty from one search: batches of users dealt out to input.threads threads,
/// progress in users, fewer lists when stopped. The lists don't depend on the number of threads.
std::vector<std::vector<decode::RankedList>> rankUsers(const Decoder& decoder, const run::DecodeInput& input, std::span<const double> penalties);

}  // namespace ghost::model
