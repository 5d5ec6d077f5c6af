// The reference search against the lists another program's constrained beam search found (tests/fixtures/beam).
#include <gtest/gtest.h>

#include <algorithm>

#include "base/json_file.h"
#include "table_scorer.h"

namespace ghost::decode {
namespace {

struct BeamFixture : testing::Test {
  OrderedJson json = readJsonFile(std::string(GHOST_FIXTURES) + "/beam/beam-reference.json");
  TokenMap map;

  std::string name(int token) const { return json["token_names"][std::to_string(token)].get<std::string>(); }
  std::vector<std::vector<std::string>> names() const {
    std::vector<std::vector<std::string>> result;
    for (const auto& sid : json["valid_sids"]) {
      auto& tokens = result.emplace_back();
      for (const auto& token : sid) tokens.push_back(name(token.get<int>()));
    }
    return result;
  }
  sid::SidTable table = sid::SidTable::fromTokens(names());
  sid::SidTrie trie{table};

  /// Answers for every prefix of a valid SID, which is all that a search under the trie asks.
  TableScorer scorer(std::size_t prompt) const {
    TableScorer result(map.firstSid + table.tokens());
    for (sid::ItemId item = 0; item < table.items(); ++item) {
      const auto& logs = json["exhaustive"][prompt]["logp_full_tokens"][static_cast<std::size_t>(item)];
      Tokens prefix;
      for (const std::int32_t token : modelTokens(table.sid(item), map)) {
        result.set(prefix, token, logs[prefix.size()].get<double>());
        prefix.push_back(token);
      }
      result.set(prefix, map.eos, logs[prefix.size()].get<double>());
    }
    return result;
  }
  sid::ItemId itemOf(const Hypothesis& hypothesis) const {
    std::vector<sid::SidToken> sid;
    for (const std::int32_t token : hypothesis.tokens) sid.push_back(token - map.firstSid);
    const auto node = trie.find(sid);
    return node >= 0 && trie.isTerminal(node) ? trie.itemsAt(node).front() : -1;
  }
};

BeamOptions optionsOf(const OrderedJson& setting) {
  BeamOptions options;
  options.beams = setting["num_beams"].get<int>();
  options.lengthPenalty = setting["length_penalty"].get<double>();
  options.earlyStop = setting["early_stopping"].get<bool>();
  options.renormalise = setting["renormalize_logits"].get<bool>();
  return options;
}

TEST_F(BeamFixture, EveryCaseGivesTheSameListInTheSameOrder) {
  int lists = 0;
  for (const auto& setting : json["cases"])
    for (std::size_t prompt = 0; prompt < setting["results"].size(); ++prompt) {
      const auto& expected = setting["results"][prompt];
      auto model = scorer(prompt);
      auto found = referenceBeamSearch(model, {}, trie, map, optionsOf(setting));
      // 64 beams were run with only the best 20 returned.
      found.resize(std::min(found.size(), setting["num_return_sequences"].get<std::size_t>()));
      ASSERT_EQ(found.size(), expected["valid_index"].size());
      for (std::size_t i = 0; i < found.size(); ++i) {
        EXPECT_EQ(itemOf(found[i]), expected["valid_index"][i].get<int>()) << "prompt " << prompt << " rank " << i;
        EXPECT_NEAR(found[i].score, expected["scores"][i].get<double>(), 1e-4);
      }
      ++lists;
    }
  EXPECT_EQ(lists, 80);
}

TEST_F(BeamFixture, EnoughBeamsFindTheExhaustiveRanking) {
  for (std::size_t prompt = 0; prompt < json["prompts"].size(); ++prompt)
    for (const bool renormalise : {false, true}) {
      BeamOptions options;
      options.beams = 80;
      options.lengthPenalty = 0;
      options.renormalise = renormalise;
      auto model = scorer(prompt);
      const auto found = referenceBeamSearch(model, {}, trie, map, options);
      const auto& exhaustive = json["exhaustive"][prompt];
      const auto& ranking = exhaustive[renormalise ? "ranking_allowed" : "ranking_full"];
      const auto& logs = exhaustive[renormalise ? "logp_allowed" : "logp_full"];
      ASSERT_EQ(found.size(), 65u);
      for (std::size_t i = 0; i < found.size(); ++i) {
        const auto item = ranking[i].get<std::size_t>();
        EXPECT_EQ(itemOf(found[i]), static_cast<sid::ItemId>(item));
        EXPECT_NEAR(found[i].logProbability, logs[item].get<double>(), 1e-9);
      }
    }
}

}  // namespace
}  // namespace ghost::decode
