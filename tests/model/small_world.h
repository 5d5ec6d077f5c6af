#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/rng.h"
#include "data/interactions.h"
#include "data/popularity.h"
#include "model/decoder_config.h"
#include "sample/token_tree.h"
#include "sid/sid_table.h"

namespace ghost::model::testing {

/// A hand-sized data set with mixed SID lengths: items 0..7 are heads (3 codes), 8..19 tails (5 codes, inheriting the codes of head id % 8).
/// Users have 4 to 30 items, so some histories are longer than the cap of 20.
struct SmallWorld {
  data::Interactions interactions;
  data::Popularity popularity;
  sid::SidTable table;
  explicit SmallWorld(int users = 12, std::uint64_t seed = 3, int longest = 30);
  sample::UndesiredSets undesired(int keep = 3) const;
  sample::SampleSet samples(sample::SampleOptions options, int keep = 3) const;
};

/// A decoder small enough for finite differences: 2 layers, width 24, 4 heads over 2 key-value heads of 8, feed-forward 40.
DecoderConfig smallConfig(const sid::SidTable& table);

/// One sequence without branches or supervision.
sample::TokenTrees trunk(std::span<const std::int32_t> tokens);

}  // namespace ghost::model::testing
