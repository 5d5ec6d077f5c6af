#pragma once
#include <filesystem>
#include <string>

#include "base/json_file.h"
#include "text/tokenizer_settings.h"

namespace ghost::text {

/// A tokenizer as one JSON document, wherever it came from.
struct TokenizerFile {
  OrderedJson document;
  std::string where;   ///< the file, for messages
  TokenizerSettings settings;
};

/// Reads a tokenizer.json by itself, a BERT vocab.txt (one token a line) with the tokenizer_config.json beside it, or a folder that holds one of them, tokenizer.json
/// first, with the settings of its tokenizer_config.json laid over it as transformers does. A vocab.txt becomes the tokenizer.json that says the same.
/// Throws Error{Data}.
TokenizerFile readTokenizerFile(const std::filesystem::path& place);
/// A tokenizer.json in memory; `where` names it in messages.
TokenizerFile parseTokenizerFile(std::string_view json, const std::string& where);

}  // namespace ghost::text
