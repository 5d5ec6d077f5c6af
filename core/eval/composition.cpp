#include "eval/composition.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "base/error.h"
#include "eval/tally.h"

namespace ghost::eval {
namespace {

double shareOf(const std::vector<std::int64_t>& counts, int k, std::int64_t users) {
  const auto total = std::accumulate(counts.begin(), counts.begin() + std::min<std::ptrdiff_t>(k, static_cast<std::ptrdiff_t>(counts.size())), std::int64_t{0});
  return static_cast<double>(total) / (static_cast<double>(users) * k);
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
  for (auto* counts : {&result.head, &result.tail, &result.invalid}) counts->resize(n);
  result.empty.assign(n, result.users);
  result.fifths.resize(n);
  for (const auto& list : lists) {
    requireCatalogue(list, popularity);
    for (std::size_t i = 0; i < std::min(n, list.items.size()); ++i) {
      const data::ItemId item = list.items[i];
      --result.empty[i];
      if (item < 0) {
        ++result.invalid[i];
        continue;
      }
      ++(popularity.isHead(item) ? result.head : result.tail)[i];
      ++result.fifths[i][static_cast<std::size_t>(fifths[static_cast<std::size_t>(item)])];
    }
  }
  return result;
}

}  // namespace ghost::eval
