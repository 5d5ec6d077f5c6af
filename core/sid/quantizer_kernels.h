#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "sid/balanced.h"
#include "sid/kmeans.h"

namespace ghost::sid {

/// Float64 sums and numbers of the points of each cluster.
struct ClusterSums {
  std::vector<double> sums;         ///< codes x dim
  std::vector<std::int64_t> sizes;  ///< codes
  ClusterSums(std::int64_t codes, std::int64_t dim) : sums(static_cast<std::size_t>(codes * dim)), sizes(static_cast<std::size_t>(codes)) {}
};

/// The assignment step of one Lloyd run: made for its points, which stay where they are, and then called with one set of centroids after another.
class AssignmentPass {
 public:
  virtual ~AssignmentPass() = default;
  /// labels[i] = the nearest centroid, the lowest code of equals; `labels` come from the last run (-1 at the first). Fills `sums` and returns how many labels changed.
  virtual std::int64_t run(std::span<const float> centroids, std::vector<std::int32_t>& labels, ClusterSums& sums) = 0;
  /// x.c - |c|^2/2 of every point and its centroid in the last run.
  virtual std::span<const float> scores() const = 0;
  /// labels[row] was changed between two runs.
  virtual void relabelled(std::int64_t row) = 0;
};

/// The size-bounded assignment of one Lloyd run.
class BalancedPass {
 public:
  virtual ~BalancedPass() = default;
  /// Labels of all points within the bounds; `points` are always the same rows, but from one call to the next their order may change.
  virtual std::vector<std::int32_t> run(const embed::ItemVectors& points, std::span<const float> centroids) = 0;
  /// Whether it gains from points of one cluster lying side by side.
  virtual bool wantsOrder() const = 0;
};

/// What the quantisers leave to the machine: the passes over all points. Everything else (starts, updates, empty clusters, when to stop) is theirs.
/// A device takes part by a second implementation, handed in as LloydOptions::kernels; it may be used from several threads at once.
class QuantizerKernels {
 public:
  virtual ~QuantizerKernels() = default;
  virtual std::unique_ptr<AssignmentPass> assignmentPass(const embed::ItemVectors& points, std::int64_t codes, const LloydOptions& options) const = 0;
  virtual std::unique_ptr<BalancedPass> balancedPass(std::int64_t rows, std::int64_t codes, const SizeBounds& bounds, const BalancedOptions& options) const = 0;
};

/// The processor's own.
const QuantizerKernels& processorKernels();
inline const QuantizerKernels& kernelsOr(const QuantizerKernels* given) { return given != nullptr ? *given : processorKernels(); }

}  // namespace ghost::sid
