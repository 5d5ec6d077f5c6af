#include "data/event_passes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/amazon.h"
#include "data/count_sketch.h"
#include "tests/base/scratch.h"
#include "tests/data/amazon_world.h"

namespace ghost::data {
namespace {

using testing::HasSubstr;
using testing_base::errorOf;
using testing_data::AmazonWorld;

/// The ratings of a generated corpus as a source, read as often as an import likes.
EventSource sourceOf(const AmazonWorld& world, int* readings) {
  EventSource source;
  source.name = "Shop";
  source.columns = {"user", "item", "rating", "time"};
  source.events = [&world, readings](const TakeEvent& take) {
    ++*readings;
    const std::string file = "ratings";
    std::int64_t line = 0;
    for (const auto& rating : world.ratings) {
      const std::string stars = std::to_string(rating.stars), time = line % 50 == 7 ? "never" : std::to_string(rating.time);
      take({&file, ++line, rating.user, rating.item, stars, time, {}, nullptr, {}});
    }
  };
  return source;
}

Imported importOf(const EventSource& source, const EventOptions& options) {
  const ParamValues values(amazonParams());
  rows::Reading reading;
  return importEvents(source, options, {"Shop", values, reading});
}

std::int64_t sumOf(const LeftOut& out) { return out.rating + out.window + out.duplicates + out.noMetadata + out.core + out.shortUsers; }

TEST(EventPasses, GiveWhatOnePassGives) {
  for (const std::uint64_t seed : {1u, 2u, 3u})
    for (const int core : {0, 2, 4, 5})
      for (const bool keepAll : {false, true}) {
        const AmazonWorld world(seed);
        EventOptions options;
        options.requireMetadata = false;
        options.kCore = core;
        options.keepAllRepeats = keepAll;
        options.minimumRating = 2;
        int once = 0, often = 0;
        const Imported whole = importOf(sourceOf(world, &once), options);
        options.passesFrom = 0;
        const Imported passes = importOf(sourceOf(world, &often), options);
        EXPECT_EQ(once, 1);
        EXPECT_EQ(often, 3);
        EXPECT_EQ(passes.dataSet.interactions.items, whole.dataSet.interactions.items) << seed << " " << core;
        EXPECT_EQ(passes.dataSet.interactions.offsets, whole.dataSet.interactions.offsets);
        ASSERT_EQ(passes.generated.size(), whole.generated.size());
        for (std::size_t i = 0; i < whole.generated.size(); ++i) EXPECT_EQ(passes.generated[i].text, whole.generated[i].text);
        EXPECT_EQ(passes.report.rowsRead, whole.report.rowsRead);
        EXPECT_EQ(passes.report.rowsRejected, whole.report.rowsRejected);
        EXPECT_GT(whole.report.rowsRejected, 0);
        EXPECT_EQ(passes.report.leftOut.rating, whole.report.leftOut.rating);
        EXPECT_EQ(sumOf(passes.report.leftOut), sumOf(whole.report.leftOut));
      }
}

TEST(EventPasses, ShuffledTiesAreReadAtOnce) {
  const AmazonWorld world(1);
  EventOptions options;
  options.requireMetadata = false;
  options.passesFrom = 0;
  options.shuffleTies = true;
  int readings = 0;
  importOf(sourceOf(world, &readings), options);
  EXPECT_EQ(readings, 1);
}

TEST(EventPasses, ASourceThatChangesMeanwhileIsAnError) {
  AmazonWorld world(1);
  EventOptions options;
  options.requireMetadata = false;
  options.passesFrom = 0;
  for (const bool grows : {true, false}) {
    int readings = 0;
    EventSource source = sourceOf(world, &readings);
    source.events = [&, plain = source.events](const TakeEvent& take) {
      const auto before = world.ratings;
      if (readings == 2 && grows) world.ratings.insert(world.ratings.end(), before.begin(), before.end());
      if (readings == 2 && !grows) world.ratings.resize(before.size() / 2);
      plain(take);
      world.ratings = before;
    };
    EXPECT_THAT(errorOf([&] { importOf(source, options); }), HasSubstr("changed while it was read")) << grows;
  }
}

TEST(CountSketch, NeverCountsTooLow) {
  CountSketch sketch(6);
  for (int i = 0; i < 1000; ++i)
    for (int n = 0; n <= i % 7; ++n) sketch.add("name " + std::to_string(i));
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(sketch.mayHave("name " + std::to_string(i), i % 7 + 1));
  CountSketch roomy(20);
  for (int i = 0; i < 300; ++i) roomy.add("often");
  roomy.add("once");
  EXPECT_TRUE(roomy.mayHave("often", 1'000'000)) << "a byte holds no more, so nothing is said against it";
  EXPECT_FALSE(roomy.mayHave("once", 2));
  EXPECT_FALSE(roomy.mayHave("never", 1));
}

}  // namespace
}  // namespace ghost::data
