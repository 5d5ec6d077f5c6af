#include <algorithm>
#include <numeric>
#include <optional>

#include "base/parallel.h"
#include "sid/distance_bounds.h"
#include "sid/marginal_assigner.h"
#include "sid/nearest_centroid.h"
#include "sid/quantizer_kernels.h"

namespace ghost::sid {
namespace {

// A piece of points has its own float64 sums, added in the order of the pieces; so their number is bounded by what those sums may take (256 MiB).
std::int64_t pieceSize(const embed::ItemVectors& points, std::int64_t codes) {
  const std::int64_t pieces = std::clamp<std::int64_t>((256 << 20) / (codes * (points.dim + 1) * 8), 1, 64);
  return std::max<std::int64_t>(2048, (points.rows + pieces - 1) / pieces);
}

/// One pass over the points: labels, scores and the sums of the next update, with no points x codes matrix in between. As soon as few labels change, distance bounds
/// spare most of the products; what comes out is the same.
class ProcessorPass : public AssignmentPass {
 public:
  ProcessorPass(const embed::ItemVectors& points, std::int64_t codes, const LloydOptions& options)
      : m_points(points), m_codes(codes), m_grain(pieceSize(points, codes)), m_threads(options.threads), m_bounding(options.bounds), m_scores(static_cast<std::size_t>(points.rows)) {
    m_pieces.assign(static_cast<std::size_t>((points.rows + m_grain - 1) / m_grain), ClusterSums(codes, points.dim));
    if (points.rows * codes * points.dim < (1 << 22)) m_threads = 1;  // a thread costs more than the whole pass
    if (m_bounding == DistanceBounding::Auto && (options.maxIter < 3 || !DistanceBounds::pay(points, codes))) m_bounding = DistanceBounding::Never;
  }

  std::int64_t run(std::span<const float> centroids, std::vector<std::int32_t>& labels, ClusterSums& sums) override {
    if (!m_bounds && startsBounds()) m_bounds.emplace(m_points, m_codes);
    const bool bounded = m_bounds && m_bounds->prepare(centroids);
    if (m_bounds && !bounded) m_bounds->forgetAll();
    const NearestCentroid nearest(centroids, m_codes, m_points.dim);
    std::vector<std::int64_t> changed(m_pieces.size(), 0);
    parallelFor(m_points.rows, m_grain, m_threads, [&](std::int64_t begin, std::int64_t end) {
      const auto piece = static_cast<std::size_t>(begin / m_grain);
      std::fill(m_pieces[piece].sums.begin(), m_pieces[piece].sums.end(), 0.0);
      std::fill(m_pieces[piece].sizes.begin(), m_pieces[piece].sizes.end(), 0);
      constexpr std::int64_t strip = 512;  // stays in the nearest caches between the two steps
      std::int32_t fresh[strip];
      for (std::int64_t i = begin; i < end; i += strip) {
        const std::int64_t rows = std::min(strip, end - i);
        const float* points = m_points.values.data() + i * m_points.dim;
        if (bounded) {
          std::copy_n(labels.begin() + i, rows, fresh);
          m_bounds->assign(i, rows, fresh, m_scores.data() + i);
        } else {
          nearest.assign(points, rows, fresh, m_scores.data() + i);
        }
        for (std::int64_t r = 0; r < rows; ++r) changed[piece] += fresh[r] != labels[static_cast<std::size_t>(i + r)];
        std::copy_n(fresh, rows, labels.begin() + i);
        addToSums(points, rows, m_points.dim, fresh, m_pieces[piece].sums.data(), m_pieces[piece].sizes.data());
      }
    });
    sums = m_pieces.front();
    for (std::size_t piece = 1; piece < m_pieces.size(); ++piece) {
      for (std::size_t i = 0; i < sums.sums.size(); ++i) sums.sums[i] += m_pieces[piece].sums[i];
      for (std::size_t k = 0; k < sums.sizes.size(); ++k) sums.sizes[k] += m_pieces[piece].sizes[k];
    }
    return m_changed = std::accumulate(changed.begin(), changed.end(), std::int64_t{0});
  }

  std::span<const float> scores() const override { return m_scores; }
  void relabelled(std::int64_t row) override {
    if (m_bounds) m_bounds->forget(row);
  }

 private:
  // While centroids still travel far, no bound rules anything out.
  bool startsBounds() const {
    if (m_changed < 0 || m_bounding == DistanceBounding::Never) return false;
    return m_bounding == DistanceBounding::Always || m_changed < m_points.rows / 2;
  }

  const embed::ItemVectors& m_points;
  std::int64_t m_codes, m_grain;
  int m_threads;
  DistanceBounding m_bounding;
  std::vector<ClusterSums> m_pieces;
  std::vector<float> m_scores;
  std::optional<DistanceBounds> m_bounds;
  std::int64_t m_changed = -1;  ///< labels in the last run
};

// Costs of all points to all centroids in rows x codes; the pieces are independent, so threads change nothing.
std::vector<float> costMatrix(const embed::ItemVectors& points, std::span<const float> centroids, std::int64_t codes, int threads) {
  std::vector<float> costs(static_cast<std::size_t>(points.rows * codes));
  const NearestCentroid nearest(centroids, codes, points.dim);
  parallelFor(points.rows, 4096, threads, [&](std::int64_t begin, std::int64_t end) {
    nearest.costs(points.values.data() + begin * points.dim, end - begin, costs.data() + begin * codes);
  });
  return costs;
}

/// By the full matrix of costs.
class MatrixPass : public BalancedPass {
 public:
  MatrixPass(std::int64_t codes, const SizeBounds& bounds, BalanceMethod method, int threads) : m_codes(codes), m_bounds(bounds), m_method(method), m_threads(threads), m_assigner(codes) {}
  std::vector<std::int32_t> run(const embed::ItemVectors& points, std::span<const float> centroids) override {
    const auto costs = costMatrix(points, centroids, m_codes, m_threads);
    const AssignmentProblem problem{costs, points.rows, m_codes, m_bounds};
    return m_method == BalanceMethod::Exact ? exactAssignment(problem) : m_assigner.assign(problem);
  }
  bool wantsOrder() const override { return true; }

 private:
  std::int64_t m_codes;
  SizeBounds m_bounds;
  BalanceMethod m_method;
  int m_threads;
  BalancedAssigner m_assigner;
};

class MarginalPass : public BalancedPass {
 public:
  MarginalPass(std::int64_t codes, const SizeBounds& bounds, int threads) : m_assigner(codes, bounds, threads) {}
  std::vector<std::int32_t> run(const embed::ItemVectors& points, std::span<const float> centroids) override { return m_assigner.assign(points, centroids); }
  bool wantsOrder() const override { return false; }

 private:
  MarginalAssigner m_assigner;
};

class ProcessorKernels : public QuantizerKernels {
 public:
  std::unique_ptr<AssignmentPass> assignmentPass(const embed::ItemVectors& points, std::int64_t codes, const LloydOptions& options) const override {
    return std::make_unique<ProcessorPass>(points, codes, options);
  }
  std::unique_ptr<BalancedPass> balancedPass(std::int64_t rows, std::int64_t codes, const SizeBounds& bounds, const BalancedOptions& options) const override {
    const int threads = options.kmeans.lloyd.threads;
    if (options.method == BalanceMethod::Fast && rows * codes > options.matrixLimit) return std::make_unique<MarginalPass>(codes, bounds, threads);
    return std::make_unique<MatrixPass>(codes, bounds, options.method, threads);
  }
};

}  // namespace

const QuantizerKernels& processorKernels() {
  static const ProcessorKernels kernels;
  return kernels;
}

}  // namespace ghost::sid
