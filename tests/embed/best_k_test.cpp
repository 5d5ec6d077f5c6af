// Against sorting everything, with ties and in any number of pieces.
#include "embed/best_k.h"

#include <algorithm>
#include <numeric>

#include <gtest/gtest.h>

#include "base/rng.h"

namespace ghost::embed {
namespace {

TEST(BestK, EqualsSortingEverythingWithTheEarlierOfEquals) {
  Rng rng(7);
  for (const int k : {1, 2, 3, 10, 50, 200}) {
    for (const int candidates : {1, 5, 31, 32, 33, 400, 3000}) {
      std::vector<float> scores(static_cast<std::size_t>(candidates));
      for (float& score : scores) score = static_cast<float>(static_cast<std::int64_t>(rng.below(61)) - 30) / 30.0f;  // many ties, both signs, zero
      std::vector<std::int32_t> ids(scores.size());
      std::iota(ids.begin(), ids.end(), 100);
      const std::int32_t own = 100 + static_cast<std::int32_t>(rng.below(static_cast<std::uint64_t>(candidates)));
      BestK best(k);
      for (std::size_t first = 0; first < scores.size();) {
        const std::size_t count = std::min<std::size_t>(scores.size() - first, 1 + rng.below(32));
        best.offer(scores.data() + first, std::span<const std::int32_t>(ids).subspan(first, count), static_cast<std::int64_t>(first), own);
        first += count;
      }
      std::vector<std::int32_t> order;
      for (std::size_t i = 0; i < scores.size(); ++i)
        if (ids[i] != own) order.push_back(static_cast<std::int32_t>(i));
      std::stable_sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) { return scores[static_cast<std::size_t>(a)] > scores[static_cast<std::size_t>(b)]; });
      order.resize(std::min<std::size_t>(order.size(), static_cast<std::size_t>(k)));
      std::vector<std::int32_t> found(static_cast<std::size_t>(k) + 1, -1);  // one more than there may be
      std::vector<float> values(found.size(), -1);
      best.write(ids, found.data(), values.data());
      for (std::size_t i = 0; i < found.size(); ++i) {
        ASSERT_EQ(found[i], i < order.size() ? ids[static_cast<std::size_t>(order[i])] : -1) << "k " << k << ", " << candidates << " candidates, rank " << i;
        if (i < order.size()) { ASSERT_EQ(values[i], scores[static_cast<std::size_t>(order[i])]); }
      }
    }
  }
}

}  // namespace
}  // namespace ghost::embed
