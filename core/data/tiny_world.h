#pragma once
#include <cstdint>
#include <filesystem>
#include <vector>

#include "data/data_set.h"

namespace ghost::data {

/// A generated shop. Items belong to latent clusters, popularity falls as 1 / rank^zipf, and a user stays mostly in one cluster, so that item vectors,
/// sequences and titles carry the same signal: what a method learns on real data it can learn here, in seconds.
struct TinyWorldOptions {
  std::string name = "Tiny";
  std::int32_t users = 40;
  std::int32_t items = 30;
  std::int32_t clusters = 0;       ///< 0: about the square root of the items
  std::int32_t dim = 16;           ///< of the vectors
  std::int32_t shortest = 5;       ///< events a user at least, 3 or more
  double meanLength = 9;           ///< events a user
  double zipf = 1.0;               ///< exponent of the popularity; 0 is flat
  double follow = 0.45;            ///< probability that an event is the successor of the one before it (each item has one, in its cluster)
  double home = 0.4;               ///< probability that it is drawn from the user's cluster; else from the whole shop
  double spread = 0.35;            ///< length of an item's own part of its vector; the cluster's part has length 1
  std::uint64_t seed = 42;
};

/// Vectors are rows x dim, row = item id; the file format is the embed room's.
struct TinyWorld {
  DataSet dataSet;
  std::int32_t dim = 0;
  std::vector<float> vectors;
  std::vector<std::int32_t> cluster;  ///< per item: what a tokenizer should find again
};

/// Same options, same world. Every user has at least `shortest` events without repeats and the head isn't empty.
/// Throws Error{Usage} for options that can't be met (fewer than 10 items, more events a user than items, ...).
TinyWorld tinyWorld(const TinyWorldOptions& options = {});

/// <D>.inter.json, <D>.item.json, <D>.head.json, <D>.tail.json into an existing folder.
void writeTinyWorld(const TinyWorld& world, const std::filesystem::path& folder);

}  // namespace ghost::data
