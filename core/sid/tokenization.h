#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/param_spec.h"
#include "embed/projection.h"
#include "sid/sid_table.h"

namespace ghost::sid {

/// Centroids of one level, K x d row-major, named head.0.., tail.0.. or level.0.. as in codebooks.safetensors.
struct Codebook {
  std::string name;
  std::int64_t codes = 0;
  std::int64_t dim = 0;
  std::vector<float> centroids;
};

/// In place of an anchor: a tail item that inherits nothing.
inline constexpr ItemId ownRoot = -2;

/// What SKT adds: who inherits from whom. Present for skeleton tokenizers only.
struct Skeleton {
  int headLevels = 0;                 ///< L^h
  int tailLevels = 0;                 ///< L^t
  std::vector<ItemId> anchor;         ///< per item: the head a tail inherits from or ownRoot, -1 for a head
  std::vector<float> anchorCosine;    ///< per item; 0 for heads
};

/// The finished product of a tokenizer: a folder with index.json, codebooks.safetensors (where there are codebooks), skeleton.json (SKT),
/// projection.safetensors (where the vectors were reduced first) and report.json
/// ({"format", "tokenizer", "parameters", "report"}). Immutable.
struct Tokenization {
  std::string tokenizer;              ///< row of the tokenizer table, or "imported"
  OrderedJson parameters;             ///< all values used, profile included
  SidTable table;
  std::vector<Codebook> codebooks;
  std::optional<Skeleton> skeleton;
  std::optional<embed::Projection> projection;  ///< what the vectors went through before the codebooks
  OrderedJson report;                 ///< keys of `sid build --json`
};

/// Written whole or not at all (FolderCommit). Throws Error{Usage} when the folder exists already, Error{Resource} when it can't be written.
void saveTokenization(const std::filesystem::path& folder, const Tokenization& tokenization);
/// Throws Error{Data} for a missing or inconsistent part: a code outside its codebook, a tail that lacks its anchor's codes, lengths that disagree.
Tokenization loadTokenization(const std::filesystem::path& folder);

}  // namespace ghost::sid
