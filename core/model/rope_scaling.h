#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/json_file.h"

namespace ghost::model {

/// How rotary frequencies are stretched for contexts longer than a model was first trained on; what the "rope_scaling" of a config.json says.
struct RopeScaling {
  enum class Kind { None, Linear, Llama3, Yarn };
  Kind kind = Kind::None;
  double factor = 1;                     ///< the stretch
  double lowFrequencyFactor = 1;         ///< Llama3: wavelengths above original / this are stretched in full
  double highFrequencyFactor = 4;        ///< Llama3: wavelengths below original / this are kept
  double original = 0;                   ///< Llama3, Yarn: context length of the first training
  double betaFast = 32, betaSlow = 1;    ///< Yarn: turns over the original context between which kept passes into stretched
  bool wholeDimensions = true;           ///< Yarn: the two bounds are rounded outwards to whole dimensions
  double attentionFactor = 1;            ///< Yarn: cosines and sines are multiplied by it
};

/// Angle a position adds in each pair of dimensions, headDim / 2 numbers, and the factor of cosines and sines.
struct RopeFrequencies {
  std::vector<double> perPosition;
  double scale = 1;
};
/// theta^(-2 i / headDim), stretched: linear interpolation (Chen et al., arXiv 2306.15595), by wavelength as in Llama 3.1, or YaRN (Peng et al., arXiv 2309.00071).
RopeFrequencies ropeFrequencies(int headDim, double theta, const RopeScaling& scaling);

/// The object under "rope_scaling" or "rope_parameters" of a config.json; `positions` is its max_position_embeddings. Throws Error{Data} naming the key for a
/// missing or absurd number and for kinds whose frequencies depend on the length of the text ("dynamic", "longrope").
RopeScaling ropeScaling(const OrderedJson& json, double positions, const std::string& where);
/// What ropeScaling() reads back equal; null for none.
OrderedJson toJson(const RopeScaling& scaling);

}  // namespace ghost::model
