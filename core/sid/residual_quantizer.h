#pragma once
#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "base/reporter.h"
#include "embed/item_vectors.h"
#include "sid/kmeans.h"
#include "sid/tokenization.h"

namespace ghost::sid {

struct ResidualOptions {
  int levels = 4;
  std::int64_t codes = 256;       ///< K; a level with fewer points has as many codes as points, with a warning
  bool balanced = false;          ///< size-bounded clusters (released bounds) instead of nearest centroids
  std::uint64_t seed = 42;        ///< level l clusters with seed + l
  int nInit = 3;
  int maxIter = 100;
  int threads = 1;
  const QuantizerKernels* kernels = nullptr;  ///< who passes over the points (sid/quantizer_kernels.h); the processor where absent
  std::string name = "level";     ///< codebooks are <name>.0, <name>.1, ...
  int levelsBefore = 0;           ///< quantised already by another run of the same build, for the progress that is told
  int levelsOfAll = 0;            ///< of the whole build; 0 = `levels`
  std::stop_token stop;
};

/// Residual quantisation r_{l+1} = r_l - mu_{c_l}, r_0 = x (methods.md 1.1 and Eqs. 1, 7, 8 there).
struct ResidualCodes {
  std::vector<Codebook> books;                    ///< one a level
  std::vector<std::vector<std::int32_t>> codes;   ///< level -> row -> code
  std::vector<double> inertia;                    ///< mean squared residual after each level
  bool stopped = false;                           ///< the stop token ended it; levels may be missing
  std::int64_t repaired = 0;                      ///< rows whose last code is not the quantiser's, but one that repairCodes() gave them

  std::int64_t levels() const { return static_cast<std::int64_t>(books.size()); }
  /// Sum of a row's centroids over all levels, in the dimensions of the points.
  std::vector<float> reconstruction(std::int64_t row) const;
};

/// Tells `reporter` that so many levels of these options are done.
void tellProgress(const ResidualOptions& options, std::int64_t levels, Reporter& reporter);

/// Quantises the rows of `points`. `reporter` hears of reduced codebooks, of each finished level's inertia and of the levels done. Throws Error{Usage} for no points or no levels.
ResidualCodes quantiseResiduals(embed::ItemVectors points, const ResidualOptions& options, Reporter& reporter);

}  // namespace ghost::sid
