#pragma once
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "base/param_spec.h"
#include "figure/figure_data.h"
#include "run/project.h"
#include "run/run_folder.h"

namespace ghost::figure {

struct FigureInput {
  const run::Project& project;
  std::vector<run::RunFolder> runs;      ///< those chosen; empty = the figure's own sensible choice (newest finished run, all runs for heatmaps)
  bool keptOnly = false;                 ///< leaves out what takes seconds and isn't kept from before (intervals never drawn), instead of working it out
};

/// One row of the figure table. Kinds: skeleton-tree, tail-inheritance, tail-gradients, list-composition, length-heatmap, long-tail, training-curves, comparison;
/// of token sets: codebook-use, quantisation-error, collisions, anchor-quality, branching, item-projection.
struct FigureKind {
  std::string id;
  std::string title;
  std::string description;
  std::vector<ParamSpec> params;         ///< e.g. shape=radial|icicle|cone, metric=ndcg, k=10, group=tail
  /// Reads run folders and the data folder; keeps what it had to compute of the untrained baselines below artifacts/. Never throws for "nothing there yet": emptyReason says it.
  FigureData (*make)(const FigureInput& input, const ParamValues& values) = nullptr;
};
std::span<const FigureKind> figureKinds();
const FigureKind& figureKind(std::string_view id);

}  // namespace ghost::figure
