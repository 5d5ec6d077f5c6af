#pragma once
#include <cstdint>
#include <filesystem>
#include <vector>

#include <ATen/core/Tensor.h>

#include "base/json_file.h"

namespace ghost::model {

/// Shape of a BERT encoder, from config.json.
struct BertConfig {
  std::int64_t vocabulary = 0, width = 0, layers = 0, heads = 0, inner = 0, positions = 512, types = 2;
  double epsilon = 1e-12;
  std::string activation = "gelu";  ///< gelu, gelu_new or relu
  /// Throws Error{Data} naming file and key.
  static BertConfig of(const OrderedJson& json, const std::string& where);
};

/// The encoder of BERT (Devlin et al., arXiv 1810.04805) for inference, float32: embeddings, then layers of attention and feed-forward, each followed by a layer norm.
/// Immutable; the const methods are thread-safe.
class Bert {
 public:
  /// Throws Error{Data} for missing or misshapen tensors; names may carry the prefix "bert.".
  static Bert read(const std::filesystem::path& folder);
  const BertConfig& config() const { return m_config; }
  /// ids int64 [B, T] and seen bool [B, T] (false = padding) -> states [B, T, width]; those of padding mean nothing.
  at::Tensor states(const at::Tensor& ids, const at::Tensor& seen) const;

 private:
  struct Affine { at::Tensor weight, bias; };
  struct Layer { Affine query, key, value, output, outputNorm, inner, outer, outerNorm; };
  at::Tensor activated(const at::Tensor& x) const;
  BertConfig m_config;
  at::Tensor m_words, m_positions, m_types;
  Affine m_norm;
  std::vector<Layer> m_layers;
};

}  // namespace ghost::model
