#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>

#include "base/json_file.h"

namespace ghost::text {

/// What a tokenizer_config.json says beside a tokenizer.json or vocab.txt; entries that aren't there are empty.
struct TokenizerSettings {
  std::optional<std::int64_t> maxLength;  ///< model_max_length, tokens of a text, special ones included; the 1e30 of files that know none is left out
  std::optional<bool> cutLeft;            ///< truncation_side
  bool addsBegin = false, addsEnd = false;  ///< add_bos_token, add_eos_token
  /// The BertNormalizer that transformers makes for its BERT classes from do_lower_case, strip_accents and tokenize_chinese_chars (true, null and true where a key
  /// is missing), whatever the tokenizer.json says; empty for other classes, whose tokenizer.json stands.
  std::optional<OrderedJson> bertNormalizer;

  /// Of a folder; its config.json names the class where no tokenizer_config.json does. Throws Error{Data} naming file and key for values of another type.
  static TokenizerSettings of(const std::filesystem::path& folder);
  /// The normalizer for a vocabulary of BERT, from the tokenizer_config.json beside it.
  static OrderedJson bertNormalizerBeside(const std::filesystem::path& vocabulary);
};

}  // namespace ghost::text
