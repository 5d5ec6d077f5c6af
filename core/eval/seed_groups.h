#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace ghost::eval {

/// What a run is a sample of: `system` is the same text for runs that differ in their seed alone (run::systemOf()). Without a seed a run repeats no other.
struct SeedKey {
  std::string system;
  std::optional<std::int64_t> seed;
};

/// The runs of one system, as indices into what was grouped. `runs` holds one run a seed, the first that was given; `repeats` the others of a seed that is there
/// already: they add no sample, so they count neither in n nor in mean and deviation.
struct SeedGroup {
  std::vector<std::size_t> runs;
  struct Repeat {
    std::size_t run = 0, of = 0;
  };
  std::vector<Repeat> repeats;
};
/// Groups in the order of their first run.
std::vector<SeedGroup> groupBySeed(std::span<const SeedKey> runs);

/// n, mean and standard deviation (n - 1 below the sum of squares; NaN for fewer than two values).
struct Spread {
  std::size_t n = 0;
  double mean = 0, sd = 0;
};
Spread spreadOf(std::span<const double> values);

}  // namespace ghost::eval
