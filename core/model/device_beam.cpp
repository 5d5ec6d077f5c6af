#include "model/device_beam.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <array>
#include <atomic>

#include "base/error.h"
#include "base/parallel.h"
#include "model/beam_attention.h"
#include "model/beam_batch.h"
#include "model/decoder.h"
#include "model/thread_count.h"
#include "sample/vocabulary.h"

namespace ghost::model {
namespace {

// Users a batch: enough rows for the matrix products, few enough that logits and keys stay in the cache.
constexpr std::int64_t usersPerBatch = 32;

sample::TokenTrees trunks(std::span<const std::vector<std::int32_t>> prompts) {
  sample::TokenTrees trees;
  trees.segment.push_back(0);
  for (const auto& prompt : prompts) {
    const auto begin = static_cast<std::int32_t>(trees.token.size());
    for (std::size_t i = 0; i < prompt.size(); ++i) {
      const auto self = begin + static_cast<std::int32_t>(i);
      trees.token.push_back(prompt[i]);
      trees.position.push_back(static_cast<std::int32_t>(i));
      trees.trunkBegin.push_back(begin);
      trees.trunkEnd.push_back(self);
      trees.ownBegin.push_back(self);
    }
    trees.segment.push_back(static_cast<std::int32_t>(trees.token.size()));
  }
  return trees;
}

// The live beams of all users of a batch, their keys and values, and the step that computes their next scores.
class Search {
 public:
  Search(const Decoder& decoder, std::span<const std::vector<std::int32_t>> prompts, const sid::SidTrie& trie, const decode::TokenMap& map, const decode::BeamOptions& options)
      : m_decoder(decoder), m_prompts(trunks(prompts)), m_batch(static_cast<int>(prompts.size()), trie, map, options) {}

  std::vector<std::vector<std::vector<decode::Hypothesis>>> run(std::span<const double> penalties) {
    std::vector<std::int32_t> last;
    for (std::int64_t i = 0; i < m_prompts.sequences(); ++i) last.push_back(m_prompts.segment[static_cast<std::size_t>(i) + 1] - 1);
    auto prefilled = m_decoder.prefill(m_prompts, last);
    m_cache = std::move(prefilled.cache);
    advance(prefilled.hidden);
    while (!m_batch.done()) step();
    std::vector<std::vector<std::vector<decode::Hypothesis>>> results;
    for (const double penalty : penalties) {
      auto& lists = results.emplace_back();
      for (std::int64_t user = 0; user < m_prompts.sequences(); ++user) lists.push_back(m_batch.finished(static_cast<int>(user), penalty));
    }
    return results;
  }

 private:
  void advance(const at::Tensor& hidden) {
    const at::Tensor logits = m_decoder.logits(hidden).contiguous();
    const at::Tensor normaliser = at::logsumexp(logits, 1).contiguous();
    // One score that isn't finite makes its row's sum so; candidates that can't be compared would come out in any order.
    if (!at::isfinite(normaliser).all().item<bool>()) throw dataError("model", "its scores aren't finite: the weights are damaged or diverged; take another checkpoint, or train again with a lower lr");
    m_batch.advance({logits.data_ptr<float>(), normaliser.data_ptr<float>(), logits.size(1)}, 1);
  }

  void step() {
    const auto live = m_batch.live();
    const std::size_t steps = m_stepKeys.empty() ? 0 : m_stepKeys[0].size();
    std::vector<std::int32_t> tokens, positions, begin, end, path;
    for (std::size_t m = 0; m < live.size(); ++m) {
      const auto user = static_cast<std::size_t>(live[m].user);
      tokens.push_back(live[m].token);
      begin.push_back(m_prompts.segment[user]);
      end.push_back(m_prompts.segment[user + 1]);
      positions.push_back(end.back() - begin.back() + static_cast<std::int32_t>(steps));
      const auto* before = m_path.data() + static_cast<std::size_t>(live[m].source) * steps;
      if (steps > 0) path.insert(path.end(), before, before + steps);
      path.push_back(static_cast<std::int32_t>(m));
    }
    m_path = std::move(path);
    if (m_stepKeys.empty()) {
      m_stepKeys.resize(m_cache.key.size());
      m_stepValues.resize(m_cache.key.size());
    }
    auto attend = [&](int layer, const Projected& rows) { return this->attend(static_cast<std::size_t>(layer), rows, begin, end); };
    advance(m_decoder.infer(tokens, positions, attend));
  }

  at::Tensor attend(std::size_t layer, const Projected& rows, std::span<const std::int32_t> begin, std::span<const std::int32_t> end) {
    m_stepKeys[layer].push_back(rows.key.contiguous());
    m_stepValues[layer].push_back(rows.value.contiguous());
    std::vector<const float*> keys, values;
    for (const auto& key : m_stepKeys[layer]) keys.push_back(key.data_ptr<float>());
    for (const auto& value : m_stepValues[layer]) values.push_back(value.data_ptr<float>());
    const at::Tensor query = rows.query.contiguous();
    at::Tensor output = at::empty_like(query);
    const auto& config = m_decoder.config();
    BeamAttention a;
    a.heads = static_cast<int>(config.heads);
    a.kvHeads = static_cast<int>(config.kvHeads);
    a.headDim = static_cast<int>(config.headDim);
    a.queries = query.data_ptr<float>();
    a.promptKeys = m_cache.key[layer].data_ptr<float>();
    a.promptValues = m_cache.value[layer].data_ptr<float>();
    a.stepKeys = keys;
    a.stepValues = values;
    a.promptBegin = begin;
    a.promptEnd = end;
    a.path = m_path;
    a.output = output.data_ptr<float>();
    beamAttention(a, 1);
    return output;
  }

  const Decoder& m_decoder;
  sample::TokenTrees m_prompts;
  BeamBatch m_batch;
  Decoder::Cache m_cache;                                   // keys and values of the prompts
  std::vector<std::vector<at::Tensor>> m_stepKeys, m_stepValues;  // [layer][step]
  std::vector<std::int32_t> m_path;                         // [beams, steps]: row of each step a beam came through
};

}  // namespace

std::vector<std::vector<std::vector<decode::Hypothesis>>> deviceBeamSearch(const Decoder& decoder, std::span<const std::vector<std::int32_t>> prompts, const sid::SidTrie& trie,
                                                                           const decode::TokenMap& map, const decode::BeamOptions& options, std::span<const double> penalties) {
  const c10::NoGradGuard noGradients;
  return Search(decoder, prompts, trie, map, options).run(penalties);
}

std::vector<std::vector<decode::Hypothesis>> deviceBeamSearch(const Decoder& decoder, std::span<const std::vector<std::int32_t>> prompts, const sid::SidTrie& trie,
                                                              const decode::TokenMap& map, const decode::BeamOptions& options) {
  return deviceBeamSearch(decoder, prompts, trie, map, options, std::array{options.lengthPenalty}).front();
}

std::vector<std::vector<decode::RankedList>> rankUsers(const Decoder& decoder, const run::DecodeInput& input, std::span<const double> penalties) {
  const auto users = static_cast<std::int64_t>(input.users.size());
  std::vector<std::vector<decode::RankedList>> results(penalties.size(), std::vector<decode::RankedList>(static_cast<std::size_t>(users)));
  const decode::TokenMap map{sample::Vocabulary::eos, sample::Vocabulary::firstSid};
  std::atomic<std::int64_t> done{0};
  parallelFor(users, usersPerBatch, input.threads, [&](std::int64_t begin, std::int64_t end) {
    if (input.stop.stop_requested()) return;
    const ThreadCount alone(1);  // the batches are the parallelism
    std::vector<data::Example> examples;
    std::vector<std::vector<std::int32_t>> prompts;
    for (std::int64_t i = begin; i < end; ++i) {
      examples.push_back(data::evaluationExample(input.dataSet.interactions.sequence(input.users[static_cast<std::size_t>(i)]), input.part));
      prompts.push_back(sample::prompt(input.tokens.table, examples.back().history));
    }
    const auto found = deviceBeamSearch(decoder, prompts, input.trie, map, input.beam, penalties);
    for (std::size_t p = 0; p < penalties.size(); ++p)
      for (std::int64_t i = begin; i < end; ++i) {
        const auto at = static_cast<std::size_t>(i - begin);
        decode::RankedList& list = results[p][static_cast<std::size_t>(i)];
        list.user = input.users[static_cast<std::size_t>(i)];
        list.history.assign(examples[at].history.begin(), examples[at].history.end());
        list.target = examples[at].target;
        list.targetSharers = decode::sharersOf(input.tokens.table, input.trie, list.target);
        decode::expand(found[p][at], input.tokens.table, input.trie, map, input.slots, list, decode::leftOut(input.dataSet.interactions.sequence(list.user), input.part, input.keepHistory));
      }
    input.reporter.progress(done += end - begin, users, "users");
  });
  if (input.stop.stop_requested())
    for (auto& lists : results) std::erase_if(lists, [](const decode::RankedList& list) { return list.target < 0; });
  return results;
}

}  // namespace ghost::model
