#include "data/arrange.h"

#include <algorithm>
#include <map>

#include <gtest/gtest.h>

#include "base/rng.h"
#include "data/data_set.h"
#include "data/item_texts.h"
#include "data/k_core.h"
#include "data/sequence_rebuild.h"
#include "tests/base/scratch.h"

namespace ghost::data {
namespace {

std::vector<Event> randomEvents(Rng& rng, int events, std::uint64_t users, std::uint64_t items, EventLog& log) {
  std::vector<Event> all;
  for (int i = 0; i < events; ++i) {
    const auto user = log.users.idOf("u" + std::to_string(rng.below(users))), item = log.items.idOf("i" + std::to_string(rng.below(1 + rng.below(items))));
    all.push_back({user, item, static_cast<std::int64_t>(rng.below(100))});
    log.events.add(all.back());
  }
  return all;
}

/// Takes one offender at a time, in whatever order they come, until there is none.
std::map<std::pair<std::uint32_t, std::uint32_t>, int> bruteCore(const std::vector<Event>& all, int k) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, int> events;
  for (const Event& event : all) ++events[{event.user, event.item}];
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
    EventLog log(std::filesystem::temp_directory_path(), round % 2 == 0 ? 1000 : 7);
    const auto events = randomEvents(rng, 50 + static_cast<int>(rng.below(250)), 30, 25, log);
    const int k = 3 + static_cast<int>(rng.below(4));
    const auto expected = bruteCore(events, k);
    EventOptions options;
    options.keepAllRepeats = true;
    options.kCore = k;
    LeftOut leftOut;
    const auto before = static_cast<std::int64_t>(events.size());
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
  for (const char* item : {"c", "a", "b", "d"}) log.events.add({log.users.idOf("u"), log.items.idOf(item), item[0] == 'd' ? 1 : 5});
  LeftOut leftOut;
  EventOptions options;
  options.kCore = 0;
  const Arranged arranged = arrange(log, options, {}, leftOut, {});
  std::string order;
  for (const auto item : arranged.interactions.items) order += log.items.name(arranged.itemOf[static_cast<std::size_t>(item)]);
  EXPECT_EQ(order, "dcab");
  EXPECT_EQ(log.events.size(), 0u);
}

std::string shuffledOrder(const std::vector<std::string>& rows, std::int64_t seed) {
  EventLog log;
  for (const std::string& item : rows) {
    log.events.add({log.users.idOf("somebody " + item.substr(item.size() - 1)), log.items.idOf("other"), 1});
    log.events.add({log.users.idOf("u"), log.items.idOf(item), 5});
  }
  LeftOut leftOut;
  EventOptions options;
  options.kCore = 0;
  options.keepAllRepeats = true;
  options.shuffleTies = true;
  options.seed = seed;
  const Arranged arranged = arrange(log, options, {}, leftOut, {});
  std::string order;
  for (std::size_t user = 0; user < arranged.userOf.size(); ++user)
    if (log.users.name(arranged.userOf[user]) == "u")
      for (const auto item : arranged.interactions.sequence(static_cast<UserId>(user))) order += log.items.name(arranged.itemOf[static_cast<std::size_t>(item)]);
  return order;
}

TEST(Arrange, AShuffleDependsOnTheSeedAndTheEventsAlone) {
  std::map<std::string, int> orders;
  constexpr int seeds = 600;
  for (std::int64_t seed = 0; seed < seeds; ++seed) {
    const std::string order = shuffledOrder({"a", "b", "c"}, seed);
    EXPECT_EQ(shuffledOrder({"c", "b", "a"}, seed), order) << "the order of the file doesn't count";
    std::string with = shuffledOrder({"c", "d", "a", "b"}, seed);
    std::erase(with, 'd');
    EXPECT_EQ(with, order) << "nor what else is there";
    ++orders[order];
  }
  ASSERT_EQ(orders.size(), 6u);
  for (const auto& [order, count] : orders) EXPECT_NEAR(count, seeds / 6, 40) << order;  // four standard deviations
  std::map<std::string, int> repeats;
  for (std::int64_t seed = 0; seed < seeds; ++seed) ++repeats[shuffledOrder({"a", "a", "b"}, seed)];
  EXPECT_EQ(repeats.size(), 3u);
  for (const auto& [order, count] : repeats) EXPECT_NEAR(count, seeds / 3, 50) << order;
}

/// A chain from which every round can take but its ends, which made rounds alone cost the square of its length.
TEST(KCore, AChainIsTakenApartInLinearTime) {
  constexpr std::uint32_t length = 200'000;
  SpilledList<Event> events;
  for (std::uint32_t i = 0; i < length; ++i) {
    events.add({i, i, 0});
    events.add({i, i + 1, 0});
  }
  EXPECT_EQ(KCore(events, length, length + 1, 2, {}).size(), 0u);
  events.add({length, 0, 0});
  events.add({length, length, 0});
  const KCore ring(events, length + 1, length + 1, 2, {});
  EXPECT_EQ(ring.size(), 2u * length + 2) << "closed, it is its own core";
  EXPECT_EQ(ring.ofUsers()[17], 2u);
}

/// Chains with side branches, so that the peeling has something to leave as well.
TEST(KCore, PeelingGivesWhatRoundsGive) {
  Rng rng(5);
  constexpr std::uint32_t chain = 5 * KCore::mostRounds, all = chain + 30;
  for (int round = 0; round < 20; ++round) {
    std::vector<Event> list;
    for (std::uint32_t i = 0; i < chain; ++i) list.insert(list.end(), {{i, i, 0}, {i, i + 1, 0}});
    for (int i = 0; i < 60; ++i) list.push_back({chain + static_cast<std::uint32_t>(rng.below(30)), chain + static_cast<std::uint32_t>(rng.below(30)), 0});
    if (round % 2 == 0) list.push_back({chain / 2, chain + 3, 0});
    std::stable_sort(list.begin(), list.end(), [](const Event& a, const Event& b) { return a.user < b.user; });
    SpilledList<Event> events(std::filesystem::temp_directory_path(), 50);
    for (const Event& event : list) events.add(event);
    const KCore core(events, all, all, 2, {});
    std::map<std::pair<std::uint32_t, std::uint32_t>, int> got;
    std::vector<std::uint32_t> ofUsers(all);
    for (const Event& event : list)
      if (core.has(event)) ++got[{event.user, event.item}], ++ofUsers[event.user];
    EXPECT_EQ(got, bruteCore(list, 2));
    EXPECT_EQ(core.ofUsers(), ofUsers);
  }
}

TEST(EventRuns, MergedRunsAreOneStableSort) {
  Rng rng(3);
  for (const std::size_t held : {1u, 2u, 7u, 100u, 5000u})
    for (const int count : {0, 1, 7, 8, 1000}) {
      EventRuns runs(std::filesystem::temp_directory_path(), held);
      std::vector<Event> expected, got;
      for (int i = 0; i < count; ++i) {
        expected.push_back({static_cast<std::uint32_t>(rng.below(20)), static_cast<std::uint32_t>(i), static_cast<std::int64_t>(rng.below(5))});
        runs.add(expected.back());
      }
      EXPECT_EQ(runs.spilledBytes() > 0, static_cast<std::size_t>(count) > held);
      std::stable_sort(expected.begin(), expected.end(), [](const Event& a, const Event& b) { return std::pair(a.user, a.time) < std::pair(b.user, b.time); });
      runs.merge({}, [&](const Event& event) { got.push_back(event); });
      ASSERT_EQ(got.size(), expected.size());
      for (std::size_t i = 0; i < got.size(); ++i) EXPECT_EQ(got[i].item, expected[i].item) << held << " " << i;
      EXPECT_EQ(runs.size(), 0u);
    }
}

/// The cut by counting is the cut of the sorted list.
TEST(Arrange, TheCutInTimeIsThatOfAllEventsInOrder) {
  Rng rng(8);
  for (const std::int64_t span : {1ll, 3ll, 1000ll, 4'000'000'000'000ll})
    for (const std::size_t held : {5u, 100'000u}) {
      EventLog log(std::filesystem::temp_directory_path(), held);
      for (int i = 0; i < 500; ++i) log.events.add({log.users.idOf(std::to_string(rng.below(40))), log.items.idOf(std::to_string(i % 30)), static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(span)))});
      LeftOut leftOut;
      EventOptions options;
      options.kCore = 0;
      const Arranged arranged = arrange(log, options, {}, leftOut, {});
      std::vector<std::pair<std::int64_t, UserId>> sorted;
      arranged.eachTime([&](UserId user, std::int64_t time) { sorted.emplace_back(time, user); });
      std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
      std::vector<std::array<std::int64_t, 3>> expected(static_cast<std::size_t>(arranged.interactions.users()));
      for (std::size_t i = 0; i < sorted.size(); ++i) ++expected[static_cast<std::size_t>(sorted[i].second)][i < sorted.size() * 8 / 10 ? 0 : i < sorted.size() * 9 / 10 ? 1 : 2];
      EXPECT_EQ(chronologicalCounts(arranged), expected) << span;
    }
}

TEST(TitleLog, KeepsTheFirstOfEachBeyondWhatMemoryHolds) {
  TitleLog titles(std::filesystem::temp_directory_path());
  EXPECT_TRUE(titles.empty());
  const auto titleOf = [](std::uint32_t item) { return std::string(item % 3000, static_cast<char>('a' + item % 26)); };
  for (std::uint32_t item = 0; item < 2000; ++item) titles.add(item * 2, titleOf(item));
  EXPECT_GT(titles.spilledBytes(), 0u);
  EXPECT_TRUE(titles.has(2));
  EXPECT_FALSE(titles.has(1));
  EXPECT_FALSE(titles.has(1'000'000));
  std::uint32_t next = 0;
  titles.each([&](std::uint32_t item, std::string_view title) {
    EXPECT_EQ(item, next * 2);
    EXPECT_EQ(title, titleOf(next++));
  });
  EXPECT_EQ(next, 2000u);
}

TEST(ItemTexts, AreWrittenInTheOrderOfTheItemsWhereverTheyLay) {
  const testing_base::Scratch scratch;
  constexpr std::size_t items = 3000;
  ItemTexts texts(scratch.path(), items);
  const auto titleOf = [](std::size_t item) { return "title \"" + std::to_string(item) + "\"" + std::string(item % 7 * 1000, 'x'); };
  for (std::size_t i = 0; i < items; ++i) texts.set(i * 1009 % items, "an earlier one", "", "", "");
  for (std::size_t i = 0; i < items; ++i)
    if (const std::size_t item = i * 7 % items; item % 10 != 3) texts.set(item, titleOf(item), "d" + std::to_string(item), "b", "c, d");
  EXPECT_GT(texts.spilledBytes(), 0u);
  FileStream stream(scratch.path() / "D.item.json");
  texts.write(stream);
  stream.commit();
  const ItemCatalog catalog = readItemCatalog(scratch.path() / "D.item.json", [](std::int64_t, const std::string& fault) { ADD_FAILURE() << fault; });
  ASSERT_EQ(catalog.titles.size(), items);
  for (std::size_t item = 0; item < items; ++item) {
    EXPECT_EQ(catalog.titles[item], item % 10 == 3 ? "an earlier one" : titleOf(item));
    EXPECT_EQ(catalog.descriptions[item], item % 10 == 3 ? "" : "d" + std::to_string(item));
  }
}

TEST(NameTable, NumbersInOrderOfFirstAppearance) {
  NameTable names;
  EXPECT_EQ(names.find("x"), NameTable::none);
  for (std::uint32_t i = 0; i < 100'000; ++i) EXPECT_EQ(names.idOf("name" + std::to_string(i * 7919 % 100'003)), i);
  for (std::uint32_t i = 0; i < 100'000; ++i) EXPECT_EQ(names.find("name" + std::to_string(i * 7919 % 100'003)), i);
  EXPECT_EQ(names.name(1), "name7919");
  EXPECT_EQ(names.idOf(""), 100'000u);
}

TEST(NameTable, HoldsNamesOfEveryLength) {
  NameTable names;
  const auto nameOf = [](std::uint32_t i) { return std::to_string(i) + std::string(i % 997 == 0 ? 2'000'000 : i % 13 == 0 ? 253 + i % 7 : i % 40, 'x'); };
  for (std::uint32_t i = 0; i < 9000; ++i) ASSERT_EQ(names.idOf(nameOf(i)), i);
  for (std::uint32_t i = 0; i < 9000; ++i) {
    ASSERT_EQ(names.name(i), nameOf(i));
    ASSERT_EQ(names.find(nameOf(i)), i);
  }
  names.forgetHashes();
  EXPECT_EQ(names.find("0"), NameTable::none);
  EXPECT_EQ(names.name(8999), nameOf(8999));
  EXPECT_EQ(names.idOf("new"), 9000u) << "hashes that are needed again come back";
  EXPECT_EQ(names.find(nameOf(8999)), 8999u);
  names.spill(std::filesystem::temp_directory_path());
  EXPECT_GT(names.spilledBytes(), 18'000'000u);
  for (std::uint32_t i = 0; i < 9000; ++i) ASSERT_EQ(names.name(i), nameOf(i));
  EXPECT_EQ(names.name(9000), "new");
  EXPECT_EQ(names.name(3), nameOf(3));
  EXPECT_EQ(names.find("0"), NameTable::none);
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

/// Where examples don't continue a sequence, as much as agrees is taken for the same events.
TEST(SequenceRebuild, JoinsGapsAtTheLongestAgreement) {
  Rng rng(4);
  for (int round = 0; round < 3000; ++round) {
    std::vector<Window> windows(3);
    for (std::size_t i = 0; i < windows.size(); ++i) {
      windows[i].history.resize(1 + i + rng.below(8));
      for (auto& item : windows[i].history) item = static_cast<std::uint32_t>(rng.below(2));
      windows[i].target = static_cast<std::uint32_t>(rng.below(2));
    }
    windows[1].history.resize(windows[0].history.size() + 1);  // they grow: forwards
    windows[2].history.resize(windows[0].history.size() + 2);
    std::vector<std::uint32_t> expected = windows[0].history;
    for (std::size_t i = 0; i < windows.size(); ++i) {
      const auto& history = windows[i].history;
      std::size_t joint = std::min(expected.size(), history.size());
      while (!std::equal(history.begin(), history.begin() + static_cast<std::ptrdiff_t>(joint), expected.end() - static_cast<std::ptrdiff_t>(joint))) --joint;
      expected.insert(expected.end(), history.begin() + static_cast<std::ptrdiff_t>(joint), history.end());
      expected.push_back(windows[i].target);
    }
    Rebuilt rebuilt;
    extend(rebuilt, windows);
    ASSERT_EQ(rebuilt.items, expected) << round;
  }
}

/// It once cost the square of the history.
TEST(SequenceRebuild, ALongHistoryCostsItsLength) {
  const std::vector<std::uint32_t> same(1'000'000, 7);
  Rebuilt rebuilt;
  extend(rebuilt, std::vector<Window>{{same, 8}, {same, 9}});
  EXPECT_EQ(rebuilt.items.size(), 2 * same.size() + 2);
  EXPECT_EQ(rebuilt.gaps, 1);
}

}  // namespace
}  // namespace ghost::data
