#include <algorithm>
#include <cmath>

#include "embed/nearest.h"
#include "sid/anchors.h"
#include "sid/build_steps.h"
#include "sid/report.h"
#include "sid_testing.h"

namespace ghost::sid {
namespace {

using testing::HasSubstr;

struct Shop {
  embed::ItemVectors vectors = randomPoints(120, 6, 31, 8);
  data::Popularity popularity;
  data::Interactions interactions;
  Shop() {
    std::vector<ItemId> heads;
    for (ItemId i = 0; i < 24; ++i) heads.push_back(119 - 5 * i);
    popularity = popularityWith(120, heads);
    for (ItemId i = 0; i < 120; ++i) popularity.count[static_cast<std::size_t>(i)] += (i * 7) % 5;
    Rng rng(3);
    for (int user = 0; user < 60; ++user) {
      for (int event = 0; event < 9; ++event) interactions.items.push_back(static_cast<ItemId>(rng.below(120)));
      interactions.offsets.push_back(interactions.events());
      interactions.userNames.push_back(std::to_string(user));
    }
  }
  Tokenization skt(const std::vector<Setting>& more = {}, int threads = 1, const char* profile = "paper") const {
    const Tokenizer& row = tokenizer("skt");
    ParamValues values = tokenizerDefaults(row, profile);
    values.set("codes", "8");
    for (const auto& [key, value] : more) values.set(key, value);
    return row.build({vectors, popularity, silentReporter(), {}, threads, &interactions}, values);
  }
};

std::string textOf(const SidTable& table) {
  std::string text;
  for (ItemId i = 0; i < table.items(); ++i) text += table.text(i) + "\n";
  return text;
}

TEST(SkeletonSwitches, ARecallSaysOnHowManyTailsItWasMeasured) {
  const Shop shop;
  const auto report = shop.skt({{"neighbour_search", "ivf"}}).report;
  EXPECT_GT(report["anchor_recall"], 0.5);
  EXPECT_EQ(report["anchor_recall_sample"], 96);  // all of them: there are fewer than 256
  EXPECT_FALSE(shop.skt().report.contains("anchor_recall_sample"));
}

std::int64_t fallbacksOf(const Tokenization& tokens) { return tokens.report["anchor_fallback"]["tails"].get<std::int64_t>(); }

// The method written out step by step: heads quantised, the nearest head's codes for tails, the tails' rests quantised.
TEST(SkeletonSwitches, OffByDefaultAndThenThePlainMethodIsLeft) {
  const Shop shop;
  std::vector<ItemId> tails = tailItems(shop.popularity);
  ResidualOptions options{3, 8};
  const auto head = quantiseResiduals(rowsOf(shop.vectors, shop.popularity.headItems), options, silentReporter());
  const auto nearest = embed::nearestByCosine(shop.vectors, tails, shop.popularity.headItems, 1, 1);
  auto rests = rowsOf(shop.vectors, tails);
  std::vector<std::size_t> row;
  for (std::size_t t = 0; t < tails.size(); ++t) {
    row.push_back(static_cast<std::size_t>(std::find(shop.popularity.headItems.begin(), shop.popularity.headItems.end(), nearest.ids[t]) - shop.popularity.headItems.begin()));
    const auto digested = head.reconstruction(static_cast<std::int64_t>(row[t]));
    for (std::size_t j = 0; j < 6; ++j) rests.row(static_cast<std::int64_t>(t))[j] -= digested[j];
  }
  options.levels = 2;
  const auto tail = quantiseResiduals(rests, options, silentReporter());
  const auto table = shop.skt({{"dedup", "none"}}).table;
  for (std::size_t t = 0; t < tails.size(); ++t)
    EXPECT_THAT(numbersOf(table, tails[t]), testing::ElementsAre(head.codes[0][row[t]], head.codes[1][row[t]], head.codes[2][row[t]], tail.codes[0][t], tail.codes[1][t]));
  const auto plain = shop.skt();
  EXPECT_FALSE(plain.report.contains("anchor_fallback"));
  EXPECT_FALSE(plain.report.contains("skeleton_heads"));
  EXPECT_EQ(plain.report, shop.skt({{"head_rule", "counts"}, {"head_share", "0.7"}, {"fallback", "blend"}, {"fallback_heads", "2"}}).report);
}

TEST(SkeletonSwitches, ABlendedAnchorHasTheLargestBlendOfAllHeads) {
  const Shop shop;
  const auto units = embed::normalised(shop.vectors);
  auto users = [&](ItemId item) {
    std::vector<int> found;
    for (data::UserId user = 0; user < shop.interactions.users(); ++user) {
      const auto all = shop.interactions.sequence(user);
      const auto train = all.first(all.size() - 2);
      if (std::find(train.begin(), train.end(), item) != train.end()) found.push_back(user);
    }
    return found;
  };
  for (const double blend : {0.3, 1.0}) {
    const auto tokens = shop.skt({{"anchor_blend", blend < 1 ? "0.3" : "1"}});
    int moved = 0;
    const auto plain = shop.skt();
    for (ItemId tail = 0; tail < 120; ++tail) {
      if (shop.popularity.isHead(tail)) continue;
      const auto mine = users(tail);
      auto score = [&](ItemId head) {
        double cosine = 0, shared = 0;
        for (std::size_t j = 0; j < 6; ++j) cosine += static_cast<double>(units.row(tail)[j]) * units.row(head)[j];
        const auto theirs = users(head);
        for (const int user : mine) shared += std::find(theirs.begin(), theirs.end(), user) != theirs.end();
        const double size = std::sqrt(static_cast<double>(mine.size()) * static_cast<double>(theirs.size()));
        return (1 - blend) * cosine + blend * (size > 0 ? shared / size : 0);
      };
      double best = -2;
      for (const ItemId head : shop.popularity.headItems) best = std::max(best, score(head));
      const ItemId anchor = tokens.skeleton->anchor[static_cast<std::size_t>(tail)];
      EXPECT_NEAR(score(anchor), best, 1e-6) << tail;
      EXPECT_EQ(tokens.table.commonPrefix(tail, anchor), 3);
      moved += anchor != plain.skeleton->anchor[static_cast<std::size_t>(tail)];
    }
    EXPECT_GT(moved, 10);
  }
}

TEST(SkeletonSwitches, ABlendNeedsTheTrainingSequences) {
  const Shop shop;
  EXPECT_THAT(messageOf([&] { build("skt", "paper", shop.vectors, shop.popularity, {{"codes", "8"}, {"anchor_blend", "0.5"}}); }, ErrorCode::Usage), HasSubstr("anchor_blend=0"));
}

TEST(SkeletonSwitches, TailsOfTheirOwnRootLeaveAllHeadsAtTheFirstStep) {
  const Shop shop;
  const auto tokens = shop.skt({{"anchor_threshold", "0.9"}});
  const auto steps = exitSteps(tokens.table, shop.popularity);
  const auto plain = shop.skt();
  int own = 0;
  for (ItemId item = 0; item < 120; ++item) {
    if (shop.popularity.isHead(item)) continue;
    const bool niche = plain.skeleton->anchorCosine[static_cast<std::size_t>(item)] < 0.9f;
    EXPECT_EQ(tokens.skeleton->anchor[static_cast<std::size_t>(item)] == ownRoot, niche);
    EXPECT_EQ(tokens.table.codes(item).size(), 5u);
    EXPECT_EQ(steps[static_cast<std::size_t>(item)], niche ? 1 : 4) << item;
    EXPECT_EQ(numbersOf(tokens.table, item)[0] >= 8, niche);  // the second copy of the first codebook
    own += niche;
  }
  EXPECT_GT(own, 5);
  EXPECT_LT(own, 90);
  EXPECT_EQ(fallbacksOf(tokens), own);
  EXPECT_EQ(tokens.report["anchor_fallback"]["exit_step"], 1);
  EXPECT_EQ(tokens.codebooks[0].codes, 16);
  std::int64_t heads = 0;
  for (ItemId item = 0; item < 120; ++item) heads += tokens.skeleton->anchor[static_cast<std::size_t>(item)] == -1;
  EXPECT_EQ(heads, 24);
  TemporaryFolder folder;
  saveTokenization(folder.path / "own", tokens);
  EXPECT_EQ(loadTokenization(folder.path / "own").skeleton->anchor, tokens.skeleton->anchor);
}

// Whatever a tail's root, the centroids of its codes leave what the report says.
TEST(SkeletonSwitches, CodebooksAddUpWithOwnRootsToo) {
  const Shop shop;
  const auto tokens = shop.skt({{"anchor_threshold", "0.9"}});
  double sum = 0;
  for (ItemId item = 0; item < 120; ++item) {
    if (shop.popularity.isHead(item)) continue;
    std::vector<double> rest(shop.vectors.row(item).begin(), shop.vectors.row(item).end());
    const auto numbers = numbersOf(tokens.table, item);
    for (std::size_t level = 0; level < 5; ++level)
      for (std::size_t j = 0; j < rest.size(); ++j) rest[j] -= tokens.codebooks[level].centroids[static_cast<std::size_t>(numbers[level]) * rest.size() + j];
    for (const double value : rest) sum += value * value / 96;
  }
  EXPECT_NEAR(sum, tokens.report["inertia"].back().get<double>(), 1e-4);
}

TEST(SkeletonSwitches, AConsensusAnchorIsTheHeadClosestToTheMeanOfTheNearest) {
  // Tail 4 lies closest to head 0, an odd one; heads 1 to 3 agree with each other.
  const auto vectors = vectorsOf({{1, 0.6f}, {1, -0.9f}, {1, -1}, {1, -1.1f}, {1, 0.05f}});
  const std::vector<ItemId> tails{4};
  AnchorOptions options;
  options.heads = 4;
  options.fallback = AnchorOptions::Fallback::Consensus;
  EXPECT_EQ(findAnchors(vectors, popularityWith(5, {0, 1, 2, 3}), tails, options).anchor[4], 0);
  options.threshold = 0.99;
  const auto found = findAnchors(vectors, popularityWith(5, {0, 1, 2, 3}), tails, options);
  EXPECT_EQ(found.anchor[4], 1);
  EXPECT_EQ(found.fallbacks, 1);
  options.heads = 1;
  EXPECT_EQ(findAnchors(vectors, popularityWith(5, {0, 1, 2, 3}), tails, options).anchor[4], 0);
  const Shop shop;
  const auto tokens = shop.skt({{"anchor_threshold", "0.9"}, {"fallback", "blend"}});
  EXPECT_EQ(tokens.report["exit_step"], (OrderedJson{{"4", 96}}));
  EXPECT_EQ(tokens.report["anchor_fallback"]["exit_step"], 4);
  EXPECT_EQ(tokens.codebooks[0].codes, 8);
}

// What the consensus is, said head by head.
TEST(SkeletonSwitches, ConsensusAnchorsEqualACountByHand) {
  const Shop shop;
  const auto units = embed::normalised(shop.vectors);
  const auto tails = tailItems(shop.popularity);
  AnchorOptions options;
  options.threshold = 0.95;
  options.fallback = AnchorOptions::Fallback::Consensus;
  const auto found = findAnchors(shop.vectors, shop.popularity, tails, options);
  const auto nearest = embed::nearestByCosine(shop.vectors, tails, shop.popularity.headItems, 5, 1);
  int moved = 0;
  for (std::size_t t = 0; t < tails.size(); ++t) {
    if (nearest.cosines[t * 5] >= 0.95f) continue;
    std::vector<double> mean(6);
    for (std::size_t k = 0; k < 5; ++k)
      for (std::size_t j = 0; j < 6; ++j) mean[j] += units.row(nearest.ids[t * 5 + k])[j];
    const auto score = [&](ItemId head) {
      double sum = 0;
      for (std::size_t j = 0; j < 6; ++j) sum += mean[j] * units.row(head)[j];
      return sum;
    };
    double best = -10;
    for (const ItemId head : shop.popularity.headItems) best = std::max(best, score(head));
    EXPECT_NEAR(score(found.anchor[static_cast<std::size_t>(tails[t])]), best, 1e-5);
    moved += found.anchor[static_cast<std::size_t>(tails[t])] != nearest.ids[t * 5];
  }
  EXPECT_GT(moved, 3);
}

// Heads with equal vectors and equal users are equal in every blend, however their cosines round.
TEST(SkeletonSwitches, OfEqualBlendsTheFirstHeadWins) {
  Rng rng(17);
  data::Interactions interactions;
  for (int user = 0; user < 3; ++user) {  // each has both heads and the tail, then two events that are held out
    for (const ItemId item : {0, 1, 2, 3, 3}) interactions.items.push_back(item);
    interactions.offsets.push_back(interactions.events());
    interactions.userNames.push_back(std::to_string(user));
  }
  for (int round = 0; round < 200; ++round) {
    std::vector<float> head(7), tail(7);
    for (auto* vector : {&head, &tail})
      for (float& value : *vector) value = static_cast<float>(rng.normal());
    const auto vectors = vectorsOf({head, head, tail, head});
    const std::vector<ItemId> tails{2};
    AnchorOptions options;
    options.blend = 0.3;
    options.interactions = &interactions;
    for (const std::vector<ItemId>& heads : {std::vector<ItemId>{0, 1}, {1, 0}}) EXPECT_EQ(findAnchors(vectors, popularityWith(4, heads), tails, options).anchor[2], heads.front());
  }
}

TEST(SkeletonSwitches, ATailEqualToAHeadIsBelowNoThreshold) {
  Rng rng(18);
  for (int round = 0; round < 200; ++round) {
    std::vector<float> vector(33);
    for (float& value : vector) value = static_cast<float>(rng.normal());
    AnchorOptions options;
    options.threshold = 1;
    const std::vector<ItemId> tails{1};
    EXPECT_EQ(findAnchors(vectorsOf({vector, vector}), popularityWith(2, {0}), tails, options).anchor[1], 0);
  }
}

TEST(SkeletonSwitches, EveryThresholdAndShareFromEndToEnd) {
  const Shop shop;
  EXPECT_EQ(shop.skt({{"anchor_threshold", "-1"}}).report, shop.skt().report);
  const auto all = shop.skt({{"anchor_threshold", "1"}});
  EXPECT_EQ(fallbacksOf(all), 96);
  EXPECT_EQ(all.report["exit_step"], (OrderedJson{{"1", 96}}));
  EXPECT_EQ(all.report["anchor_cosine"], nullptr);
  const auto heads = shop.skt({{"head_rule", "quantile"}, {"head_share", "1"}, {"anchor_blend", "1"}, {"anchor_threshold", "0.5"}});
  EXPECT_EQ(heads.report["skeleton_heads"], 120);
  EXPECT_EQ(fallbacksOf(heads), 0);
  for (ItemId item = 0; item < 120; ++item) EXPECT_EQ(heads.table.codes(item).size(), 3u);
}

// Zero vectors have no direction: their cosine to every head is 0, and the first head is taken.
TEST(SkeletonSwitches, ZeroVectorsHaveTheFirstHeadAsAnchor) {
  const auto vectors = vectorsOf({{1, 0}, {-1, 0}, {0, 0}, {0.5f, 0.1f}});
  for (const auto fallback : {AnchorOptions::Fallback::OwnRoot, AnchorOptions::Fallback::Consensus}) {
    AnchorOptions options;
    options.threshold = -0.5;
    options.fallback = fallback;
    const auto found = findAnchors(vectors, popularityWith(4, {1, 0}), std::vector<ItemId>{2, 3}, options);
    EXPECT_EQ(found.anchor[2], 1);
    EXPECT_EQ(found.cosine[2], 0);
    EXPECT_EQ(found.anchor[3], 0);
    options.threshold = 0.5;
    const auto niche = findAnchors(vectors, popularityWith(4, {1, 0}), std::vector<ItemId>{2, 3}, options);
    EXPECT_EQ(niche.anchor[2], fallback == AnchorOptions::Fallback::OwnRoot ? ownRoot : 1);  // the two heads cancel each other
    EXPECT_EQ(niche.anchor[3], 0);
  }
}

TEST(SkeletonSwitches, AnotherHeadRuleChangesWhoInherits) {
  const Shop shop;
  for (const char* rule : {"quantile", "exposure", "knee"}) {
    const auto tokens = shop.skt({{"head_rule", rule}, {"head_share", "0.4"}});
    std::int64_t heads = 0;
    for (ItemId item = 0; item < 120; ++item) {
      const ItemId anchor = tokens.skeleton->anchor[static_cast<std::size_t>(item)];
      heads += anchor == -1;
      EXPECT_EQ(tokens.table.codes(item).size(), anchor == -1 ? 3u : 5u);
    }
    EXPECT_EQ(tokens.report["skeleton_heads"], heads) << rule;
    EXPECT_TRUE(heads == 48 || std::string(rule) != "quantile");
  }
}

TEST(SkeletonSwitches, SameTokensWhateverTheThreads) {
  const Shop shop;
  for (const char* fallback : {"own_root", "blend"}) {
    const std::vector<Setting> settings{{"anchor_blend", "0.4"}, {"anchor_threshold", "0.9"}, {"fallback", fallback}, {"head_rule", "exposure"}};
    EXPECT_EQ(shop.skt(settings).report, shop.skt(settings, 4).report);
    EXPECT_EQ(textOf(shop.skt(settings).table), textOf(shop.skt(settings, 4).table));
  }
}

}  // namespace
}  // namespace ghost::sid
