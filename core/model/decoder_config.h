#pragma once
#include <cstdint>
#include <filesystem>
#include <string>

#include "base/json_file.h"
#include "model/rope_scaling.h"

namespace ghost::model {

/// What differs between the decoders that share one shape. Qwen3: a norm on each query and key head. Qwen2: biases on q, k and v. Llama: neither.
enum class Family { Qwen3, Qwen2, Llama };

/// Shape of a decoder: RMS norms before each block, rotary positions, grouped-query attention, SwiGLU.
struct DecoderConfig {
  Family family = Family::Qwen3;
  std::int64_t vocabulary = 0;
  std::int64_t layers = 2;
  std::int64_t width = 128;        ///< hidden size
  std::int64_t heads = 4;
  std::int64_t kvHeads = 2;        ///< divides heads
  std::int64_t headDim = 32;       ///< even; heads * headDim need not be the width
  std::int64_t feedForward = 384;
  double ropeTheta = 10000;
  RopeScaling ropeScaling;
  double epsilon = 1e-6;           ///< of every norm
  bool tied = true;                ///< the output head is the embedding
  double initialDeviation = 0.02;  ///< of all weight matrices; norms start at 1
  std::int64_t maxPositions = 4096;

  bool normedHeads() const { return family == Family::Qwen3; }
  bool biased() const { return family == Family::Qwen2; }
  std::int64_t parameters() const;
};

/// Throws Error{Usage} for shapes that can't be built, naming the parameter.
void check(const DecoderConfig& config);
/// config.json of a Hugging Face folder (LlamaForCausalLM, Qwen2ForCausalLM, Qwen3ForCausalLM). Reading takes both key layouts (rope_theta and rope_parameters).
OrderedJson toHuggingFace(const DecoderConfig& config);
/// "Qwen3ForCausalLM", ...
std::string architectureName(Family family);
/// Whether a "model_type" is one of the families, and their names: "qwen3, qwen2, llama".
bool isDecoderType(const std::string& type);
std::string decoderTypes();
/// Throws Error{Data} naming file and key for another architecture, a missing key or a shape we don't build.
DecoderConfig fromHuggingFace(const OrderedJson& json, const std::string& where);

}  // namespace ghost::model
