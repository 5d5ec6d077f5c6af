#include "base/parallel.h"

#include <atomic>
#include <cstdlib>
#include <mutex>
#include <set>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/clock.h"
#include "base/closest.h"
#include "tests/base/scratch.h"

namespace ghost {
namespace {

TEST(ParallelFor, EveryIndexOnceWhateverTheThreads) {
  for (const int threads : {0, 1, 2, 7})
    for (const std::int64_t n : {0, 1, 9, 10, 1001}) {
      std::vector<std::atomic<int>> seen(static_cast<std::size_t>(n));
      parallelFor(n, 10, threads, [&](std::int64_t begin, std::int64_t end) {
        for (auto i = begin; i < end; ++i) ++seen[static_cast<std::size_t>(i)];
      });
      for (const auto& count : seen) EXPECT_EQ(count, 1);
    }
}

TEST(ParallelFor, PiecesDependOnNAndGrainOnly) {
  const auto pieces = [](int threads) {
    std::set<std::pair<std::int64_t, std::int64_t>> result;
    std::mutex mutex;
    parallelFor(95, 10, threads, [&](std::int64_t begin, std::int64_t end) {
      const std::lock_guard lock(mutex);
      result.emplace(begin, end);
    });
    return result;
  };
  EXPECT_EQ(pieces(1), pieces(4));
  EXPECT_EQ(pieces(1).size(), 10u);
  EXPECT_TRUE(pieces(1).contains({90, 95}));
}

TEST(ParallelFor, TheFirstExceptionArrivesAndStopsTheRest) {
  std::atomic<int> done{0};
  const auto error = testing_base::errorOf([&] {
    parallelFor(100000, 1, 2, [&](std::int64_t begin, std::int64_t) {
      if (begin == 3) throw dataError("piece", "three");
      ++done;
    });
  });
  EXPECT_EQ(error, "3 piece: three");
  EXPECT_LT(done, 100000);
}

TEST(DefaultThreads, FollowsTheEnvironmentWhenItIsValid) {
  const char* before = std::getenv("GHOST_THREADS");
  const std::string kept = before ? before : "";
  ::setenv("GHOST_THREADS", "3", 1);
  EXPECT_EQ(defaultThreads(), 3);
  for (const char* wrong : {"0", "-1", "x", "99999"}) {
    ::setenv("GHOST_THREADS", wrong, 1);
    EXPECT_GE(defaultThreads(), 1);
    EXPECT_LE(defaultThreads(), 1024);
  }
  before ? ::setenv("GHOST_THREADS", kept.c_str(), 1) : ::unsetenv("GHOST_THREADS");
}

TEST(Clock, TimesHaveTheirForms) {
  EXPECT_THAT(isoNow(), testing::MatchesRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z"));
  EXPECT_THAT(compactNow(), testing::MatchesRegex("[0-9]{8}-[0-9]{6}"));
  const double first = monotonicSeconds();
  EXPECT_GE(monotonicSeconds(), first);
}

TEST(ClosestOf, TakesTheSmallestEditDistance) {
  const std::vector<std::string_view> known{"train", "trace", "text"};
  EXPECT_EQ(closestOf("trian", known), "train");
  EXPECT_EQ(closestOf("trac", known), "trace");
  EXPECT_EQ(closestOf("t", std::vector<std::string_view>{"ab", "cd"}), "");  // nothing is near
  EXPECT_EQ(closestOf("x", {}), "");
}

}  // namespace
}  // namespace ghost
