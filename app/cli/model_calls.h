#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "embed/item_vectors.h"
#include "verb.h"

namespace ghost::cli {

/// The verbs' way to what needs tensors. In a build without LibTorch each throws Error{Usage} that says so.

OrderedJson checkModel(const std::filesystem::path& folder);

struct LogitsRequest {
  std::filesystem::path folder, ids, out;
  int threads = 1;
};
/// The shape written; empty when stopped.
std::vector<std::int64_t> writeLogits(const LogitsRequest& request, Context& context);

struct EncodeRequest {
  std::filesystem::path folder;
  const std::vector<std::vector<std::string>>& lists;  ///< several are averaged
  std::int64_t maxTokens = 0;
  std::string prompt;                                  ///< name of a prompt, "none", or empty = the folder's default
  int threads = 1;
};
struct Encoded {
  embed::ItemVectors vectors;  ///< no rows when stopped
  OrderedJson encoder;         ///< architecture, max_tokens, pooling, unit_length, prompt where one is used
};
Encoded encodeTexts(const EncodeRequest& request, Context& context);

/// True for a checkpoint folder of the recipe sasrec.
bool isItemModel(const std::filesystem::path& checkpoint);
/// Its item embedding, row = item id.
Encoded itemVectorsOf(const std::filesystem::path& checkpoint);

}  // namespace ghost::cli
