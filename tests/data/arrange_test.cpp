#include "data/arrange.h"

#include <map>

#include <gtest/gtest.h>

#include "base/rng.h"
#include "data/sequence_rebuild.h"

namespace ghost::data {
namespace {

EventLog randomLog(Rng& rng, int events, std::uint64_t users, std::uint64_t items) {
  EventLog log;
  for (int i = 0; i < events; ++i) {
    const auto user = log.users.idOf("u" + std::to_string(rng.below(users))), item = log.items.idOf("i" + std::to_string(rng.below(1 + rng.below(items))));
    log.events.push_back({user, item, static_cast<std::int64_t>(rng.below(100))});
  }
  return log;
}

/// Takes one offender at a time, in whatever order they come, until there is none.
std::map<std::pair<std::uint32_t, std::uint32_t>, int> bruteCore(const EventLog& log, int k) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, int> events;
  for (const Event& event : log.events) ++events[{event.user, event.item}];
  for (;;) {
    std::map<std::uint32_t, int> users, items;
    for (const auto& [pair, count] : events) users[pair.first] += count, items[pair.second] += count;
    const auto offender = std::find_if(events.begin(), events.end(), [&](const auto& entry) { return users[entry.first.first] < k || items[entry.first.second] < k; });
    if (offender == events.end()) return events;
    events.erase(offender);
  }
}

TEST(Arrange, TheCoreIsTheFixedPoint) {
  Rng rng(11);
  for (int round = 0; round < 60; ++round) {
    EventLog log = randomLog(rng, 50 + static_cast<int>(rng.below(250)), 30, 25);
    const int k = 3 + static_cast<int>(rng.below(4));
    const auto expected = bruteCore(log, k);
    EventOptions options;
    options.keepAllRepeats = true;
    options.kCore = k;
    LeftOut leftOut;
    const auto before = static_cast<std::int64_t>(log.events.size());
    const Arranged arranged = arrange(log, options, {}, leftOut, {});
    std::map<std::pair<std::uint32_t, std::uint32_t>, int> got;
    for (UserId user = 0; user < arranged.interactions.users(); ++user)
      for (const ItemId item : arranged.interactions.sequence(user)) ++got[{arranged.userOf[static_cast<std::size_t>(user)], arranged.itemOf[static_cast<std::size_t>(item)]}];
    EXPECT_EQ(got, expected) << round;
    EXPECT_EQ(before, arranged.interactions.events() + leftOut.core + leftOut.shortUsers + leftOut.duplicates);
  }
}

TEST(Arrange, TiesKeepTheOrderOfTheFile) {
  EventLog log;
  for (const char* item : {"c", "a", "b", "d"}) log.events.push_back({log.users.idOf("u"), log.items.idOf(item), item[0] == 'd' ? 1 : 5});
  LeftOut leftOut;
  EventOptions options;
  options.kCore = 0;
  const Arranged arranged = arrange(log, options, {}, leftOut, {});
  std::string order;
  for (const auto item : arranged.interactions.items) order += log.items.name(arranged.itemOf[static_cast<std::size_t>(item)]);
  EXPECT_EQ(order, "dcab");
  EXPECT_TRUE(log.events.empty());
}

TEST(NameTable, NumbersInOrderOfFirstAppearance) {
  NameTable names;
  EXPECT_EQ(names.find("x"), NameTable::none);
  for (std::uint32_t i = 0; i < 100'000; ++i) EXPECT_EQ(names.idOf("name" + std::to_string(i * 7919 % 100'003)), i);
  for (std::uint32_t i = 0; i < 100'000; ++i) EXPECT_EQ(names.find("name" + std::to_string(i * 7919 % 100'003)), i);
  EXPECT_EQ(names.name(1), "name7919");
  EXPECT_EQ(names.idOf(""), 100'000u);
}

/// Windows of random sequences with repeats, cut by any cap, in either direction.
TEST(SequenceRebuild, GivesTheSequenceBack) {
  Rng rng(2);
  for (int round = 0; round < 3000; ++round) {
    std::vector<std::uint32_t> sequence(2 + rng.below(40));
    for (auto& item : sequence) item = static_cast<std::uint32_t>(rng.below(2 + rng.below(30)));
    const std::size_t cap = 2 + rng.below(12);
    std::vector<Window> windows;
    for (std::size_t target = 1; target < sequence.size(); ++target) windows.push_back({{sequence.begin() + static_cast<std::ptrdiff_t>(target - std::min(target, cap)), sequence.begin() + static_cast<std::ptrdiff_t>(target)}, sequence[target]});
    const bool backwards = windows.size() > 2 && rng.below(2) == 0 && sequence.size() > 3;
    Rebuilt rebuilt;
    if (backwards) std::reverse(windows.begin(), windows.end());
    extend(rebuilt, windows);
    ASSERT_EQ(rebuilt.items, sequence) << round << " backwards " << backwards;
    EXPECT_EQ(rebuilt.gaps, 0);
  }
}

}  // namespace
}  // namespace ghost::data
