#pragma once
#include <filesystem>

#include "model/decoder.h"
#include "sid/sid_table.h"

namespace ghost::model {

/// Hugging Face folders: config.json, generation_config.json, model.safetensors and a tokenizer whose tokens are <pad>, <eos> and the SID tokens.
/// transformers opens what is written here unchanged.

/// Writes every file into an existing folder.
void writeHuggingFace(const std::filesystem::path& folder, const Decoder& decoder, const sid::SidTable& table);

/// Reads config.json and model.safetensors (or its shards). Throws Error{Data} naming file, tensor and both shapes for anything that doesn't fit.
/// `type`: element type to compute in; bfloat16 and float16 files are widened.
Decoder readHuggingFace(const std::filesystem::path& folder, at::ScalarType type = at::kFloat);
/// The same for final states alone: an output head that isn't in the files isn't missed (logits() then mean nothing).
Decoder readBody(const std::filesystem::path& folder);

/// tokenizer.json of SID-only models: one word a token, `<a_1><b_2><eos>` splits into three.
OrderedJson tokenizerJson(const sid::SidTable& table);

}  // namespace ghost::model
