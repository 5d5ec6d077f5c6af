#pragma once
#include <span>
#include <string>
#include <vector>

#include "base/param_spec.h"

namespace ghost::embed {

/// A way to item vectors, as `ghost embed --encoder` takes it: what it reads beside the data set, and which parameters mean something to it.
struct VectorSource {
  enum class Reads { Texts, Folder, Run };   ///< nothing more, a model folder, a run of a recipe that learns item vectors
  std::string id, title, description;
  Reads reads = Reads::Texts;
  std::vector<std::string> params;           ///< keys of vectorParameters()
};
std::span<const VectorSource> vectorSources();
/// Parameters of all sources.
const std::vector<ParamSpec>& vectorParameters();
/// Those of one source.
std::vector<ParamSpec> parametersOf(const VectorSource& source);

}  // namespace ghost::embed
