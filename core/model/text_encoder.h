#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <stop_token>
#include <string>

#include "base/reporter.h"
#include "embed/item_vectors.h"
#include "model/sentence_files.h"

namespace ghost::model {

struct TextEncoderOptions {
  std::int64_t maxTokens = 0;         ///< special tokens included; 0 = what the folder says, else what its positions allow
  std::int64_t slots = 8192;          ///< token slots of a batch, padding included
  std::string prompt;                 ///< name of a prompt of the folder, "none", or empty = the folder's default
  int threads = 1;
};

/// Texts -> vectors by a Hugging Face folder: BERT-family sentence encoders (word, position and type embeddings, post-norm layers, GELU), or a decoder of readHuggingFace()
/// whose final states are pooled. Pooling, unit length, length, lower case and prompt follow the folder's files as sentence-transformers does (SentenceFiles); special
/// tokens are those of the tokenizer.
/// Weights are only read; one call at a time.
class TextEncoder {
 public:
  /// Throws Error{Data} naming file and key or tensor for what is missing, misshapen or not built.
  static TextEncoder open(const std::filesystem::path& folder, const TextEncoderOptions& options);
  ~TextEncoder();
  TextEncoder(TextEncoder&&) noexcept;

  std::int64_t dim() const;
  std::int64_t maxTokens() const;
  const SentenceFiles& files() const;
  const std::string& architecture() const;
  /// One row a text; a text without tokens gives a zero row (one of a tokenizer that adds none). Texts of like length share a batch; the result doesn't depend on what shares it beyond rounding.
  /// No rows when stopped. Throws Error{Data} for a text that isn't UTF-8.
  embed::ItemVectors encode(std::span<const std::string> texts, Reporter& reporter, std::stop_token stop) const;

 private:
  struct Impl;
  explicit TextEncoder(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> m_impl;
};

}  // namespace ghost::model
