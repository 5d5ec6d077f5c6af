#include "decode/beam_search.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "base/error.h"
#include "decode/ranked_list.h"
#include "table_scorer.h"

namespace ghost::decode {
namespace {

const TokenMap map;  // EOS 1, SID tokens from 2

/// Every distinct SID with its summed log p, found by walking each one.
std::vector<Hypothesis> exhaustive(TokenScorer& scorer, const sid::SidTable& table, double penalty) {
  std::set<Tokens> distinct;
  for (sid::ItemId item = 0; item < table.items(); ++item) distinct.insert(modelTokens(table.sid(item), map));
  std::vector<Hypothesis> result;
  for (const Tokens& sid : distinct) {
    Hypothesis hypothesis{sid, 0, 0};
    for (std::size_t i = 0; i <= sid.size(); ++i) {
      const auto logs = scorer.logProbabilities(std::span(sid).first(i));
      hypothesis.logProbability += logs[static_cast<std::size_t>(i < sid.size() ? sid[i] : map.eos)];
    }
    hypothesis.score = hypothesis.logProbability / std::pow(static_cast<double>(sid.size() + 1), penalty);
    result.push_back(hypothesis);
  }
  std::ranges::stable_sort(result, [](const auto& a, const auto& b) { return a.score > b.score; });
  return result;
}

/// The rules once more, told by prefixes instead of beams and by ranks instead of loops over candidates.
std::vector<Hypothesis> byPrefixes(TokenScorer& scorer, const sid::SidTrie& trie, const BeamOptions& options) {
  using Prefix = std::pair<Tokens, double>;
  std::vector<Prefix> live{{{}, 0}};
  std::vector<Hypothesis> finished;
  const auto width = static_cast<std::size_t>(options.beams);
  for (int step = 0; step < options.maxNewTokens && !live.empty(); ++step) {
    std::vector<Prefix> ranked;
    for (const auto& [prefix, sum] : live) {
      const auto logs = scorer.logProbabilities(prefix);
      std::vector<sid::SidToken> sid;
      for (const auto token : prefix) sid.push_back(token - map.firstSid);
      const auto node = trie.find(sid);
      std::vector<std::int32_t> next;
      if (trie.isTerminal(node)) next.push_back(map.eos);
      for (const auto token : trie.childTokens(node)) next.push_back(map.firstSid + token);
      double total = 0;
      for (const auto token : next) total += std::exp(logs[static_cast<std::size_t>(token)]);
      for (const auto token : next) {
        Tokens longer = prefix;
        longer.push_back(token);
        ranked.push_back({longer, sum + logs[static_cast<std::size_t>(token)] - (options.renormalise ? std::log(total) : 0)});
      }
    }
    std::ranges::stable_sort(ranked, [](const Prefix& a, const Prefix& b) { return a.second > b.second; });
    live.clear();
    for (std::size_t rank = 0; rank < std::min(ranked.size(), 2 * width); ++rank) {
      auto [tokens, sum] = ranked[rank];
      if (tokens.back() != map.eos) {
        if (live.size() < width) live.push_back(ranked[rank]);
      } else if (rank < width) {
        const double length = static_cast<double>(tokens.size());
        tokens.pop_back();
        finished.push_back({tokens, sum / std::pow(length, options.lengthPenalty), sum});
      }
    }
    if (options.earlyStop && finished.size() >= width) break;
  }
  std::ranges::stable_sort(finished, [](const auto& a, const auto& b) { return a.score > b.score; });
  finished.resize(std::min(finished.size(), width));
  return finished;
}

void expectSame(const std::vector<Hypothesis>& a, const std::vector<Hypothesis>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    ASSERT_EQ(a[i].tokens, b[i].tokens) << "rank " << i;
    ASSERT_NEAR(a[i].score, b[i].score, 1e-12);
    ASSERT_NEAR(a[i].logProbability, b[i].logProbability, 1e-12);
  }
}

TEST(BeamSearch, G9LengthNormalisationPutsTheTailFirst) {
  const auto table = sid::SidTable::fromTokens({{"<a_0>", "<b_0>", "<c_0>", "<d_0>", "<p_1>"}, {"<a_1>", "<b_1>", "<c_1>", "<d_1>", "<e_1>", "<f_1>", "<p_1>"}});
  const sid::SidTrie trie(table);
  TableScorer scorer(map.firstSid + table.tokens());
  const double sums[] = {-3.0, -3.6};
  for (sid::ItemId item = 0; item < 2; ++item) {
    const Tokens sid = modelTokens(table.sid(item), map);
    const double each = sums[item] / static_cast<double>(sid.size() + 1);
    for (std::size_t i = 0; i <= sid.size(); ++i) scorer.set(Tokens(sid.begin(), sid.begin() + static_cast<std::ptrdiff_t>(i)), i < sid.size() ? sid[i] : map.eos, each);
  }
  BeamOptions options;
  const auto normalised = referenceBeamSearch(scorer, {}, trie, map, options);
  ASSERT_EQ(normalised.size(), 2u);
  EXPECT_EQ(normalised[0].tokens.size(), 7u);
  EXPECT_NEAR(normalised[0].score, -.45, 1e-12);
  EXPECT_NEAR(normalised[1].score, -.50, 1e-12);
  options.lengthPenalty = 0;
  const auto plain = referenceBeamSearch(scorer, {}, trie, map, options);
  EXPECT_EQ(plain[0].tokens.size(), 5u);
  EXPECT_NEAR(plain[0].score, -3.0, 1e-12);
  EXPECT_NEAR(plain[1].score, -3.6, 1e-12);
}

TEST(BeamSearch, ThousandsOfRandomModelsAgreeWithExhaustiveSearchWhenNothingIsCut) {
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    Rng rng(seed);
    const auto table = randomTable(rng, 20);
    const sid::SidTrie trie(table);
    RandomScorer scorer(seed, map.firstSid + table.tokens(), false);
    BeamOptions options;
    options.beams = 2 * table.items() + 2;
    options.lengthPenalty = seed % 2 ? 1 : 0;
    expectSame(referenceBeamSearch(scorer, {}, trie, map, options), exhaustive(scorer, table, options.lengthPenalty));
  }
}

TEST(BeamSearch, ThousandsOfRandomModelsAgreeWithTheSearchToldByPrefixes) {
  int cut = 0;
  for (std::uint64_t seed = 0; seed < 4000; ++seed) {
    Rng rng(seed);
    const auto table = randomTable(rng, 40);
    const sid::SidTrie trie(table);
    const bool ties = seed % 5 == 0;
    RandomScorer scorer(seed, map.firstSid + table.tokens(), ties);
    BeamOptions options;
    options.beams = 1 + static_cast<int>(rng.below(8));
    options.lengthPenalty = static_cast<double>(rng.below(3)) / 2;
    options.earlyStop = rng.below(2) == 0;
    options.renormalise = !ties && rng.below(2) == 0;  // the logarithm of a sum would make ties a matter of rounding
    options.maxNewTokens = 1 + static_cast<int>(rng.below(6));
    const auto found = referenceBeamSearch(scorer, {}, trie, map, options);
    expectSame(found, byPrefixes(scorer, trie, options));
    cut += found.size() < exhaustive(scorer, table, 1).size();
    RankedList list;
    expand(found, table, trie, map, 1000, list);
    ASSERT_TRUE(std::ranges::find(list.items, -1) == list.items.end()) << "the trie let a SID through that no item has";
    ASSERT_TRUE(list.invalidSids.empty());
  }
  EXPECT_GT(cut, 1000);
}

TEST(BeamSearch, ThePromptIsPartOfEveryQuestion) {
  const auto table = sid::SidTable::fromTokens({{"<a_0>"}, {"<a_1>"}});
  const sid::SidTrie trie(table);
  TableScorer scorer(4);
  const Tokens prompt{2, 1};
  scorer.set({2, 1}, 3, -1);
  scorer.set({2, 1, 3}, 1, -1);
  const auto found = referenceBeamSearch(scorer, prompt, trie, map, {});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].tokens, Tokens{3});
}

/// Items [a_0] and [a_0, b_0]: EOS competes with a longer SID.
struct EosAgainstLonger : testing::Test {
  sid::SidTable table = sid::SidTable::fromTokens({{"<a_0>"}, {"<a_0>", "<b_0>"}, {"<a_1>"}});  // model tokens: a_0 2, a_1 3, b_0 4
  sid::SidTrie trie{table};
  TableScorer scorer{5};
  BeamOptions options;
  void SetUp() override {
    scorer.set({}, 2, std::log(.9));
    scorer.set({}, 3, std::log(.1));
    scorer.set({2}, 4, std::log(.6));
    scorer.set({2}, 1, std::log(.4));
    scorer.set({2, 4}, 1, std::log(.2));
    scorer.set({3}, 1, 0);
    options.beams = 1;
    options.lengthPenalty = 0;
  }
};

TEST_F(EosAgainstLonger, AnEosCandidateOutsideTheBestBDoesNotFinish) {
  const auto found = referenceBeamSearch(scorer, {}, trie, map, options);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].tokens, (Tokens{2, 4}));  // [a_0] + EOS, with .36 the likelier SID, stood second of one
  options.beams = 2;
  const auto both = referenceBeamSearch(scorer, {}, trie, map, options);
  EXPECT_EQ(both[0].tokens, Tokens{2});
}

TEST_F(EosAgainstLonger, EarlyStopCanDropTheLongerSid) {
  scorer.set({}, 2, std::log(.5));
  scorer.set({}, 3, std::log(.5));
  scorer.set({2}, 1, std::log(.5));
  scorer.set({2}, 4, std::log(.5));
  scorer.set({2, 4}, 1, 0);
  options.beams = 2;
  options.lengthPenalty = 5;
  // Step two finishes [a_1] and [a_0], which is two of two; [a_0, b_0], by its length the best of all, needs a third step.
  const auto patient = referenceBeamSearch(scorer, {}, trie, map, options);
  EXPECT_EQ(patient.front().tokens, (Tokens{2, 4}));
  options.earlyStop = true;
  const auto early = referenceBeamSearch(scorer, {}, trie, map, options);
  ASSERT_EQ(early.size(), 2u);
  EXPECT_EQ(early[0].tokens, Tokens{3});
  EXPECT_EQ(early[1].tokens, Tokens{2});
}

TEST_F(EosAgainstLonger, AtTheLengthLimitUnfinishedBeamsAreDroppedUnderTheTrie) {
  options.maxNewTokens = 2;
  EXPECT_TRUE(referenceBeamSearch(scorer, {}, trie, map, options).empty());
}

TEST_F(EosAgainstLonger, TheLevelMaskAllowsEosOnlyAfterTheLongestSid) {
  options.beams = 5;
  options.mask = Mask::Level;
  scorer.set({3}, 4, std::log(.5));
  scorer.set({3, 4}, 1, 0);
  const auto found = referenceBeamSearch(scorer, {}, trie, map, options);
  // The item [a_0] can't be said; [a_1, b_0], which no item has, can.
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].tokens, (Tokens{2, 4}));
  EXPECT_EQ(found[1].tokens, (Tokens{3, 4}));
  RankedList list;
  expand(found, table, trie, map, 20, list);
  EXPECT_EQ(list.items, (std::vector<data::ItemId>{1, -1}));
  EXPECT_EQ(list.invalidSids, (std::vector<std::string>{"<a_1><b_0>"}));
}

TEST_F(EosAgainstLonger, WithoutAMaskUnfinishedBeamsComeBackAsInvalid) {
  options.beams = 3;
  options.mask = Mask::None;
  options.lengthPenalty = 1;
  options.maxNewTokens = 1;
  scorer.set({}, 0, std::log(.01));
  const auto found = referenceBeamSearch(scorer, {}, trie, map, options);
  ASSERT_EQ(found.size(), 3u);
  EXPECT_NEAR(found[0].score, std::log(.9), 1e-12);  // length 1: no EOS was generated
  RankedList list;
  expand(found, table, trie, map, 20, list);
  EXPECT_EQ(list.items, (std::vector<data::ItemId>{-1, -1, -1}));
  EXPECT_EQ(list.invalidSids, (std::vector<std::string>{"<a_0>", "<a_1>", "<token 0>"}));
}

TEST_F(EosAgainstLonger, AskedForTooLittleOrGivenNonsenseItSaysSo) {
  options.beams = 0;
  EXPECT_THROW(referenceBeamSearch(scorer, {}, trie, map, options), Error);
  options.beams = 1;
  options.maxNewTokens = 0;
  EXPECT_THROW(referenceBeamSearch(scorer, {}, trie, map, options), Error);
  options.maxNewTokens = 5;
  scorer.set({}, 2, std::nan(""));
  EXPECT_THROW(referenceBeamSearch(scorer, {}, trie, map, options), Error);
}

TEST(BeamSearch, SumsOfTheSameNumbersTieInWhateverOrderTheyWereAdded) {
  // a_0 2, a_1 3, b_0 4, c_0 5. Both SIDs have .1, .2 and .3, which round to .6 and to .6000000000000001; the lower beam is ahead.
  ASSERT_NE((.1 + .2) + .3, (.3 + .2) + .1);
  const auto table = sid::SidTable::fromTokens({{"<a_0>", "<b_0>", "<c_0>"}, {"<a_1>", "<b_0>", "<c_0>"}});
  const sid::SidTrie trie(table);
  TableScorer scorer(6);
  for (const auto& [token, first, last] : {std::tuple(2, -.1, -.3), std::tuple(3, -.3, -.1)}) {
    scorer.set({}, token, first);
    scorer.set({token}, 4, -.2);
    scorer.set({token, 4}, 5, last);
    scorer.set({token, 4, 5}, 1, 0);
  }
  const auto found = referenceBeamSearch(scorer, {}, trie, map, {});
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].score, found[1].score);
  EXPECT_EQ(found[0].tokens, (Tokens{2, 4, 5}));
}

TEST(BeamSearch, EqualConfidenceInEveryTokenTiesAcrossLengths) {
  std::vector<std::vector<std::string>> sids;
  std::vector<std::string> sid;
  for (char level = 'a'; level <= 'i'; ++level) {
    sid.push_back(std::string("<") + level + "_0>");
    sids.push_back(sid);
  }
  const auto table = sid::SidTable::fromTokens(sids);
  const sid::SidTrie trie(table);
  for (const double confidence : {.1, .7, 1.1, 2.3, .30000000000000004}) {
    TableScorer scorer(11);
    Tokens prefix;
    for (std::int32_t token = 2; token <= 11; ++token) {
      if (token < 11) scorer.set(prefix, token, -confidence);
      if (!prefix.empty()) scorer.set(prefix, 1, -confidence);
      prefix.push_back(token);
    }
    const auto found = referenceBeamSearch(scorer, {}, trie, map, {});
    ASSERT_EQ(found.size(), 9u);
    for (std::size_t i = 0; i < found.size(); ++i) {
      EXPECT_EQ(found[i].score, -confidence);
      EXPECT_EQ(found[i].tokens.size(), i + 1) << "the one that finished first is ahead";
    }
  }
}

TEST(RankedList, ASharedSidTakesOneSlotAndStandsForAllItsItems) {
  const auto table = sid::SidTable::fromTokens({{"<a_1>"}, {"<a_0>"}, {"<a_1>"}, {"<a_1>"}});
  const sid::SidTrie trie(table);
  const std::vector<Hypothesis> found{{{3}, -.5, -1}, {{2}, -.75, -1.5}};
  RankedList list;
  list.user = 9;
  list.items = {7};
  expand(found, table, trie, map, 20, list);
  EXPECT_EQ(list.items, (std::vector<data::ItemId>{0, 2, 3, 1}));
  EXPECT_EQ(list.scores, (std::vector<double>{-.5, -.5, -.5, -.75}));
  EXPECT_EQ(list.itemsAtPlace, (std::vector<std::int32_t>{3, 1}));
  EXPECT_EQ(list.user, 9);
  expand(found, table, trie, map, 1, list);
  EXPECT_EQ(list.items, (std::vector<data::ItemId>{0, 2, 3})) << "no slot ends inside a SID";
  EXPECT_EQ(list.places(), 1u);
  EXPECT_EQ(sharersOf(table, trie, 2), 3);
  EXPECT_EQ(sharersOf(table, trie, 1), 1);
  expand(std::span(found).last(1), table, trie, map, 2, list);
  EXPECT_TRUE(list.itemsAtPlace.empty()) << "nothing is shared here";
}

TEST(RankedList, WhatTheUserHasTakesNoSlotIfItIsLeftOut) {
  const auto table = sid::SidTable::fromTokens({{"<a_1>"}, {"<a_0>"}, {"<a_1>"}, {"<a_1>"}});
  const sid::SidTrie trie(table);
  const std::vector<Hypothesis> found{{{3}, -.5, -1}, {{2}, -.75, -1.5}};
  RankedList list;
  list.history = {2, 0};
  expand(found, table, trie, map, 2, list, list.history);
  EXPECT_EQ(list.items, (std::vector<data::ItemId>{3, 1})) << "the slots go to what follows";
  EXPECT_EQ(list.scores, (std::vector<double>{-.5, -.75}));
  EXPECT_TRUE(list.itemsAtPlace.empty()) << "what is left of the SID is one item";
  expand(found, table, trie, map, 2, list, std::vector<data::ItemId>{0, 2, 3});
  EXPECT_EQ(list.items, (std::vector<data::ItemId>{1})) << "a SID without an item left takes no slot";
}

TEST(RankedList, WhatIsLeftOutReachesBeyondWhatAModelReads) {
  std::vector<data::ItemId> sequence(30);
  for (std::size_t i = 0; i < sequence.size(); ++i) sequence[i] = static_cast<data::ItemId>(i);
  EXPECT_TRUE(leftOut(sequence, data::Part::Test, true).empty());
  EXPECT_EQ(leftOut(sequence, data::Part::Test, false).size(), 29u);
  EXPECT_EQ(leftOut(sequence, data::Part::Valid, false).size(), 28u);
}

// Hand test T2: TIGER's collision tokens count from 0; with as many beams as items each item comes once and the probabilities over the trie sum to 1.
TEST(BeamSearch, T2EveryItemOnceWithProbabilitiesThatSumToOne) {
  const auto table = sid::SidTable::fromTokens({{"<a_1>", "<b_2>", "<c_3>", "<p_0>"}, {"<a_1>", "<b_2>", "<c_3>", "<p_1>"}, {"<a_4>", "<b_5>", "<c_6>", "<p_0>"}, {"<a_1>", "<b_5>", "<c_3>", "<p_0>"}});
  const sid::SidTrie trie(table);
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    RandomScorer scorer(seed, map.firstSid + table.tokens(), false);
    BeamOptions options;
    options.beams = table.items();
    options.renormalise = true;
    std::set<sid::ItemId> found;
    double sum = 0;
    for (const Hypothesis& hypothesis : referenceBeamSearch(scorer, {}, trie, map, options)) {
      Tokens sid;
      for (const auto token : hypothesis.tokens) sid.push_back(token - map.firstSid);
      const auto node = trie.find(sid);
      ASSERT_TRUE(node >= 0 && trie.itemsAt(node).size() == 1);
      EXPECT_TRUE(found.insert(trie.itemsAt(node).front()).second);
      sum += std::exp(hypothesis.logProbability);
    }
    EXPECT_EQ(found.size(), 4u);
    EXPECT_NEAR(sum, 1, 1e-12);
  }
}

}  // namespace
}  // namespace ghost::decode
