#pragma once
#include <cstdint>
#include <filesystem>
#include <vector>

#include "embed/item_vectors.h"

namespace ghost::embed {

/// How item vectors were brought to fewer dimensions, so that vectors of new items can follow: x -> (x - mean) * factor, then layer after layer y = W y + b,
/// with `relu` max(0, y) between layers (never after the last).
struct Projection {
  struct Layer {
    std::int64_t out = 0, in = 0;
    std::vector<float> weight;  ///< out x in, row-major
    std::vector<float> bias;    ///< out
  };
  std::vector<float> mean;
  float factor = 1;
  bool relu = false;
  std::vector<Layer> layers;
  std::int64_t from() const { return static_cast<std::int64_t>(mean.size()); }
  std::int64_t to() const { return layers.empty() ? from() : layers.back().out; }
};

/// Rows of `vectors` after the projection; sums in float64. Throws Error{Data} when the vectors have another size than projection.from().
ItemVectors projected(const ItemVectors& vectors, const Projection& projection, int threads);

/// Safetensors with mean, layer.0.weight, layer.0.bias and so on; factor and activation in the metadata.
void writeProjection(const std::filesystem::path& file, const Projection& projection);
/// Throws Error{Data} for a missing tensor or layers that don't fit each other.
Projection readProjection(const std::filesystem::path& file);

}  // namespace ghost::embed
