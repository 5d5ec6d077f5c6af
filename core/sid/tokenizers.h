#pragma once
#include <filesystem>
#include <span>
#include <stop_token>
#include <string>

#include "base/param_spec.h"
#include "base/reporter.h"
#include "data/popularity.h"
#include "embed/item_vectors.h"
#include "sid/tokenization.h"

namespace ghost::embed {
class NearestKernel;
}

namespace ghost::sid {

class QuantizerKernels;

struct TokenizerInput {
  const embed::ItemVectors& vectors;
  const data::Popularity& popularity;
  Reporter& reporter;
  std::stop_token stop;
  int threads = 1;
  const data::Interactions* interactions = nullptr;  ///< for rows that look at who bought what together; may be null
  const QuantizerKernels* kernels = nullptr;         ///< a device's passes over the points (sid/quantizer_kernels.h); the processor's where absent
  const embed::NearestKernel* nearest = nullptr;     ///< a device's search of nearest vectors (embed/nearest.h); the processor's where absent
};

/// One row of the tokenizer table. `build` is null for tensor-backed rows, which run::Backend::buildTokens() executes (core/model has the tensors).
struct Tokenizer {
  std::string id;            ///< "skt", "rqkmeans", ...
  std::string description;   ///< one sentence, including what is simplified
  std::vector<ParamSpec> params;
  /// Throws Error{Data} for vectors that don't fit the catalogue. A stop request gives a Tokenization with an empty table (items() == 0).
  Tokenization (*build)(const TokenizerInput& input, const ParamValues& values) = nullptr;
  std::vector<std::string> files;  ///< keys of parameters that name files or folders: what stands in them is part of what the row is given
};

std::span<const Tokenizer> tokenizers();
/// Throws Error{Usage} naming the closest row.
const Tokenizer& tokenizer(std::string_view id);
/// Defaults of the row, then those of its profile ("paper" or "released", methods.md 1.5a) where the row has one.
ParamValues tokenizerDefaults(const Tokenizer& tokenizer, std::string_view profile);

/// Everything `sid build|import|inspect --json` prints, computed from the finished table (methods.md 0.8 for exit steps, 1.5a for z); `inertia` is taken over from
/// the report it has. Beyond the contract: `loads` (items a code, per level), exit_step{step: tails}, exit_step_share, cold_items, warnings[] (those of the report that it has, and collapsed levels). What needs a skeleton or a
/// popularity that isn't there is null. `popularity` may be null (no head/tail figures then). Throws Error{Data} when it speaks of another number of items.
OrderedJson reportOf(const Tokenization& tokenization, const data::Popularity* popularity);

/// Exit step per item: the 1-based step at which the last head item leaves the tail item's path, i.e. 1 + the longest prefix it shares with any head (methods.md
/// 0.8); 1 when no head has its first token, 0 for head items. Error as above.
std::vector<int> exitSteps(const SidTable& table, const data::Popularity& popularity);

/// `sid import`: a published index as a Tokenization named "imported", without codebooks. Throws Error{Data} as readIndex() does, `popularity` (may be null)
/// giving the number of items expected.
Tokenization importIndex(const std::filesystem::path& file, const data::Popularity* popularity);

}  // namespace ghost::sid
