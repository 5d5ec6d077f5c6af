#pragma once
#include <string>
#include <vector>

#include "model/decoder_config.h"

namespace ghost::model {

/// Where each parameter lies in the flat tensor: weight matrices, then norms and biases; every part starts at a multiple of 16 elements and the gaps stay zero.
/// q, k, v are neighbours, and gate and up, so that each group is one matrix for one GEMM.
class ParameterLayout {
 public:
  explicit ParameterLayout(const DecoderConfig& config);

  struct Entry {
    std::string name;
    std::int64_t offset = 0;
    std::vector<std::int64_t> shape;
    std::int64_t size() const;
  };
  struct Layer {
    std::int64_t packed = 0, output = 0, gateUp = 0, down = 0, inputNorm = 0, outputNorm = 0, queryNorm = 0, keyNorm = 0, packedBias = 0;  ///< the last three only in families that have them
  };
  std::int64_t embedding() const { return 0; }
  std::int64_t head() const { return m_head; }  ///< only when not tied
  std::int64_t finalNorm() const { return m_finalNorm; }
  const Layer& layer(std::int64_t i) const { return m_layers[static_cast<std::size_t>(i)]; }
  std::int64_t decayed() const { return m_decayed; }
  std::int64_t total() const { return m_total; }
  /// All parameters in the order of a Hugging Face state dictionary.
  std::vector<Entry> entries() const;

 private:
  DecoderConfig m_config;
  std::vector<Layer> m_layers;
  std::int64_t m_head = 0, m_finalNorm = 0, m_decayed = 0, m_total = 0;
};

}  // namespace ghost::model
