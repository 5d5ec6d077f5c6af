#include "sid/row_minimum.h"

#include <limits>

namespace ghost::sid {
namespace {

// Eight running minima side by side, since one is a chain the processor has to wait for.
template <class Number, class Index>
[[gnu::always_inline]] inline std::int64_t leastOf(const Number* values, std::int64_t n) {
  constexpr int lanes = 8;
  Number least[lanes];
  Index at[lanes];
  for (int j = 0; j < lanes; ++j) {
    least[j] = std::numeric_limits<Number>::infinity();
    at[j] = std::numeric_limits<Index>::max();
  }
  std::int64_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    for (int j = 0; j < lanes; ++j) {
      const bool less = values[i + j] < least[j];
      least[j] = less ? values[i + j] : least[j];
      at[j] = less ? static_cast<Index>(i) + j : at[j];
    }
  }
  for (; i < n; ++i) {
    if (values[i] < least[0] || (values[i] == least[0] && i < at[0])) {
      least[0] = values[i];
      at[0] = static_cast<Index>(i);
    }
  }
  int best = 0;
  for (int j = 1; j < lanes; ++j)
    if (least[j] < least[best] || (least[j] == least[best] && at[j] < at[best])) best = j;
  return at[best] < n ? static_cast<std::int64_t>(at[best]) : 0;
}

}  // namespace

[[gnu::target_clones("avx512f", "avx2", "default")]]
std::int64_t indexOfLeast(const double* values, std::int64_t n) { return leastOf<double, std::int64_t>(values, n); }
[[gnu::target_clones("avx512f", "avx2", "default")]]
std::int64_t indexOfLeast(const float* values, std::int64_t n) { return leastOf<float, std::int32_t>(values, n); }

}  // namespace ghost::sid
