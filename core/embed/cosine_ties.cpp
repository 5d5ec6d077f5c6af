#include "embed/cosine_ties.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/parallel.h"

namespace ghost::embed {
namespace {

/// A number of about 106 binary digits: the sum of two doubles, the second below half a unit of the first.
struct Long {
  double high = 0, low = 0;
};

Long sumOf(double a, double b) {
  const double sum = a + b, back = sum - a;
  return {sum, (a - (sum - back)) + (b - back)};
}
Long plus(Long a, double b) {
  const Long sum = sumOf(a.high, b);
  return sumOf(sum.high, sum.low + a.low);
}
Long times(Long a, Long b) {
  const double product = a.high * b.high;
  return sumOf(product, std::fma(a.high, b.high, -product) + (a.high * b.low + a.low * b.high));
}

/// Products of two floats are exact in a double.
Long dotOf(std::span<const float> a, std::span<const float> b) {
  Long sum;
  for (std::size_t j = 0; j < a.size(); ++j) sum = plus(sum, static_cast<double>(a[j]) * static_cast<double>(b[j]));
  return sum;
}

/// cos |cos| |query|^2 of a candidate as a fraction: signed square of the dot product over the squared length.
struct Ratio {
  Long top, bottom;
};
Ratio ratioOf(std::span<const float> query, std::span<const float> candidate) {
  const Long dot = dotOf(query, candidate), square = times(dot, dot);
  return {dot.high < 0 ? Long{-square.high, -square.low} : square, dotOf(candidate, candidate)};
}

/// -1, 0 or 1 as a is the smaller, equal or the larger; what differs by less than 2^-88 is rounding of the long numbers themselves.
int compare(const Ratio& a, const Ratio& b) {
  if (a.bottom.high == 0 || b.bottom.high == 0) return a.bottom.high == b.bottom.high ? 0 : a.bottom.high == 0 ? (b.top.high > 0 ? -1 : b.top.high < 0) : (a.top.high > 0) - (a.top.high < 0);
  const Long left = times(a.top, b.bottom), right = times(b.top, a.bottom);
  const double difference = (left.high - right.high) + (left.low - right.low);
  if (std::abs(difference) <= 0x1p-88 * std::max(std::abs(left.high), std::abs(right.high))) return 0;
  return difference < 0 ? -1 : 1;
}

class Settler {
 public:
  Settler(const ItemVectors& vectors, std::span<const std::int32_t> candidates) : m_vectors(vectors), m_place(static_cast<std::size_t>(vectors.rows), -1), m_rounding(4 * 0x1p-24 * std::sqrt(static_cast<double>(std::max<std::int64_t>(1, vectors.dim)))) {
    for (std::size_t i = candidates.size(); i-- > 0;) m_place[static_cast<std::size_t>(candidates[i])] = static_cast<std::int32_t>(i);
  }

  /// Best first; ids of one query, those found.
  void settle(std::int32_t query, std::span<std::int32_t> ids, std::span<const float> cosines) const {
    for (std::size_t begin = 0, end = 0; begin < ids.size(); begin = end) {
      end = begin + 1;
      while (end < ids.size() && cosines[end - 1] - cosines[end] <= m_rounding) ++end;
      if (cosines[begin] != cosines[end - 1]) order(query, ids.subspan(begin, end - begin));  // equal ones stand by place already
    }
  }

 private:
  void order(std::int32_t query, std::span<std::int32_t> ids) const {
    struct Entry {
      std::int32_t id, place;
      Ratio ratio;
    };
    std::vector<Entry> entries;
    for (const std::int32_t id : ids) entries.push_back({id, m_place[static_cast<std::size_t>(id)], ratioOf(m_vectors.row(query), m_vectors.row(id))});
    std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
      const int order = compare(a.ratio, b.ratio);
      return order != 0 ? order > 0 : a.place < b.place;
    });
    for (std::size_t i = 0; i < ids.size(); ++i) ids[i] = entries[i].id;
  }

  const ItemVectors& m_vectors;
  std::vector<std::int32_t> m_place;
  double m_rounding;
};

}  // namespace

Neighbours settleTies(const ItemVectors& vectors, std::span<const std::int32_t> queries, std::span<const std::int32_t> candidates, const Neighbours& wide, std::int64_t k, int threads) {
  Neighbours result{k, {}, {}, wide.recall};
  result.ids.resize(queries.size() * static_cast<std::size_t>(k));
  result.cosines.resize(result.ids.size());
  const Settler settler(vectors, candidates);
  parallelFor(static_cast<std::int64_t>(queries.size()), 64, threads, [&](std::int64_t begin, std::int64_t end) {
    std::vector<std::int32_t> ids;
    for (std::int64_t q = begin; q < end; ++q) {
      const auto first = wide.ids.begin() + q * wide.k;
      const auto cosines = wide.cosines.begin() + q * wide.k;
      ids.assign(first, std::find(first, first + wide.k, -1));
      settler.settle(queries[static_cast<std::size_t>(q)], ids, {cosines, ids.size()});
      ids.resize(static_cast<std::size_t>(wide.k), -1);
      std::copy_n(ids.begin(), k, result.ids.begin() + q * k);
      std::copy_n(cosines, k, result.cosines.begin() + q * k);
    }
  });
  return result;
}

}  // namespace ghost::embed
