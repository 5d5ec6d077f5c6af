#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

namespace ghost {

/// xoshiro256** seeded by SplitMix64. The streams are part of the results: same seed, same numbers on every machine,
/// so no std:: distribution is used (their output is left to the implementation).
/// A stage never shares a generator: it takes `split("stage name")` of the run's.
class Rng {
 public:
  using State = std::array<std::uint64_t, 4>;
  explicit Rng(std::uint64_t seed = 42);

  std::uint64_t next();
  /// Uniform in [0, n), without modulo bias; n >= 1.
  std::uint64_t below(std::uint64_t n);
  /// Uniform in [0, 1) with 53 bits.
  double uniform();
  /// Standard normal (polar method without a cached second value, so the state is four words).
  double normal();
  template <class T>
  void shuffle(std::span<T> values) {
    for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[below(i)]);
  }

  /// An independent generator that depends on this one's seed and the name or number only, not on how much was drawn.
  Rng split(std::string_view name) const;
  Rng split(std::uint64_t number) const;

  State state() const { return m_state; }
  std::uint64_t seed() const { return m_seed; }
  /// Continues a saved stream exactly.
  static Rng restored(std::uint64_t seed, const State& state);

 private:
  std::uint64_t m_seed;
  State m_state;
};

}  // namespace ghost
