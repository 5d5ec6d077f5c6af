#pragma once
#include <filesystem>
#include <string>

#include "base/json_file.h"

namespace ghost::text {

/// A tokenizer as one JSON document, wherever it came from.
struct TokenizerFile {
  OrderedJson document;
  std::string where;   ///< the file, for messages
};

/// Reads a tokenizer.json, a BERT vocab.txt (one token a line; do_lower_case and the like from a tokenizer_config.json beside it), or a folder that holds one
/// of them, tokenizer.json first. A vocab.txt becomes the tokenizer.json that says the same. Throws Error{Data}.
TokenizerFile readTokenizerFile(const std::filesystem::path& place);
/// A tokenizer.json in memory; `where` names it in messages.
TokenizerFile parseTokenizerFile(std::string_view json, const std::string& where);

}  // namespace ghost::text
