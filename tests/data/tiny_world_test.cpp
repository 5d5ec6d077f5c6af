#include "data/tiny_world.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/popularity.h"
#include "tests/base/scratch.h"
#include "data/split.h"

namespace ghost::data {
namespace {

void expectUsable(const TinyWorld& world, const TinyWorldOptions& options) {
  const auto& interactions = world.dataSet.interactions;
  ASSERT_EQ(interactions.users(), options.users);
  ASSERT_EQ(world.dataSet.items(), options.items);
  ASSERT_EQ(world.vectors.size(), static_cast<std::size_t>(options.items) * static_cast<std::size_t>(options.dim));
  for (UserId user = 0; user < interactions.users(); ++user) {
    const auto sequence = interactions.sequence(user);
    ASSERT_GE(sequence.size(), static_cast<std::size_t>(options.shortest));
    ASSERT_EQ(std::set<ItemId>(sequence.begin(), sequence.end()).size(), sequence.size()) << "repeat in user " << user;
  }
  const auto p = popularity(interactions, world.dataSet.items());
  EXPECT_FALSE(p.headItems.empty());
  const std::set<std::string> titles(world.dataSet.catalog.titles.begin(), world.dataSet.catalog.titles.end());
  EXPECT_EQ(titles.size(), static_cast<std::size_t>(options.items)) << "titles name items";
}

TEST(TinyWorld, DefaultHas40UsersAnd30ItemsWithALongTail) {
  const TinyWorldOptions options;
  const auto world = tinyWorld(options);
  expectUsable(world, options);
  const auto p = popularity(world.dataSet.interactions, world.dataSet.items());
  EXPECT_GT(p.headShare, 2.0 * static_cast<double>(p.headItems.size()) / options.items) << "the head's share of the events stands out";
  EXPECT_GT(trainExamples(world.dataSet.interactions), 150);
}

TEST(TinyWorld, TenThousandItems) {
  TinyWorldOptions options;
  options.items = 10000;
  options.users = 20000;
  options.dim = 32;
  const auto world = tinyWorld(options);
  expectUsable(world, options);
  const auto p = popularity(world.dataSet.interactions, world.dataSet.items());
  EXPECT_GT(p.headItems.size(), 500u);
  EXPECT_LE(p.headItems.size(), 2000u);
}

TEST(TinyWorld, SameSeedSameWorldAndOtherSeedAnother) {
  TinyWorldOptions options;
  const auto one = tinyWorld(options), two = tinyWorld(options);
  EXPECT_EQ(one.dataSet.interactions.items, two.dataSet.interactions.items);
  EXPECT_EQ(one.vectors, two.vectors);
  EXPECT_EQ(one.dataSet.catalog.titles, two.dataSet.catalog.titles);
  options.seed = 43;
  EXPECT_NE(tinyWorld(options).dataSet.interactions.items, one.dataSet.interactions.items);
}

TEST(TinyWorld, VectorsAreNearestToTheirOwnCluster) {
  TinyWorldOptions options;
  options.items = 200;
  const auto world = tinyWorld(options);
  const auto dot = [&](ItemId a, ItemId b) {
    double sum = 0;
    for (int j = 0; j < world.dim; ++j) sum += double(world.vectors[std::size_t(a * world.dim + j)]) * world.vectors[std::size_t(b * world.dim + j)];
    return sum;
  };
  int right = 0;
  for (ItemId a = 0; a < 200; ++a) {
    ItemId best = -1;
    for (ItemId b = 0; b < 200; ++b)
      if (b != a && (best < 0 || dot(a, b) > dot(a, best))) best = b;
    right += world.cluster[std::size_t(a)] == world.cluster[std::size_t(best)];
  }
  EXPECT_GE(right, 190);
}

TEST(TinyWorld, SequencesStayInAClusterMoreOftenThanChance) {
  TinyWorldOptions options;
  options.users = 1000;
  options.items = 400;
  const auto world = tinyWorld(options);
  std::int64_t same = 0, pairs = 0;
  for (UserId user = 0; user < options.users; ++user) {
    const auto s = world.dataSet.interactions.sequence(user);
    for (std::size_t i = 1; i < s.size(); ++i, ++pairs) same += world.cluster[std::size_t(s[i])] == world.cluster[std::size_t(s[i - 1])];
  }
  // 20 clusters: chance is 5 %.
  EXPECT_GT(static_cast<double>(same) / static_cast<double>(pairs), 0.5);
}

TEST(TinyWorld, WhatIsWrittenIsReadBackEqual) {
  const testing_base::Scratch scratch;
  const auto world = tinyWorld();
  writeTinyWorld(world, scratch.path());
  const auto read = readDataFolder(scratch.path());
  EXPECT_EQ(read.name, "Tiny");
  EXPECT_EQ(read.interactions.items, world.dataSet.interactions.items);
  EXPECT_EQ(read.interactions.offsets, world.dataSet.interactions.offsets);
  EXPECT_EQ(read.interactions.userNames, world.dataSet.interactions.userNames);
  EXPECT_EQ(read.catalog.titles, world.dataSet.catalog.titles);
  EXPECT_EQ(read.catalog.descriptions, world.dataSet.catalog.descriptions);
  EXPECT_EQ(read.catalog.brands, world.dataSet.catalog.brands);
  EXPECT_EQ(read.catalog.categories, world.dataSet.catalog.categories);
}

TEST(TinyWorld, OptionsThatCannotBeMetNameThemselves) {
  const auto error = [](auto change) {
    TinyWorldOptions options;
    change(options);
    return testing_base::errorOf([&] { tinyWorld(options); });
  };
  using testing::StartsWith;
  EXPECT_THAT(error([](auto& o) { o.items = 3; }), StartsWith("2 tiny world, items"));
  EXPECT_THAT(error([](auto& o) { o.users = 0; }), StartsWith("2 tiny world, users"));
  EXPECT_THAT(error([](auto& o) { o.meanLength = 25; }), StartsWith("2 tiny world, mean length"));
  EXPECT_THAT(error([](auto& o) { o.zipf = -1; }), StartsWith("2 tiny world, zipf"));
  EXPECT_THAT(error([](auto& o) { o.follow = 0.9; }), StartsWith("2 tiny world, follow and home"));
  EXPECT_THAT(error([](auto& o) { o.clusters = 29; }), StartsWith("2 tiny world, clusters"));
}

}  // namespace
}  // namespace ghost::data
