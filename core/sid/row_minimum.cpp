#include "sid/row_minimum.h"

#include <algorithm>
#include <limits>

namespace ghost::sid {
namespace {

// Vectors of 64 bytes, whatever the machine's are: two chains of them side by side, since one has to wait for itself.
template <class Number, class Index>
struct Wide {
  static constexpr int lanes = 64 / sizeof(Number);
  typedef Number Vec __attribute__((vector_size(64)));
  typedef Index At __attribute__((vector_size(64)));
  typedef Number Loose __attribute__((vector_size(64), aligned(sizeof(Number)), may_alias));  // as it lies in memory
};

template <class Number, class Index>
[[gnu::always_inline]] inline std::int64_t leastOf(const Number* values, std::int64_t n) {
  using W = Wide<Number, Index>;
  constexpr Number infinite = std::numeric_limits<Number>::infinity();
  typename W::Vec least0 = infinite - typename W::Vec{}, least1 = least0;
  typename W::At at0 = static_cast<Index>(n) - typename W::At{}, at1 = at0, here = typename W::At{};
  for (int l = 0; l < W::lanes; ++l) here[l] = l;
  std::int64_t i = 0;
  for (; i + 2 * W::lanes <= n; i += 2 * W::lanes, here += 2 * W::lanes) {
    const typename W::Vec a = *reinterpret_cast<const typename W::Loose*>(values + i), b = *reinterpret_cast<const typename W::Loose*>(values + i + W::lanes);
    at0 = a < least0 ? here : at0;
    least0 = a < least0 ? a : least0;
    at1 = b < least1 ? here + W::lanes : at1;
    least1 = b < least1 ? b : least1;
  }
  Number least = infinite;
  std::int64_t at = n;
  const auto take = [&](Number value, std::int64_t place) {
    if (value > least || (value == least && place >= at)) return;
    least = value;
    at = place;
  };
  for (int l = 0; l < W::lanes; ++l) {
    take(least0[l], at0[l]);
    take(least1[l], at1[l]);
  }
  for (; i < n; ++i)
    if (values[i] < least) take(values[i], i);
  return at < n ? at : 0;
}

}  // namespace

[[gnu::target_clones("avx512f", "avx2", "default")]]
std::int64_t indexOfLeast(const double* values, std::int64_t n) { return leastOf<double, std::int64_t>(values, n); }
[[gnu::target_clones("avx512f", "avx2", "default")]]
std::int64_t indexOfLeast(const float* values, std::int64_t n) { return leastOf<float, std::int32_t>(values, n); }

[[gnu::target_clones("avx512f", "avx2", "default")]]
LeastTwo leastTwo(const float* values, const float* added, std::int64_t n) {
  using W = Wide<float, std::int32_t>;
  constexpr float infinite = std::numeric_limits<float>::infinity();
  W::Vec least = infinite - W::Vec{}, second = least;
  W::At at{}, here{};
  std::int64_t i = 0;
  for (; i + W::lanes <= n; i += W::lanes, here += W::lanes) {
    const W::Vec sum = *reinterpret_cast<const W::Loose*>(values + i) + *reinterpret_cast<const W::Loose*>(added + i);
    const W::Vec larger = sum < least ? least : sum;
    second = larger < second ? larger : second;
    at = sum < least ? here : at;
    least = sum < least ? sum : least;
  }
  LeastTwo found{0, infinite, infinite};
  const auto take = [&](float value, std::int64_t place) {
    if (value < found.least || (value == found.least && place < found.at)) {
      found.second = found.least;
      found.least = value;
      found.at = place;
    } else {
      found.second = std::min(found.second, value);
    }
  };
  for (int l = 0; l < W::lanes; ++l)
    if (least[l] < infinite) take(least[l], at[l] + l);
  for (int l = 0; l < W::lanes; ++l) found.second = std::min(found.second, second[l]);
  for (; i < n; ++i) take(values[i] + added[i], i);
  return found;
}

}  // namespace ghost::sid
