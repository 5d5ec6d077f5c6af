#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "data/popularity.h"
#include "decode/ranked_list.h"

namespace ghost::eval {

/// The metrics that get an interval, in this order: means over users, so that a user can be drawn again.
std::span<const std::string> bootstrapMetrics();

/// Values of one system under one cut: in the sample itself, and in each of the bootstrap samples (NaN where a sample has no user of a group).
struct Resampled {
  std::vector<double> value;                 ///< per metric
  std::vector<std::vector<double>> samples;  ///< per metric, one value a sample
};

/// Users are drawn with replacement, the same draws for every system (paired): `systems[s]` holds one list a user, the same users in the same order.
/// Sample b depends on (seed, b) and the number of users only, whatever the number of threads.
std::vector<Resampled> bootstrap(std::span<const std::vector<const decode::RankedList*>> systems, const data::Popularity& popularity, int k, int samples, std::uint64_t seed, int threads);

/// 95 % percentile interval, linear between order statistics; {NaN, NaN} when a value isn't finite.
struct Interval {
  double low = 0, high = 0;
};
Interval percentile95(std::vector<double> values);

}  // namespace ghost::eval
