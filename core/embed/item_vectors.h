#pragma once
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace ghost::embed {

/// n x d float32, row-major, row = item id. Finite everywhere.
struct ItemVectors {
  std::int64_t rows = 0;
  std::int64_t dim = 0;
  std::vector<float> values;
  std::span<const float> row(std::int64_t i) const { return std::span(values).subspan(static_cast<std::size_t>(i * dim), static_cast<std::size_t>(dim)); }
  std::span<float> row(std::int64_t i) { return std::span(values).subspan(static_cast<std::size_t>(i * dim), static_cast<std::size_t>(dim)); }
};

/// Reads .npy (f2, f4, f8, either byte order, C or Fortran order), .safetensors (one 2-D float tensor) or .tsv; chosen by content.
/// Throws Error{Data}: unreadable or malformed file, not two-dimensional, NaN or infinity (with row and column), a row count other than `expectedRows` (< 0: any),
/// and pickle formats (.pt, .bin) with how to convert them.
ItemVectors readItemVectors(const std::filesystem::path& file, std::int64_t expectedRows = -1);
/// NumPy format 1.0, little-endian float32, C order.
void writeNpy(const std::filesystem::path& file, const ItemVectors& vectors);
/// Rows scaled to unit length; zero rows stay zero.
ItemVectors normalised(const ItemVectors& vectors);

}  // namespace ghost::embed
