#include "embed/truncated_svd.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "base/parallel.h"
#include "base/rng.h"

namespace ghost::embed {
namespace {

DenseMatrix times(const SparseRows& a, const DenseMatrix& x, int threads) {
  DenseMatrix y(a.rows(), x.columns);
  parallelFor(a.rows(), 256, threads, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i)
      for (std::int64_t k = a.offsets[static_cast<std::size_t>(i)]; k < a.offsets[static_cast<std::size_t>(i) + 1]; ++k) {
        const double* from = x.row(a.column[static_cast<std::size_t>(k)]);
        const double v = a.value[static_cast<std::size_t>(k)];
        double* to = y.row(i);
        for (std::int64_t c = 0; c < x.columns; ++c) to[c] += v * from[c];
      }
  });
  return y;
}

SparseRows transposed(const SparseRows& a) {
  SparseRows t;
  t.columns = a.rows();
  t.offsets.assign(static_cast<std::size_t>(a.columns) + 1, 0);
  for (const std::int32_t c : a.column) ++t.offsets[static_cast<std::size_t>(c) + 1];
  for (std::size_t c = 1; c < t.offsets.size(); ++c) t.offsets[c] += t.offsets[c - 1];
  t.column.resize(a.column.size());
  t.value.resize(a.value.size());
  std::vector<std::int64_t> next(t.offsets.begin(), t.offsets.end() - 1);
  for (std::int64_t i = 0; i < a.rows(); ++i)
    for (std::int64_t k = a.offsets[static_cast<std::size_t>(i)]; k < a.offsets[static_cast<std::size_t>(i) + 1]; ++k) {
      const auto to = static_cast<std::size_t>(next[static_cast<std::size_t>(a.column[static_cast<std::size_t>(k)])]++);
      t.column[to] = static_cast<std::int32_t>(i);
      t.value[to] = a.value[static_cast<std::size_t>(k)];
    }
  return t;
}

/// Columns made orthonormal by modified Gram-Schmidt, twice for what rounding leaves; a column that is a sum of those before it becomes zero.
void orthonormalise(DenseMatrix& x) {
  for (std::int64_t c = 0; c < x.columns; ++c) {
    double before = 0;
    for (std::int64_t i = 0; i < x.rows; ++i) before += x.row(i)[c] * x.row(i)[c];
    for (int pass = 0; pass < 2; ++pass) {
      std::vector<double> along(static_cast<std::size_t>(c), 0.0);
      for (std::int64_t i = 0; i < x.rows; ++i)
        for (std::int64_t j = 0; j < c; ++j) along[static_cast<std::size_t>(j)] += x.row(i)[c] * x.row(i)[j];
      for (std::int64_t i = 0; i < x.rows; ++i)
        for (std::int64_t j = 0; j < c; ++j) x.row(i)[c] -= along[static_cast<std::size_t>(j)] * x.row(i)[j];
    }
    double squares = 0;
    for (std::int64_t i = 0; i < x.rows; ++i) squares += x.row(i)[c] * x.row(i)[c];
    const double inverse = squares > 1e-20 * before && squares > 0 ? 1 / std::sqrt(squares) : 0;
    for (std::int64_t i = 0; i < x.rows; ++i) x.row(i)[c] *= inverse;
  }
}

/// Eigenvectors (columns, largest value first) of a small symmetric matrix by cyclic Jacobi rotations.
DenseMatrix eigenvectors(DenseMatrix a) {
  const std::int64_t n = a.rows;
  DenseMatrix v(n, n);
  for (std::int64_t i = 0; i < n; ++i) v.row(i)[i] = 1;
  for (int sweep = 0; sweep < 60; ++sweep) {
    double off = 0, all = 0;
    for (std::int64_t i = 0; i < n; ++i)
      for (std::int64_t j = 0; j < n; ++j) (i == j ? all : off) += a.row(i)[j] * a.row(i)[j];
    if (off <= 1e-26 * (all + off)) break;
    for (std::int64_t p = 0; p < n; ++p)
      for (std::int64_t q = p + 1; q < n; ++q) {
        if (a.row(p)[q] == 0) continue;
        const double theta = (a.row(q)[q] - a.row(p)[p]) / (2 * a.row(p)[q]);
        const double t = (theta >= 0 ? 1 : -1) / (std::abs(theta) + std::sqrt(theta * theta + 1)), c = 1 / std::sqrt(t * t + 1), s = t * c;
        for (std::int64_t i = 0; i < n; ++i) {
          const double x = a.row(i)[p], y = a.row(i)[q];
          a.row(i)[p] = c * x - s * y;
          a.row(i)[q] = s * x + c * y;
        }
        for (std::int64_t i = 0; i < n; ++i) {
          const double x = a.row(p)[i], y = a.row(q)[i];
          a.row(p)[i] = c * x - s * y;
          a.row(q)[i] = s * x + c * y;
        }
        for (std::int64_t i = 0; i < n; ++i) {
          const double x = v.row(i)[p], y = v.row(i)[q];
          v.row(i)[p] = c * x - s * y;
          v.row(i)[q] = s * x + c * y;
        }
      }
  }
  std::vector<std::int64_t> order(static_cast<std::size_t>(n));
  for (std::int64_t i = 0; i < n; ++i) order[static_cast<std::size_t>(i)] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::int64_t x, std::int64_t y) { return a.row(x)[x] > a.row(y)[y]; });
  DenseMatrix sorted(n, n);
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t j = 0; j < n; ++j) sorted.row(i)[j] = v.row(i)[order[static_cast<std::size_t>(j)]];
  return sorted;
}

DenseMatrix product(const DenseMatrix& x, const DenseMatrix& y, int threads) {
  DenseMatrix z(x.rows, y.columns);
  parallelFor(x.rows, 256, threads, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i)
      for (std::int64_t k = 0; k < x.columns; ++k)
        for (std::int64_t c = 0; c < y.columns; ++c) z.row(i)[c] += x.row(i)[k] * y.row(k)[c];
  });
  return z;
}

DenseMatrix gram(const DenseMatrix& x) {
  DenseMatrix g(x.columns, x.columns);
  for (std::int64_t i = 0; i < x.rows; ++i)
    for (std::int64_t a = 0; a < x.columns; ++a)
      for (std::int64_t b = 0; b < x.columns; ++b) g.row(a)[b] += x.row(i)[a] * x.row(i)[b];
  return g;
}

void fixSigns(DenseMatrix& x) {
  for (std::int64_t c = 0; c < x.columns; ++c) {
    double largest = 0;
    for (std::int64_t i = 0; i < x.rows; ++i)
      if (std::abs(x.row(i)[c]) > std::abs(largest) * (1 + 1e-9)) largest = x.row(i)[c];
    if (largest < 0)
      for (std::int64_t i = 0; i < x.rows; ++i) x.row(i)[c] = -x.row(i)[c];
  }
}

}  // namespace

LinearMap linearMap(const SparseRows& matrix, int threads) {
  const auto turned = std::make_shared<const SparseRows>(transposed(matrix));
  return {matrix.rows(), matrix.columns, [&matrix, threads](const DenseMatrix& x) { return times(matrix, x, threads); }, [turned, threads](const DenseMatrix& y) { return times(*turned, y, threads); }};
}

LinearMap centredMap(std::span<const float> rows, std::int64_t dim, int threads) {
  const std::int64_t count = static_cast<std::int64_t>(rows.size()) / dim;
  auto mean = std::make_shared<std::vector<double>>(static_cast<std::size_t>(dim), 0.0);
  for (std::size_t i = 0; i < rows.size(); ++i) (*mean)[i % static_cast<std::size_t>(dim)] += rows[i];
  for (double& one : *mean) one /= static_cast<double>(count);
  auto times = [=](const DenseMatrix& x) {
    DenseMatrix y(count, x.columns);
    parallelFor(count, 256, threads, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i)
        for (std::int64_t k = 0; k < dim; ++k) {
          const double v = rows[static_cast<std::size_t>(i * dim + k)] - (*mean)[static_cast<std::size_t>(k)];
          for (std::int64_t c = 0; c < x.columns; ++c) y.row(i)[c] += v * x.row(k)[c];
        }
    });
    return y;
  };
  auto transposedTimes = [=](const DenseMatrix& y) {
    DenseMatrix x(dim, y.columns);
    parallelFor(dim, 16, threads, [&](std::int64_t begin, std::int64_t end) {  // each thread its own rows of the result, so the order of the sums is fixed
      for (std::int64_t i = 0; i < count; ++i)
        for (std::int64_t k = begin; k < end; ++k) {
          const double v = rows[static_cast<std::size_t>(i * dim + k)] - (*mean)[static_cast<std::size_t>(k)];
          for (std::int64_t c = 0; c < y.columns; ++c) x.row(k)[c] += v * y.row(i)[c];
        }
    });
    return x;
  };
  return {count, dim, times, transposedTimes};
}

TruncatedSvd truncatedSvd(const LinearMap& a, const SvdOptions& options, Reporter& reporter, std::stop_token stop) {
  const std::int64_t least = std::min(a.rows, a.columns), wide = std::min(least, options.rank + options.spare), rank = std::min(least, options.rank);
  DenseMatrix x(a.columns, wide);
  Rng rng = Rng(options.seed).split("subspace");
  for (double& value : x.values) value = rng.normal();
  DenseMatrix y = a.times(x);
  for (int i = 0; i < options.iterations; ++i) {
    if (stop.stop_requested()) return {};
    orthonormalise(y);
    y = a.times(a.transposedTimes(y));
    reporter.progress(i + 1, options.iterations, "iterations");
  }
  orthonormalise(y);
  // A is about Y (Y' A). With B = A' Y, B' B = V S^2 V', so Y V are the left singular vectors, and A B V = U S^2.
  const DenseMatrix b = a.transposedTimes(y);
  const DenseMatrix squared = product(a.times(b), eigenvectors(gram(b)), options.threads);
  TruncatedSvd result;
  result.scores = DenseMatrix(a.rows, rank);
  for (std::int64_t c = 0; c < rank; ++c) {
    double squares = 0;
    for (std::int64_t i = 0; i < a.rows; ++i) squares += squared.row(i)[c] * squared.row(i)[c];
    const double s = std::sqrt(std::sqrt(squares));
    result.singular.push_back(s > 1e-7 * (c > 0 ? result.singular.front() : s) ? s : 0);  // beyond the rank only rounding is left
    for (std::int64_t i = 0; i < a.rows; ++i) result.scores.row(i)[c] = result.singular.back() > 0 ? squared.row(i)[c] / s : 0;
  }
  fixSigns(result.scores);
  return result;
}

}  // namespace ghost::embed
