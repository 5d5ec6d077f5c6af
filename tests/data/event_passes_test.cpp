#include "data/event_passes.h"

#include <algorithm>
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file_stream.h"
#include "data/amazon.h"
#include "data/count_sketch.h"
#include "tests/base/scratch.h"
#include "tests/base/small_disk.h"
#include "tests/data/amazon_world.h"

namespace ghost::data {
namespace {

using testing::HasSubstr;
using testing_base::errorOf;
using testing_base::Scratch;
using testing_data::AmazonWorld;

/// The ratings of a generated corpus as a source, read as often as an import likes. Every third row has a title, another one each time.
EventSource sourceOf(const AmazonWorld& world, int* readings, bool numbers = false) {
  EventSource source;
  source.name = "Shop";
  source.columns = {"user", "item", "rating", "time", "title"};
  source.keepItemNumbers = numbers;
  source.events = [&world, readings, numbers](const TakeEvent& take) {
    ++*readings;
    const std::string file = "ratings";
    std::map<std::string, std::string> numberOf;
    std::int64_t line = 0;
    for (const auto& rating : world.ratings) {
      const std::string stars = std::to_string(rating.stars), time = line % 50 == 7 ? "never" : std::to_string(rating.time), title = line % 3 == 0 ? "title " + std::to_string(line) : std::string();
      const std::string item = numbers ? numberOf.try_emplace(rating.item, std::to_string(numberOf.size())).first->second : rating.item;
      if (!take({&file, ++line, rating.user, item, stars, time, title, nullptr, {}})) return;
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

std::string textOf(const GeneratedFile& file) {
  if (!file.write) return file.text;
  const Scratch scratch(testing_data::inMemory());
  FileStream stream(scratch.path() / "file");
  file.write(stream);
  stream.commit();
  return readFile(scratch.path() / "file");
}

void expectEqual(const Imported& passes, const Imported& whole) {
  EXPECT_EQ(passes.dataSet.interactions.items, whole.dataSet.interactions.items);
  EXPECT_EQ(passes.dataSet.interactions.offsets, whole.dataSet.interactions.offsets);
  EXPECT_EQ(passes.dataSet.interactions.userNames, whole.dataSet.interactions.userNames);
  EXPECT_TRUE(std::any_of(whole.generated.begin(), whole.generated.end(), [](const GeneratedFile& file) { return file.name == "Shop.item.json" && textOf(file).find("\"title\": \"title ") != std::string::npos; }));
  ASSERT_EQ(passes.generated.size(), whole.generated.size());
  for (std::size_t i = 0; i < whole.generated.size(); ++i) {
    EXPECT_EQ(passes.generated[i].name, whole.generated[i].name);
    EXPECT_EQ(textOf(passes.generated[i]), textOf(whole.generated[i])) << whole.generated[i].name;
  }
  EXPECT_EQ(passes.report.rowsRead, whole.report.rowsRead);
  EXPECT_EQ(passes.report.rowsRejected, whole.report.rowsRejected);
  EXPECT_EQ(passes.report.leftOut.rating, whole.report.leftOut.rating);
  EXPECT_EQ(sumOf(passes.report.leftOut), sumOf(whole.report.leftOut));
  EXPECT_EQ(passes.report.warnings, whole.report.warnings);
}

TEST(EventPasses, GiveWhatOnePassGives) {
  for (const std::uint64_t seed : {1u, 2u, 3u})
    for (const int core : {0, 2, 4, 5})
      for (const bool keepAll : {false, true})
        for (const bool shuffle : {false, true}) {
          SCOPED_TRACE(testing::Message() << "seed " << seed << ", core " << core << ", all repeats " << keepAll << ", shuffled " << shuffle);
          const AmazonWorld world(seed);
          EventOptions options;
          options.requireMetadata = false;
          options.kCore = core;
          options.keepAllRepeats = keepAll;
          options.shuffleTies = shuffle;
          options.minimumRating = 2;
          options.chronological = true;
          int once = 0, often = 0;
          const Imported whole = importOf(sourceOf(world, &once), options);
          EXPECT_EQ(whole.report.spilledBytes, 0u);
          options.passesFrom = 0;
          options.eventsHeld = 37;  // the rest lies on the disk
          const Imported passes = importOf(sourceOf(world, &often), options);
          EXPECT_EQ(once, 1);
          EXPECT_EQ(often, 2);
          EXPECT_GT(passes.report.spilledBytes, 0u);
          EXPECT_GT(whole.report.rowsRejected, 0);
          expectEqual(passes, whole);
        }
}

/// Whether item numbers are 0..N-1 is seen from all items of the file, those too that no pass would have to name.
TEST(EventPasses, KeepItemNumbersWhereOnePassDoes) {
  for (const int core : {0, 5}) {
    const AmazonWorld world(4);
    EventOptions options;
    options.requireMetadata = false;
    options.kCore = core;
    int readings = 0;
    const Imported whole = importOf(sourceOf(world, &readings, true), options);
    options.passesFrom = 0;
    const Imported passes = importOf(sourceOf(world, &readings, true), options);
    for (const auto& file : whole.generated) EXPECT_NE(file.name, "Shop.item2id");
    expectEqual(passes, whole);
  }
}

TEST(EventPasses, APreviewOfALargeSourceSaysWhatItNeeds) {
  const Scratch scratch;
  const std::string line = "B000000001,A1234567890123,5.0,1400000000\n";
  std::string text;
  for (int i = 0; i < 1000; ++i) text += line;
  EventSource source;
  source.eventFiles = {scratch.write("ratings.csv", text)};
  std::filesystem::resize_file(source.eventFiles.front(), line.size() * 100'000'000);  // sparse: no byte of it is read
  source.events = [&](const TakeEvent& take) {
    const std::string file = "ratings.csv";
    for (std::int64_t i = 1; i <= 1000; ++i)
      if (!take({&file, i, "A1234567890123", "B000000001", "5.0", "1400000000", {}, nullptr, std::string_view(line).substr(0, line.size() - 1)})) return;
  };
  const ParamValues values(amazonParams());
  rows::Reading reading;
  EventOptions options;
  options.requireMetadata = false;
  const auto needs = [&] { return previewEvents(source, options, {"Shop", values, reading}, 5).found; };
  ASSERT_EQ(needs().size(), 1u);
  EXPECT_EQ(needs().front().is, "about 100 million rows, read twice; an import may take about 0.6 GB of memory and up to 3.2 GB of temporary files beside the target");
  options.kCore = 0;
  EXPECT_THAT(needs().front().is, HasSubstr("more than 0.6 GB of memory"));
  std::filesystem::resize_file(source.eventFiles.front(), text.size());
  EXPECT_TRUE(needs().empty()) << "a small one needs nothing worth a word";
}

TEST(EventPasses, AFullDiskIsAnErrorAndNoFileIsLeft) {
  const Scratch scratch;
  const AmazonWorld world(1);
  EventOptions options;
  options.requireMetadata = false;
  options.eventsHeld = 10;
  int readings = 0;
  const ParamValues values(amazonParams());
  rows::Reading reading;
  std::string error;
  {
    const testing_base::SmallDisk disk(5000);
    error = errorOf([&] { importEvents(sourceOf(world, &readings), options, {"Shop", values, reading, scratch.path() / "not" / "yet"}); });
  }
  EXPECT_THAT(error, testing::StartsWith("4 " + scratch.path().string()));
  EXPECT_THAT(error, HasSubstr("can't be written"));
  EXPECT_TRUE(std::filesystem::is_empty(scratch.path()));
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
      if (readings == 1 && grows) world.ratings.insert(world.ratings.end(), before.begin(), before.end());
      if (readings == 1 && !grows) world.ratings.resize(before.size() / 2);
      plain(take);
      world.ratings = before;
    };
    EXPECT_THAT(errorOf([&] { importOf(source, options); }), HasSubstr("changed while it was read")) << grows;
  }
}

TEST(EventPasses, AStopRequestEndsThemEarly) {
  const AmazonWorld world(1);
  EventOptions options;
  options.requireMetadata = false;
  options.passesFrom = 0;
  options.eventsHeld = 10;
  std::stop_source stop;
  int readings = 0;
  EventSource source = sourceOf(world, &readings);
  source.events = [&, plain = source.events](const TakeEvent& take) {
    plain(take);
    if (readings == 2) stop.request_stop();
  };
  const ParamValues values(amazonParams());
  rows::Reading reading(silentReporter(), stop.get_token());
  EXPECT_EQ(importEvents(source, options, {"Shop", values, reading}).dataSet.interactions.users(), 0);
}

TEST(CountSketch, NeverCountsTooLow) {
  const auto hash = [](const std::string& name) { return CountSketch::hashOf(name); };
  for (const int least : {1, 2, 3, 4, 7, 15, 16, 200, 255, 100'000}) {
    CountSketch crowded(6, least), roomy(20, least);
    for (int i = 0; i < 1000; ++i)
      for (int n = 0; n <= i % 7; ++n) crowded.add(hash("name " + std::to_string(i)));
    for (int i = 0; i < 1000; ++i) {
      if (i % 7 + 1 < least) continue;
      EXPECT_TRUE(crowded.mayHave(hash("name " + std::to_string(i)))) << least;
    }
    for (int i = 0; i < 300; ++i) roomy.add(hash("often"));
    for (int i = 0; i + 1 < std::min(least, 255); ++i) roomy.add(hash("too rare"));
    EXPECT_TRUE(roomy.mayHave(hash("often"))) << "what a byte can't count is counted as much";
    EXPECT_EQ(roomy.mayHave(hash("too rare")), least <= 1) << least;
    roomy.add(hash("too rare"));
    EXPECT_TRUE(roomy.mayHave(hash("too rare"))) << least;
  }
}

}  // namespace
}  // namespace ghost::data
