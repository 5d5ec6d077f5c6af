// Vectors of GHOST_VECTOR_BYTES in namespace GHOST_ISA. Included by kernels_body.inl only. Nothing of the standard library that has inline code may be used
// here or there: the linker would keep one copy for all instruction sets.
#include <cstdint>

#define GHOST_INLINE inline __attribute__((always_inline))

namespace ghost::model::GHOST_ISA {

template <class T> struct Lanes;
template <> struct Lanes<float> {
  typedef float V __attribute__((vector_size(GHOST_VECTOR_BYTES)));
  typedef std::int32_t I __attribute__((vector_size(GHOST_VECTOR_BYTES)));
  typedef std::uint32_t U __attribute__((vector_size(GHOST_VECTOR_BYTES)));
};
template <> struct Lanes<double> {
  typedef double V __attribute__((vector_size(GHOST_VECTOR_BYTES)));
  typedef std::int64_t I __attribute__((vector_size(GHOST_VECTOR_BYTES)));
  typedef std::uint64_t U __attribute__((vector_size(GHOST_VECTOR_BYTES)));
};
template <class T> using V = typename Lanes<T>::V;
template <class T> using U = typename Lanes<T>::U;
template <class T> inline constexpr int lanes = GHOST_VECTOR_BYTES / sizeof(T);

/// How much of a vector is there: all of it, or the first n elements (the rest reads as zero and isn't written).
struct Whole { static constexpr bool whole = true; };
struct Part { static constexpr bool whole = false; int n; };

template <class T> GHOST_INLINE V<T> load(const T* p, Whole = {}) { V<T> v; __builtin_memcpy(&v, p, sizeof v); return v; }
template <class T> GHOST_INLINE V<T> load(const T* p, Part part) { V<T> v{}; for (int i = 0; i < part.n; ++i) v[i] = p[i]; return v; }
template <class T> GHOST_INLINE void store(T* p, V<T> v, Whole = {}) { __builtin_memcpy(p, &v, sizeof v); }
template <class T> GHOST_INLINE void store(T* p, V<T> v, Part part) { for (int i = 0; i < part.n; ++i) p[i] = v[i]; }
template <class T> GHOST_INLINE V<T> all(T x) { return x - V<T>{}; }
template <class T> GHOST_INLINE T sum(V<T> v) {
  T total = v[0];
  for (int i = 1; i < lanes<T>; ++i) total += v[i];
  return total;
}

/// f(c, Whole{} or Part{n}) for c = 0, lanes, 2 lanes, ... up to n.
template <class T, class F> GHOST_INLINE void each(std::int64_t n, F f) {
  std::int64_t c = 0;
  for (; c + lanes<T> <= n; c += lanes<T>) f(c, Whole{});
  if (c < n) f(c, Part{static_cast<int>(n - c)});
}

/// e^x to about 1 ulp: x = n ln 2 + r with |r| <= ln 2 / 2, Taylor in r, then the exponent bits. Below -87 it is 0.
GHOST_INLINE V<float> exponential(V<float> x) {
  typedef Lanes<float>::I I;
  const V<float> lowest = all<float>(-87.0f), highest = all<float>(88.0f);
  const I tiny = x < lowest;
  x = x < lowest ? lowest : x;
  x = x > highest ? highest : x;
  const V<float> rounded = x * 1.44269504088896f + 12582912.0f;       // 1.5 * 2^23: the fraction is rounded away
  const V<float> n = rounded - 12582912.0f;
  const V<float> r = (x - n * 0.693359375f) + n * 2.12194440e-4f;     // ln 2 in two parts, the first exact in nine bits
  V<float> y = all<float>(1.0f / 5040);
  y = y * r + 1.0f / 720;
  y = y * r + 1.0f / 120;
  y = y * r + 1.0f / 24;
  y = y * r + 1.0f / 6;
  y = y * r + 0.5f;
  y = y * r + 1.0f;
  y = y * r + 1.0f;
  const I scale = (((I)rounded - (I)all<float>(12582912.0f)) + 127) << 23;
  y *= (V<float>)scale;
  return tiny ? V<float>{} : y;
}
GHOST_INLINE V<double> exponential(V<double> x) {
  for (int i = 0; i < lanes<double>; ++i) x[i] = __builtin_exp(x[i]);
  return x;
}

/// One 32-bit hash a lane: two rounds of multiply and shift, keyed.
template <class T> GHOST_INLINE U<T> hashed(U<T> x, std::uint32_t a, std::uint32_t b) {
  const U<T> mask = U<T>{} + 0xffffffffu;
  x = ((x ^ a) * 0x9e3779b1u) & mask;
  x ^= x >> 16;
  x = ((x + b) * 0x7feb352du) & mask;
  x ^= x >> 15;
  x = (x * 0x846ca68bu) & mask;
  return x ^ (x >> 16);
}

/// Factors (0 or scale) of elements first, first + 1, ... of a dropout site.
template <class T> struct Dropped {
  std::uint32_t a, b, threshold;
  T scale;
  U<T> iota;
  explicit GHOST_INLINE Dropped(const DropoutKey& key) : a(key.a), b(key.b), threshold(key.threshold), scale(static_cast<T>(key.scale)) {
    for (int i = 0; i < lanes<T>; ++i) iota[i] = static_cast<std::uint32_t>(i);
  }
  GHOST_INLINE V<T> factors(std::int64_t first) const {
    const U<T> index = (iota + static_cast<std::uint32_t>(first)) & (U<T>{} + 0xffffffffu);
    return hashed<T>(index, a, b) >= (U<T>{} + threshold) ? all<T>(scale) : V<T>{};
  }
};

}  // namespace ghost::model::GHOST_ISA
