#include "eval/composition.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "base/error.h"
#include "eval/tally.h"

namespace ghost::eval {
namespace {

double shareOf(const std::vector<double>& counts, int k, std::int64_t users) {
  const double total = std::accumulate(counts.begin(), counts.begin() + std::min<std::ptrdiff_t>(k, static_cast<std::ptrdiff_t>(counts.size())), 0.0);
  return total / (static_cast<double>(users) * k);
}

}  // namespace

double Composition::headShare(int k) const { return shareOf(head, k, users); }
double Composition::tailShare(int k) const { return shareOf(tail, k, users); }

Composition composition(std::span<const decode::RankedList> lists, const data::Popularity& popularity, int positions) {
  if (lists.empty()) throw dataError("ranked lists", "there is no list to count; decode at least one user first");
  if (positions < 1) throw usageError("list composition", fmt::format("{} positions are asked for; give 1 or more", positions));
  const auto fifths = popularity.fifths();
  const auto n = static_cast<std::size_t>(positions);
  Composition result;
  result.users = static_cast<std::int64_t>(lists.size());
  for (auto* counts : {&result.head, &result.tail}) counts->resize(n);
  result.invalid.resize(n);
  result.empty.assign(n, result.users);
  result.fifths.resize(n);
  for (const auto& list : lists) {
    requireCatalogue(list, popularity);
    decode::forEachPlace(list, n, [&](std::size_t i, std::span<const data::ItemId> items) {
      const PlaceFacts facts = factsOf(items, popularity);
      --result.empty[i];
      if (facts.items == 0) {
        ++result.invalid[i];
        return;
      }
      result.head[i] += facts.head();
      result.tail[i] += 1 - facts.head();
      std::array<std::int64_t, 5> inFifth{};
      for (const data::ItemId item : items) ++inFifth[static_cast<std::size_t>(fifths[static_cast<std::size_t>(item)])];
      for (std::size_t g = 0; g < inFifth.size(); ++g) result.fifths[i][g] += static_cast<double>(inFifth[g]) / static_cast<double>(facts.items);
    });
  }
  return result;
}

}  // namespace ghost::eval
