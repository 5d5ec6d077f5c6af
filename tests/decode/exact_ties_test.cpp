#include "decode/exact_ties.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "base/rng.h"
#include "decode/floors.h"

namespace ghost::decode {
namespace {

/// Exact arithmetic of another kind than the program's: a sum of fractions times roots of squarefree numbers, in lowest terms.
struct Fraction {
  std::int64_t top = 0, bottom = 1;
  Fraction reduced() const {
    const auto common = std::gcd(top, bottom);
    return common == 0 ? *this : Fraction{top / common, bottom / common};
  }
  Fraction operator+(const Fraction& other) const { return Fraction{top * (other.bottom / std::gcd(bottom, other.bottom)) + other.top * (bottom / std::gcd(bottom, other.bottom)), bottom / std::gcd(bottom, other.bottom) * other.bottom}.reduced(); }
  bool operator==(const Fraction& other) const = default;
};
struct RootSum {
  std::map<std::int64_t, Fraction> parts;  ///< squarefree number -> its factor
  /// Adds times / sqrt(number).
  void add(Fraction times, std::int64_t number) {
    std::int64_t square = 1, free = number;
    for (std::int64_t p = 2; p * p <= free; ++p)
      while (free % (p * p) == 0) free /= p * p, square *= p;
    auto& part = parts[free];
    part = part + Fraction{times.top, times.bottom * square * free}.reduced();  // 1 / (a sqrt b) = sqrt b / (a b)
  }
  long double value() const {
    long double sum = 0;
    for (const auto& [number, part] : parts) sum += static_cast<long double>(part.top) / static_cast<long double>(part.bottom) * std::sqrt(static_cast<long double>(number));
    return sum;
  }
};

struct Shop {
  data::DataSet dataSet;
  data::Popularity popularity;
  std::vector<std::vector<data::ItemId>> train;

  explicit Shop(std::uint64_t seed) {
    Rng rng(seed);
    std::vector<data::ItemId> items(30);
    std::iota(items.begin(), items.end(), 0);
    for (int user = 0; user < 60; ++user) {
      rng.shuffle(std::span(items));
      std::vector<data::ItemId> sequence;
      for (std::size_t i = 0; i < items.size() && sequence.size() < 4 + rng.below(5); ++i)
        if (items[i] < 6 || rng.below(2) == 0) sequence.push_back(items[i]);
      dataSet.interactions.items.insert(dataSet.interactions.items.end(), sequence.begin(), sequence.end());
      dataSet.interactions.offsets.push_back(static_cast<std::int64_t>(dataSet.interactions.items.size()));
      train.emplace_back(sequence.begin(), sequence.end() - 2);
    }
    dataSet.catalog.items = 30;
    popularity = data::popularity(dataSet.interactions, 30);
  }
  std::int64_t together(data::ItemId a, data::ItemId b) const {
    return std::count_if(train.begin(), train.end(), [&](const auto& t) { return std::find(t.begin(), t.end(), a) != t.end() && std::find(t.begin(), t.end(), b) != t.end(); });
  }
  std::int64_t count(data::ItemId item) const { return popularity.count[static_cast<std::size_t>(item)]; }

  /// item-knn with the cosine in exact arithmetic; decay = 1 / halving.
  std::vector<data::ItemId> ranked(std::span<const data::ItemId> history, std::int64_t halving, std::size_t neighbours, bool exact) const {
    struct Entry {
      data::ItemId item;
      RootSum sum;
      double rounded;
      bool proposed;
    };
    std::vector<Entry> entries;
    for (data::ItemId item = 0; item < 30; ++item) entries.push_back({item, {}, 0, false});
    std::int64_t divisor = 1;
    for (std::size_t back = 0; back < history.size(); ++back, divisor *= halving) {
      const data::ItemId own = history[history.size() - 1 - back];
      for (const data::ItemId near : nearest(own, neighbours)) {
        auto& entry = entries[static_cast<std::size_t>(near)];
        entry.sum.add({together(own, near), divisor}, count(own) * count(near));
        entry.rounded += 1 / static_cast<double>(divisor) * static_cast<double>(together(own, near)) * std::pow(static_cast<double>(count(own)), -.5) * std::pow(static_cast<double>(count(near)), -.5);
        entry.proposed = true;
      }
    }
    std::stable_sort(entries.begin(), entries.end(), [&](const Entry& a, const Entry& b) {
      if (a.proposed != b.proposed) return a.proposed;
      const bool equal = exact ? a.sum.parts == b.sum.parts : a.rounded == b.rounded;
      if (!equal) return exact ? a.sum.value() > b.sum.value() : a.rounded > b.rounded;
      return count(a.item) != count(b.item) ? count(a.item) > count(b.item) : a.item < b.item;
    });
    std::vector<data::ItemId> items;
    for (const Entry& entry : entries) items.push_back(entry.item);
    return items;
  }
  /// By n^2 / c, compared crosswise in whole numbers.
  std::vector<data::ItemId> nearest(data::ItemId own, std::size_t keep) const {
    std::vector<data::ItemId> items;
    for (data::ItemId item = 0; item < 30; ++item)
      if (item != own && together(own, item) > 0) items.push_back(item);
    std::sort(items.begin(), items.end(), [&](data::ItemId a, data::ItemId b) {
      const auto na = together(own, a), nb = together(own, b);
      if (na * na * count(b) != nb * nb * count(a)) return na * na * count(b) > nb * nb * count(a);
      return count(a) != count(b) ? count(a) > count(b) : a < b;
    });
    items.resize(std::min(keep, items.size()));
    return items;
  }
};

TEST(ExactTies, ItemNeighboursRankAsExactArithmeticDoes) {
  int roundedApart = 0;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    const Shop shop(seed);
    for (const auto& [decay, halving] : {std::pair(1.0, 1), std::pair(0.5, 2)})
      for (const std::size_t neighbours : {30u, 4u}) {
        ParamValues values;
        for (const auto& floor : floors()) {
          if (floor.id != "item-knn") continue;
          values = ParamValues(floor.params);
          values.set("variant", "cosine");
          values.setJson("decay", decay);
          values.setJson("neighbours", neighbours);
          const auto lists = floor.rank(shop.dataSet, shop.popularity, data::Part::Test, values, 10, 1, silentReporter(), {});
          for (const auto& list : lists) {
            auto expected = shop.ranked(list.history, halving, neighbours, true), rounded = shop.ranked(list.history, halving, neighbours, false);
            expected.resize(10);
            rounded.resize(10);
            roundedApart += expected != rounded;
            ASSERT_EQ(list.items, expected) << "seed " << seed << ", decay " << decay << ", neighbours " << neighbours << ", user " << list.user;
          }
        }
      }
  }
  EXPECT_GT(roundedApart, 50) << "the data has no ties that rounding breaks";
}

TEST(ExactTies, RootsOfTheSameNumberHaveOneMark) {
  RootMarks half(.5), quarter(.25), third(.3);
  const auto times = [](std::int64_t n, RootMarks::Mark mark) { return RootMarks::product(RootMarks::whole(n), mark); };
  EXPECT_EQ(half.root(2, 2), times(1, half.root(1, 4))) << "1/2 both";
  EXPECT_EQ(half.root(8, 2), half.root(1, 16));
  EXPECT_EQ(half.root(2, 9), half.root(18, 1));
  EXPECT_EQ(times(2, half.root(12, 1)), half.root(3, 1));
  EXPECT_NE(half.root(2, 1), half.root(3, 1));
  EXPECT_EQ(times(2, quarter.root(1, 16)), quarter.root(1, 1)) << "16^-1/4 = 1/2";
  EXPECT_EQ(quarter.root(1, 4), quarter.root(2, 1)) << "4^-1/4 = 2^-1/2";
  EXPECT_EQ(times(2, quarter.root(2, 4)), quarter.root(1, 1)) << "2^-1/2 4^-1/4 = 1/2";
  EXPECT_EQ(times(8, third.root(1, 1024)), third.root(1, 1)) << "1024^-0.3 = 1/8";
  EXPECT_NE(third.root(1, 2), half.root(2, 1));
  EXPECT_EQ(RootMarks::product(RootMarks::decimal(.8), RootMarks::whole(5)), RootMarks::whole(4));
  EXPECT_EQ(RootMarks::sum(RootMarks::decimal(.1), RootMarks::decimal(.2)), RootMarks::decimal(.3));
  EXPECT_EQ(RootMarks::product(RootMarks::decimal(1e-5), RootMarks::whole(100000)), RootMarks::whole(1));
}

TEST(ExactTies, OneValueIsGivenToWhatIsEqualAndTiesGoByCountThenId) {
  data::Popularity popularity;
  popularity.count = {1, 5, 5, 2, 9};
  const double just = std::nextafter(0.3, 1);
  std::vector<ScoredItem> items{{0, 0, just}, {2, 0, 0.3}, {1, 0, 0.3}, {3, 0, just}, {4, 0, 0.1}};
  rankExactly(items, 4, popularity, [](std::span<const ScoredItem> tied, std::span<RootMarks::Mark> marks) {
    ASSERT_EQ(tied.size(), 4u);
    for (std::size_t t = 0; t < tied.size(); ++t) marks[t] = tied[t].item == 3 ? 7 : 8;  // 3 is another number
  });
  std::vector<data::ItemId> order;
  for (const auto& item : items) order.push_back(item.item);
  EXPECT_EQ(order, (std::vector<data::ItemId>{1, 2, 3, 0}));
  EXPECT_EQ(items[0].score, items[3].score);
}

}  // namespace
}  // namespace ghost::decode
