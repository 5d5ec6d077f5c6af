#include "embed/dot_tile.h"

namespace ghost::embed {
namespace {

template <class Vec>
struct Loose {
  typedef float Type __attribute__((vector_size(sizeof(Vec)), aligned(4), may_alias));  // as it lies in memory
};
template <class Vec>
[[gnu::always_inline]] inline void load(Vec& into, const float* from) { into = *reinterpret_cast<const typename Loose<Vec>::Type*>(from); }

/// R rows x two vectors of sums. The including functions have fused multiply-add, and this file is compiled to use it.
template <class Vec, int R>
[[gnu::always_inline]] inline void dots(const float* queries, const float* panel, std::int64_t dim, const float* limits, float* out, bool* above) {
  constexpr int n = sizeof(Vec) / sizeof(float);
  Vec a0[R], a1[R];
#pragma GCC unroll 16
  for (int r = 0; r < R; ++r) a0[r] = a1[r] = Vec{};
  for (std::int64_t j = 0; j < dim; ++j, panel += 2 * n) {
    Vec c0, c1;
    load(c0, panel);
    load(c1, panel + n);
#pragma GCC unroll 16
    for (int r = 0; r < R; ++r) {
      const Vec x = queries[r * dim + j] - Vec{};
      a0[r] += x * c0;
      a1[r] += x * c1;
    }
  }
#pragma GCC unroll 16
  for (int r = 0; r < R; ++r) {
    const Vec limit = limits[r] - Vec{};
    const auto over = (a0[r] > limit) | (a1[r] > limit);
    std::int32_t any = 0;
    for (int l = 0; l < n; ++l) any |= over[l];
    above[r] = any != 0;
    if (!any) continue;
    *reinterpret_cast<typename Loose<Vec>::Type*>(out + r * 2 * n) = a0[r];
    *reinterpret_cast<typename Loose<Vec>::Type*>(out + r * 2 * n + n) = a1[r];
  }
}

/// Without vectors of fused multiply-adds: the same chains, one number at a time.
void dotsPlain(const float* queries, const float* panel, std::int64_t dim, const float* limits, float* out, bool* above) {
  constexpr int rows = 6, lanes = 16;
  for (int r = 0; r < rows; ++r) {
    above[r] = false;
    for (int l = 0; l < lanes; ++l) {
      float sum = 0;
      for (std::int64_t j = 0; j < dim; ++j) sum = __builtin_fmaf(queries[r * dim + j], panel[j * lanes + l], sum);
      out[r * lanes + l] = sum;
      above[r] |= sum > limits[r];
    }
  }
}

#if defined(__x86_64__)
typedef float Vec8 __attribute__((vector_size(32)));
typedef float Vec16 __attribute__((vector_size(64)));
[[gnu::target("avx2,fma")]] void dotsAvx2(const float* q, const float* p, std::int64_t dim, const float* limits, float* out, bool* above) { dots<Vec8, 6>(q, p, dim, limits, out, above); }
[[gnu::target("avx512f")]] void dotsAvx512(const float* q, const float* p, std::int64_t dim, const float* limits, float* out, bool* above) { dots<Vec16, 12>(q, p, dim, limits, out, above); }
#endif

}  // namespace

const DotTile& dotTile() {
  static const DotTile chosen = [] {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f")) return DotTile{12, 32, dotsAvx512};
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return DotTile{6, 16, dotsAvx2};
#endif
    return DotTile{6, 16, dotsPlain};
  }();
  return chosen;
}

}  // namespace ghost::embed
