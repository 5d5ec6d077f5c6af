#pragma once
#include <cstdint>
#include <optional>
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

/// What a config.json says of the rotary embedding, wherever it stands.
struct RotaryConfig {
  std::optional<double> theta;  ///< rope_theta; empty = not said
  RopeScaling scaling;
};
/// Reads "rope_theta", "partial_rotary_factor" and "original_max_position_embeddings" at the top and the objects under "rope_scaling" (transformers before 5) and
/// "rope_parameters" (since 5); `positions` is the max_position_embeddings. Versions of transformers prefer one place or the other, so values that contradict each
/// other are refused. Throws Error{Data} naming the key for those, for a missing or absurd number, for kinds whose frequencies depend on the length of the text
/// ("dynamic", "longrope"), for a part of each head that isn't turned and for values of their own for each kind of layer.
RotaryConfig rotaryConfig(const OrderedJson& json, double positions, const std::string& where);
/// One such object alone; throws as above.
RopeScaling ropeScaling(const OrderedJson& json, double positions, const std::string& where);
/// What ropeScaling() reads back equal; null for none.
OrderedJson toJson(const RopeScaling& scaling);

}  // namespace ghost::model
