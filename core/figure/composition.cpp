#include "figure/composition.h"

namespace ghost::figure {

ListComposition composition(const std::vector<decode::RankedList>& lists, const data::Popularity& popularity, int k) {
  const auto slots = static_cast<std::size_t>(k);
  ListComposition result{std::vector<double>(slots, 0), std::vector<double>(slots, 0), std::vector<double>(slots, 0)};
  const std::vector<std::int8_t> fifths = popularity.fifths();
  const double user = lists.empty() ? 0 : 1.0 / static_cast<double>(lists.size());
  for (const decode::RankedList& list : lists) {
    for (std::size_t i = 0; i < slots; ++i) {
      const data::ItemId item = i < list.items.size() ? list.items[i] : -1;
      if (item < 0) {
        result.nothing[i] += user;
        continue;
      }
      (popularity.isHead(item) ? result.head : result.tail)[i] += user;
      result.exposure[static_cast<std::size_t>(fifths[static_cast<std::size_t>(item)])] += user / k;
    }
  }
  for (std::size_t item = 0; item < fifths.size(); ++item) {
    result.training[static_cast<std::size_t>(fifths[item])] += static_cast<double>(popularity.count[item]) / static_cast<double>(popularity.trainEvents);
  }
  return result;
}

}  // namespace ghost::figure
