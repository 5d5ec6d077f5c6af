#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include <ATen/ATen.h>

#include "base/error.h"
#include "model/decoder.h"
#include "model/device_beam.h"
#include "sample/vocabulary.h"

namespace ghost::model {
namespace {

// Random catalogue: items of 2 to 4 codes over `codes` codes, some with a suffix, some sharing a SID, some a prefix of another.
sid::SidTable randomTable(Rng& rng, int items, int codes) {
  std::vector<std::vector<std::string>> sids;
  for (int i = 0; i < items; ++i) {
    std::vector<std::string> sid;
    const auto length = 2 + rng.below(3);
    for (std::uint64_t l = 0; l < length; ++l) sid.push_back("<" + std::string(1, static_cast<char>('a' + l)) + "_" + std::to_string(rng.below(static_cast<std::uint64_t>(codes))) + ">");
    if (rng.below(4) == 0) sid.push_back("<p_" + std::to_string(1 + rng.below(2)) + ">");
    sids.push_back(sid);
  }
  return sid::SidTable::fromTokens(sids);
}

DecoderConfig smallConfig(const sid::SidTable& table, Rng& rng) {
  DecoderConfig config;
  config.vocabulary = sample::Vocabulary(table).size();
  config.layers = 1 + static_cast<std::int64_t>(rng.below(2));
  config.width = 16;
  config.heads = 2;
  config.kvHeads = 1 + static_cast<std::int64_t>(rng.below(2));
  config.headDim = 8;
  config.feedForward = 24;
  config.initialDeviation = 0.4;  // far from uniform, so that beams differ
  return config;
}

// The same model for the oracle: the whole prefix again at every call.
class WholePrefixScorer : public decode::TokenScorer {
 public:
  explicit WholePrefixScorer(const Decoder& decoder) : m_decoder(decoder) {}
  std::int32_t vocabulary() const override { return static_cast<std::int32_t>(m_decoder.config().vocabulary); }
  std::vector<double> logProbabilities(std::span<const std::int32_t> tokens) override {
    sample::TokenTrees trees;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      const auto self = static_cast<std::int32_t>(i);
      trees.token.push_back(tokens[i]);
      trees.position.push_back(self);
      trees.trunkBegin.push_back(0);
      trees.trunkEnd.push_back(self);
      trees.ownBegin.push_back(self);
    }
    trees.segment = {0, static_cast<std::int32_t>(tokens.size())};
    const std::vector<std::int32_t> last{static_cast<std::int32_t>(tokens.size()) - 1};
    const at::Tensor logits = m_decoder.logits(m_decoder.prefill(trees, last).hidden)[0].to(at::kDouble);
    const at::Tensor logs = at::log_softmax(logits, 0).contiguous();
    return {logs.data_ptr<double>(), logs.data_ptr<double>() + logs.numel()};
  }

 private:
  const Decoder& m_decoder;
};

std::vector<std::vector<std::int32_t>> randomPrompts(Rng& rng, const sid::SidTable& table, int count) {
  std::vector<std::vector<std::int32_t>> prompts;
  for (int p = 0; p < count; ++p) {
    std::vector<sid::ItemId> history;
    for (std::uint64_t i = 0; i < 1 + rng.below(6); ++i) history.push_back(static_cast<sid::ItemId>(rng.below(static_cast<std::uint64_t>(table.items()))));
    prompts.push_back(sample::prompt(table, history));
  }
  return prompts;
}

decode::BeamOptions randomOptions(Rng& rng) {
  decode::BeamOptions options;
  options.beams = 1 + static_cast<int>(rng.below(24));
  options.lengthPenalty = rng.below(2) == 0 ? 0.0 : 1.0;
  options.mask = std::array{decode::Mask::Trie, decode::Mask::Trie, decode::Mask::Level, decode::Mask::None}[rng.below(4)];
  options.renormalise = rng.below(4) == 0;
  options.earlyStop = rng.below(4) == 0;
  options.maxNewTokens = 2 + static_cast<int>(rng.below(6));
  return options;
}

// Float32 rounding may swap hypotheses whose scores differ by less than this; such a list is compared by its scores alone.
constexpr double rounding = 2e-5;

void expectEqual(const std::vector<decode::Hypothesis>& device, const std::vector<decode::Hypothesis>& reference, std::int64_t& swapped) {
  ASSERT_EQ(device.size(), reference.size());
  for (std::size_t i = 0; i < device.size(); ++i) {
    ASSERT_NEAR(device[i].score, reference[i].score, rounding * (1 + std::abs(reference[i].score)));
    if (device[i].tokens != reference[i].tokens) ++swapped;
    else EXPECT_EQ(device[i].ended, reference[i].ended);
  }
}

TEST(DeviceBeam, EqualsTheReferenceOnThousandsOfRandomTriesAndModels) {
  std::int64_t compared = 0, swapped = 0;
  for (std::uint64_t trial = 0; trial < 1000; ++trial) {
    SCOPED_TRACE("trial " + std::to_string(trial));
    Rng rng = Rng(20261124).split(trial);
    const auto table = randomTable(rng, 3 + static_cast<int>(rng.below(60)), 2 + static_cast<int>(rng.below(6)));
    const sid::SidTrie trie(table);
    const Decoder decoder(smallConfig(table, rng), rng.split("weights"));
    WholePrefixScorer scorer(decoder);
    const auto prompts = randomPrompts(rng, table, 3);
    const auto options = randomOptions(rng);
    const auto found = deviceBeamSearch(decoder, prompts, trie, {}, options);
    for (std::size_t p = 0; p < prompts.size(); ++p) {
      const auto reference = decode::referenceBeamSearch(scorer, prompts[p], trie, {}, options);
      ASSERT_NO_FATAL_FAILURE(expectEqual(found[p], reference, swapped));
      compared += static_cast<std::int64_t>(reference.size());
    }
  }
  // 3,000 searches; near-ties are rare, so a real difference can't hide among them.
  EXPECT_GT(compared, 20000);
  EXPECT_LE(swapped, compared / 1000);
}

TEST(DeviceBeam, WeightsThatAreNoNumbersAreRefusedInOneSentence) {
  Rng rng(11);
  const auto table = randomTable(rng, 20, 4);
  const sid::SidTrie trie(table);
  const Decoder decoder(smallConfig(table, rng), Rng(3));
  decoder.values()[40] = std::nanf("");
  const std::vector<std::vector<std::int32_t>> prompts{{2, 3, 1}};
  try {
    deviceBeamSearch(decoder, prompts, trie, {sample::Vocabulary::eos, sample::Vocabulary::firstSid}, {});
    ADD_FAILURE() << "was searched";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::Data);
    EXPECT_NE(std::string(error.what()).find("aren't finite"), std::string::npos) << error.what();
  }
}

TEST(DeviceBeam, FindsNoIdOutsideTheTrie) {
  for (std::uint64_t trial = 0; trial < 200; ++trial) {
    Rng rng = Rng(7).split(trial);
    const auto table = randomTable(rng, 40, 4);
    const sid::SidTrie trie(table);
    const Decoder decoder(smallConfig(table, rng), rng.split("weights"));
    decode::BeamOptions options;
    for (const auto& list : deviceBeamSearch(decoder, randomPrompts(rng, table, 4), trie, {}, options)) {
      std::set<std::vector<std::int32_t>> seen;
      for (const auto& hypothesis : list) {
        std::vector<sid::SidToken> sid;
        for (const std::int32_t token : hypothesis.tokens) sid.push_back(sample::Vocabulary::toSid(token));
        const auto node = trie.find(sid);
        ASSERT_GE(node, 0);
        EXPECT_TRUE(trie.isTerminal(node));
        EXPECT_TRUE(seen.insert(hypothesis.tokens).second) << "a SID came twice";
      }
    }
  }
}

TEST(DeviceBeam, AUsersListDoesNotDependOnTheOthersInItsBatch) {
  Rng rng(11);
  const auto table = randomTable(rng, 50, 5);
  const sid::SidTrie trie(table);
  const Decoder decoder(smallConfig(table, rng), rng.split("weights"));
  const auto prompts = randomPrompts(rng, table, 8);
  const auto together = deviceBeamSearch(decoder, prompts, trie, {}, {});
  for (std::size_t p = 0; p < prompts.size(); ++p) {
    const auto alone = deviceBeamSearch(decoder, std::span(prompts).subspan(p, 1), trie, {}, {});
    ASSERT_EQ(alone[0].size(), together[p].size());
    for (std::size_t i = 0; i < alone[0].size(); ++i) EXPECT_NEAR(alone[0][i].score, together[p][i].score, rounding);
  }
}

}  // namespace
}  // namespace ghost::model
