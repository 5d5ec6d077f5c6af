#include "sid/nearest_centroid.h"

#include <cstring>
#include <limits>

#include "sid/vector_lanes.h"

namespace ghost::sid {
namespace {

// What a kernel reads: panels of `width` centroids, stored dimension by dimension so that one load takes neighbours.
struct Panels {
  const float* values;
  const float* bias;
  std::int64_t count;
  std::int64_t dim;
};

// Scores of R points against one panel (two vectors wide) into a0, a1.
template <class Vec, int R>
[[gnu::always_inline]] inline void panelScores(const Panels& panels, std::int64_t panel, const float* points, Vec (&a0)[R], Vec (&a1)[R]) {
  constexpr int lanes = Lanes<Vec>::count;
  const float* bias = panels.bias + panel * 2 * lanes;
#pragma GCC unroll 16
  for (int r = 0; r < R; ++r) {
    load(a0[r], bias);
    load(a1[r], bias + lanes);
  }
  const float* values = panels.values + panel * panels.dim * 2 * lanes;
  for (std::int64_t j = 0; j < panels.dim; ++j, values += 2 * lanes) {
    Vec c0, c1;
    load(c0, values);
    load(c1, values + lanes);
#pragma GCC unroll 16
    for (int r = 0; r < R; ++r) {
      const Vec x = points[r * panels.dim + j] - Vec{};
      a0[r] += x * c0;
      a1[r] += x * c1;
    }
  }
}

template <class Vec, int R>
[[gnu::always_inline]] inline void nearestRows(const Panels& panels, const float* points, std::int32_t* labels, float* scores) {
  using Index = typename Lanes<Vec>::Index;
  constexpr int lanes = Lanes<Vec>::count;
  Vec best0[R], best1[R];
  Index at0[R], at1[R];
#pragma GCC unroll 16
  for (int r = 0; r < R; ++r) {
    best0[r] = best1[r] = -std::numeric_limits<float>::infinity() - Vec{};
    at0[r] = at1[r] = Index{};
  }
  for (std::int64_t panel = 0; panel < panels.count; ++panel) {
    Vec a0[R], a1[R];
    panelScores<Vec, R>(panels, panel, points, a0, a1);
    const Index here = static_cast<std::int32_t>(panel) - Index{};
#pragma GCC unroll 16
    for (int r = 0; r < R; ++r) {
      at0[r] = a0[r] > best0[r] ? here : at0[r];
      best0[r] = a0[r] > best0[r] ? a0[r] : best0[r];
      at1[r] = a1[r] > best1[r] ? here : at1[r];
      best1[r] = a1[r] > best1[r] ? a1[r] : best1[r];
    }
  }
  for (int r = 0; r < R; ++r) {
    // The two halves become one vector of scores and codes, then the highest score and the lowest code that has it.
    const Index lane = laneNumbers<Vec>(), code0 = at0[r] * (2 * lanes) + lane, code1 = at1[r] * (2 * lanes) + lanes + lane;
    const Index second = (best1[r] > best0[r]) | ((best1[r] == best0[r]) & (code1 < code0));
    const Vec best = second ? best1[r] : best0[r];
    const Index code = second ? code1 : code0;
    Vec highest = best;
    for (int step = lanes / 2; step > 0; step /= 2) {
      const Vec other = __builtin_shuffle(highest, lane ^ step);
      highest = other > highest ? other : highest;
    }
    Index lowest = best == highest ? code : std::numeric_limits<std::int32_t>::max() - Index{};
    for (int step = lanes / 2; step > 0; step /= 2) {
      const Index other = __builtin_shuffle(lowest, lane ^ step);
      lowest = other < lowest ? other : lowest;
    }
    labels[r] = lowest[0];
    if (scores != nullptr) scores[r] = highest[0];
  }
}

template <class Vec, int R>
[[gnu::always_inline]] inline void costRows(const Panels& panels, const float* points, std::int64_t codes, float* costs) {
  constexpr int lanes = Lanes<Vec>::count;
  for (std::int64_t panel = 0; panel < panels.count; ++panel) {
    Vec a0[R], a1[R];
    panelScores<Vec, R>(panels, panel, points, a0, a1);
    const std::int64_t first = panel * 2 * lanes;
    const std::size_t width = static_cast<std::size_t>(codes - first < 2 * lanes ? codes - first : 2 * lanes);
#pragma GCC unroll 16
    for (int r = 0; r < R; ++r) {
      const Vec wide[2] = {a0[r] * -2.0f, a1[r] * -2.0f};
      std::memcpy(costs + r * codes + first, wide, width * sizeof(float));
    }
  }
}

// Rows whose sums, two vectors each, stay in registers beside two vectors of centroids and a broadcast: 6 of 16 registers' worth, 12 of AVX-512's 32.
template <class Vec> constexpr int rowsAtOnce = sizeof(Vec) == 64 ? 12 : 6;

template <class Vec>
[[gnu::always_inline]] inline void assignAll(const Panels& panels, const float* points, std::int64_t rows, std::int32_t* labels, float* scores) {
  constexpr int R = rowsAtOnce<Vec>;
  std::int64_t i = 0;
  for (; i + R <= rows; i += R) nearestRows<Vec, R>(panels, points + i * panels.dim, labels + i, scores != nullptr ? scores + i : nullptr);
  for (; i < rows; ++i) nearestRows<Vec, 1>(panels, points + i * panels.dim, labels + i, scores != nullptr ? scores + i : nullptr);
}
template <class Vec>
[[gnu::always_inline]] inline void costAll(const Panels& panels, const float* points, std::int64_t rows, std::int64_t codes, float* costs) {
  constexpr int R = rowsAtOnce<Vec>;
  std::int64_t i = 0;
  for (; i + R <= rows; i += R) costRows<Vec, R>(panels, points + i * panels.dim, codes, costs + i * codes);
  for (; i < rows; ++i) costRows<Vec, 1>(panels, points + i * panels.dim, codes, costs + i * codes);
}

typedef float Vec4 __attribute__((vector_size(16)));
void assignPlain(const Panels& p, const float* x, std::int64_t n, std::int32_t* labels, float* scores) { assignAll<Vec4>(p, x, n, labels, scores); }
void costsPlain(const Panels& p, const float* x, std::int64_t n, std::int64_t codes, float* costs) { costAll<Vec4>(p, x, n, codes, costs); }
#if defined(__x86_64__)
typedef float Vec8 __attribute__((vector_size(32)));
typedef float Vec16 __attribute__((vector_size(64)));
[[gnu::target("avx2,fma")]] void assignAvx2(const Panels& p, const float* x, std::int64_t n, std::int32_t* labels, float* scores) { assignAll<Vec8>(p, x, n, labels, scores); }
[[gnu::target("avx2,fma")]] void costsAvx2(const Panels& p, const float* x, std::int64_t n, std::int64_t codes, float* costs) { costAll<Vec8>(p, x, n, codes, costs); }
[[gnu::target("avx512f")]] void assignAvx512(const Panels& p, const float* x, std::int64_t n, std::int32_t* labels, float* scores) { assignAll<Vec16>(p, x, n, labels, scores); }
[[gnu::target("avx512f")]] void costsAvx512(const Panels& p, const float* x, std::int64_t n, std::int64_t codes, float* costs) { costAll<Vec16>(p, x, n, codes, costs); }
#endif

struct Kernel {
  int width;
  void (*assign)(const Panels&, const float*, std::int64_t, std::int32_t*, float*);
  void (*costs)(const Panels&, const float*, std::int64_t, std::int64_t, float*);
};

const Kernel& kernel() {
  static const Kernel chosen = [] {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f")) return Kernel{32, assignAvx512, costsAvx512};
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return Kernel{16, assignAvx2, costsAvx2};
#endif
    return Kernel{8, assignPlain, costsPlain};
  }();
  return chosen;
}

}  // namespace

NearestCentroid::NearestCentroid(std::span<const float> centroids, std::int64_t codes, std::int64_t dim, std::span<const double> prices) : m_codes(codes), m_dim(dim) {
  const std::int64_t width = kernel().width;
  m_panels = (codes + width - 1) / width;
  m_values.assign(static_cast<std::size_t>(m_panels * dim * width), 0.0f);
  m_bias.assign(static_cast<std::size_t>(m_panels * width), -std::numeric_limits<float>::infinity());
  for (std::int64_t k = 0; k < codes; ++k) {
    float* panel = m_values.data() + (k / width) * dim * width + k % width;
    double norm = prices.empty() ? 0.0 : prices[static_cast<std::size_t>(k)];
    for (std::int64_t j = 0; j < dim; ++j) {
      const float value = centroids[static_cast<std::size_t>(k * dim + j)];
      panel[j * width] = value;
      norm += static_cast<double>(value) * value;
    }
    m_bias[static_cast<std::size_t>(k)] = static_cast<float>(-0.5 * norm);
  }
}

void NearestCentroid::assign(const float* points, std::int64_t rows, std::int32_t* labels, float* scores) const {
  kernel().assign({m_values.data(), m_bias.data(), m_panels, m_dim}, points, rows, labels, scores);
}

void NearestCentroid::costs(const float* points, std::int64_t rows, float* costs) const {
  kernel().costs({m_values.data(), m_bias.data(), m_panels, m_dim}, points, rows, m_codes, costs);
}

}  // namespace ghost::sid
