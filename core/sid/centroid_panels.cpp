#include "sid/centroid_panels.h"

#include <limits>

#include "sid/vector_lanes.h"

namespace ghost::sid {
namespace {

constexpr int width = CentroidPanels::width;

struct Panel {
  const float* values;
  const float* bias;
  std::int64_t dim;
};

template <class Vec>
[[gnu::always_inline]] inline float highestLane(Vec values) {
  const auto lane = laneNumbers<Vec>();
  for (int step = Lanes<Vec>::count / 2; step > 0; step /= 2) {
    const Vec other = __builtin_shuffle(values, lane ^ step);
    values = other > values ? other : values;
  }
  return values[0];
}

// R points against one panel, which is V = 16 / lanes vectors wide.
template <class Vec, int R>
[[gnu::always_inline]] inline void panelRows(const Panel& panel, const float* points, const std::int32_t* own, float* scores, float* highest) {
  using Index = typename Lanes<Vec>::Index;
  constexpr int lanes = Lanes<Vec>::count, V = width / lanes;
  Vec sum[R][V];
#pragma GCC unroll 32
  for (int r = 0; r < R; ++r)
#pragma GCC unroll 4
    for (int v = 0; v < V; ++v) load(sum[r][v], panel.bias + v * lanes);
  const float* values = panel.values;
  for (std::int64_t j = 0; j < panel.dim; ++j, values += width) {
    Vec c[V];
#pragma GCC unroll 4
    for (int v = 0; v < V; ++v) load(c[v], values + v * lanes);
#pragma GCC unroll 32
    for (int r = 0; r < R; ++r) {
      const Vec x = points[r * panel.dim + j] - Vec{};
#pragma GCC unroll 4
      for (int v = 0; v < V; ++v) sum[r][v] += x * c[v];
    }
  }
  const Index lane = laneNumbers<Vec>();
  const Vec none = -std::numeric_limits<float>::infinity() - Vec{};
#pragma GCC unroll 32
  for (int r = 0; r < R; ++r) {
    Vec best = none;
#pragma GCC unroll 4
    for (int v = 0; v < V; ++v) {
      *reinterpret_cast<typename Lanes<Vec>::Loose*>(scores + r * width + v * lanes) = sum[r][v];
      const Vec other = lane + v * lanes == own[r] - Index{} ? none : sum[r][v];
      best = other > best ? other : best;
    }
    highest[r] = highestLane(best);
  }
}

template <class Vec, int R>
[[gnu::always_inline]] inline void panelAll(const Panel& panel, const float* points, std::int64_t rows, const std::int32_t* own, float* scores, float* highest) {
  std::int64_t i = 0;
  for (; i + R <= rows; i += R) panelRows<Vec, R>(panel, points + i * panel.dim, own + i, scores + i * width, highest + i);
  constexpr int few = R > 4 ? 4 : 2;
  for (; i + few <= rows; i += few) panelRows<Vec, few>(panel, points + i * panel.dim, own + i, scores + i * width, highest + i);
  for (; i < rows; ++i) panelRows<Vec, 1>(panel, points + i * panel.dim, own + i, scores + i * width, highest + i);
}

// Eight chains side by side, since one has to wait for each of its additions. Fused by name: left to itself the compiler takes the products out of the chain.
template <bool Fused, int R>
[[gnu::always_inline]] inline void ownRows(const float* points, std::int64_t dim, const float* centroids, const float* bias, const std::int32_t* codes, float* scores) {
  float sum[R];
  const float* centroid[R];
#pragma GCC unroll 8
  for (int r = 0; r < R; ++r) {
    sum[r] = bias[codes[r]];
    centroid[r] = centroids + codes[r] * dim;
  }
  for (std::int64_t j = 0; j < dim; ++j)
#pragma GCC unroll 8
    for (int r = 0; r < R; ++r) sum[r] = Fused ? __builtin_fmaf(points[r * dim + j], centroid[r][j], sum[r]) : sum[r] + points[r * dim + j] * centroid[r][j];
#pragma GCC unroll 8
  for (int r = 0; r < R; ++r) scores[r] = sum[r];
}
template <bool Fused>
[[gnu::always_inline]] inline void ownAll(const float* points, std::int64_t rows, std::int64_t dim, const float* centroids, const float* bias, const std::int32_t* codes, float* scores) {
  std::int64_t i = 0;
  for (; i + 8 <= rows; i += 8) ownRows<Fused, 8>(points + i * dim, dim, centroids, bias, codes + i, scores + i);
  for (; i < rows; ++i) ownRows<Fused, 1>(points + i * dim, dim, centroids, bias, codes + i, scores + i);
}

typedef float Vec4 __attribute__((vector_size(16)));
void panelPlain(const Panel& p, const float* x, std::int64_t n, const std::int32_t* own, float* s, float* h) { panelAll<Vec4, 3>(p, x, n, own, s, h); }
void ownPlain(const float* x, std::int64_t n, std::int64_t dim, const float* c, const float* b, const std::int32_t* k, float* s) { ownAll<false>(x, n, dim, c, b, k, s); }
#if defined(__x86_64__)
typedef float Vec8 __attribute__((vector_size(32)));
typedef float Vec16 __attribute__((vector_size(64)));
[[gnu::target("avx2,fma")]] void panelAvx2(const Panel& p, const float* x, std::int64_t n, const std::int32_t* own, float* s, float* h) { panelAll<Vec8, 6>(p, x, n, own, s, h); }
[[gnu::target("avx2,fma")]] void ownAvx2(const float* x, std::int64_t n, std::int64_t dim, const float* c, const float* b, const std::int32_t* k, float* s) { ownAll<true>(x, n, dim, c, b, k, s); }
[[gnu::target("avx512f")]] void panelAvx512(const Panel& p, const float* x, std::int64_t n, const std::int32_t* own, float* s, float* h) { panelAll<Vec16, 24>(p, x, n, own, s, h); }
[[gnu::target("avx512f")]] void ownAvx512(const float* x, std::int64_t n, std::int64_t dim, const float* c, const float* b, const std::int32_t* k, float* s) { ownAll<true>(x, n, dim, c, b, k, s); }
#endif

struct Kernel {
  void (*panel)(const Panel&, const float*, std::int64_t, const std::int32_t*, float*, float*);
  void (*own)(const float*, std::int64_t, std::int64_t, const float*, const float*, const std::int32_t*, float*);
};

const Kernel& kernel() {
  static const Kernel chosen = [] {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f")) return Kernel{panelAvx512, ownAvx512};
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return Kernel{panelAvx2, ownAvx2};
#endif
    return Kernel{panelPlain, ownPlain};
  }();
  return chosen;
}

}  // namespace

CentroidPanels::CentroidPanels(std::span<const float> centroids, std::int64_t codes, std::int64_t dim)
    : m_panels((codes + width - 1) / width), m_dim(dim), m_values(static_cast<std::size_t>(m_panels * dim * width)), m_bias(static_cast<std::size_t>(m_panels * width), -std::numeric_limits<float>::infinity()),
      m_centroids(centroids.begin(), centroids.end()) {
  for (std::int64_t k = 0; k < codes; ++k) {
    float* panel = m_values.data() + (k / width) * dim * width + k % width;
    double norm = 0;
    for (std::int64_t j = 0; j < dim; ++j) {
      const float value = centroids[static_cast<std::size_t>(k * dim + j)];
      panel[j * width] = value;
      norm += static_cast<double>(value) * value;
    }
    m_bias[static_cast<std::size_t>(k)] = static_cast<float>(-0.5 * norm);
  }
}

void CentroidPanels::scoresOf(const float* points, std::int64_t rows, const std::int32_t* codes, float* scores) const {
  kernel().own(points, rows, m_dim, m_centroids.data(), m_bias.data(), codes, scores);
}

void CentroidPanels::scores(std::int64_t panel, const float* points, std::int64_t rows, const std::int32_t* ownLanes, float* scores, float* highest) const {
  kernel().panel({m_values.data() + panel * m_dim * width, m_bias.data() + panel * width, m_dim}, points, rows, ownLanes, scores, highest);
}

}  // namespace ghost::sid
