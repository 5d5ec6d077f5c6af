#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <vector>

#include "base/reporter.h"

namespace ghost::embed {

/// float64, row-major.
struct DenseMatrix {
  std::int64_t rows = 0, columns = 0;
  std::vector<double> values;
  DenseMatrix() = default;
  DenseMatrix(std::int64_t r, std::int64_t c) : rows(r), columns(c), values(static_cast<std::size_t>(r * c)) {}
  double* row(std::int64_t i) { return values.data() + i * columns; }
  const double* row(std::int64_t i) const { return values.data() + i * columns; }
};

/// Rows of (column, value), CSR.
struct SparseRows {
  std::vector<std::int64_t> offsets{0};
  std::vector<std::int32_t> column;
  std::vector<double> value;
  std::int64_t columns = 0;
  std::int64_t rows() const { return static_cast<std::int64_t>(offsets.size()) - 1; }
};

/// A matrix A known by what it does to others: A X and A' Y.
struct LinearMap {
  std::int64_t rows = 0, columns = 0;
  std::function<DenseMatrix(const DenseMatrix&)> times, transposedTimes;
};
/// `matrix` must outlive the map.
LinearMap linearMap(const SparseRows& matrix, int threads);
/// The rows of a dense float32 matrix [n, d] less their mean; the span must outlive the map.
LinearMap centredMap(std::span<const float> rows, std::int64_t dim, int threads);

struct SvdOptions {
  std::int64_t rank = 32;      ///< triples wanted; fewer come where the matrix is smaller
  int iterations = 6;          ///< of the subspace
  std::int64_t spare = 10;     ///< columns carried besides, for accuracy
  std::uint64_t seed = 42;
  int threads = 1;
};

/// The leading singular triples of A, largest first. A column's sign makes its largest entry positive.
struct TruncatedSvd {
  DenseMatrix scores;               ///< U S, [rows, rank]: the rows of A in the basis of its right singular vectors
  std::vector<double> singular;     ///< S
};
/// Randomised subspace iteration (Halko, Martinsson, Tropp, arXiv 0909.4061). Depends on the matrix, rank and seed, not on the threads. Empty when stopped.
TruncatedSvd truncatedSvd(const LinearMap& a, const SvdOptions& options, Reporter& reporter, std::stop_token stop);

}  // namespace ghost::embed
