#pragma once
#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <vector>

#include "base/json_file.h"
#include "base/reporter.h"

namespace ghost::model {

/// What a Hugging Face folder holds, its headers checked and no weight read: architecture, parameters, vocabulary, tied, dtype (of the embedding), layers, hidden_size,
/// heads, kv_heads, head_dim, max_positions, rope, tokenizer (a tokenizer.json is there), shards, ignored_tensors. Throws Error{Data} as reading the model would.
OrderedJson checkModelFolder(const std::filesystem::path& folder);

/// Token rows for a forward pass; rows of one batch may differ in length.
struct TokenRows {
  std::vector<std::vector<std::int32_t>> ids;
  std::vector<std::vector<std::uint8_t>> seen;  ///< 0 where a token is padding; as long as ids
  /// [[1, 2], ...], one row [1, 2], or {"input_ids": [[..]], "attention_mask": [[..]]}. Throws Error{Data} naming the entry.
  static TokenRows of(const OrderedJson& json, const std::string& where);
};

/// Logits of every token of every row into a safetensors file: tensor "logits", float32 [rows, longest row, vocabulary], zero at padding; positions count real tokens
/// from 0. Returns the shape, empty when stopped. Throws Error{Data} for ids outside the vocabulary, Error{Resource} when the result is too large for a file.
std::vector<std::int64_t> writeLogits(const std::filesystem::path& folder, const TokenRows& rows, const std::filesystem::path& out, int threads, Reporter& reporter, std::stop_token stop);

}  // namespace ghost::model
