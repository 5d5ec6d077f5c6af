#pragma once
#include <string>
#include <vector>

#include "base/json_file.h"

namespace ghost::figure {

/// What a label of a run is made of.
struct LabelledRun {
  std::string title;                               ///< of the recipe, or whatever names the run when it stands alone
  OrderedJson parameters = OrderedJson::object();  ///< all of them, as the manifest has them
  std::string name;                                ///< of the run folder: its end tells apart what nothing else does
};

/// One label a run, unique among them and short: the title, and where several share it only what they differ in: "Ghost 4/2" beside "Ghost 3/1" (L^h/L^t),
/// "Ghost 4/2, seed 7", "Ghost alpha 0.5", "RQ-KMeans 6 levels". Differences that follow from another one already named are left out; the number of threads,
/// which changes no result, is none.
std::vector<std::string> runLabels(const std::vector<LabelledRun>& runs);

}  // namespace ghost::figure
