#pragma once
#include <cstdint>

namespace ghost::sid {

/// What the register kernels of this room know of a vector of floats (GCC's vector extension).
template <class Vec>
struct Lanes {
  static constexpr int count = sizeof(Vec) / sizeof(float);
  typedef std::int32_t Index __attribute__((vector_size(sizeof(Vec))));
  typedef float Loose __attribute__((vector_size(sizeof(Vec)), aligned(4), may_alias));  // as it lies in memory
};

template <class Vec>
[[gnu::always_inline]] inline void load(Vec& into, const float* from) { into = *reinterpret_cast<const typename Lanes<Vec>::Loose*>(from); }

/// 0, 1, 2, ...
template <class Vec>
[[gnu::always_inline]] inline typename Lanes<Vec>::Index laneNumbers() {
  typename Lanes<Vec>::Index numbers{};
  for (int i = 0; i < Lanes<Vec>::count; ++i) numbers[i] = i;
  return numbers;
}

}  // namespace ghost::sid
