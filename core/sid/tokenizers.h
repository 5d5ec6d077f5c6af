#pragma once
#include <span>
#include <stop_token>
#include <string>

#include "base/param_spec.h"
#include "base/reporter.h"
#include "data/popularity.h"
#include "embed/item_vectors.h"
#include "sid/tokenization.h"

namespace ghost::sid {

struct TokenizerInput {
  const embed::ItemVectors& vectors;
  const data::Popularity& popularity;
  Reporter& reporter;
  std::stop_token stop;
  int threads = 1;
};

/// One row of the tokenizer table. `build` is null for tensor-backed rows, which core/model executes.
struct Tokenizer {
  std::string id;            ///< "skt", "rqkmeans", ...
  std::string description;   ///< one sentence, including what is simplified
  std::vector<ParamSpec> params;
  Tokenization (*build)(const TokenizerInput& input, const ParamValues& values) = nullptr;
};

std::span<const Tokenizer> tokenizers();
/// Throws Error{Usage} naming the closest row.
const Tokenizer& tokenizer(std::string_view id);
/// Defaults of the row, then those of its profile ("paper" or "released", methods.md 1.5a) where the row has one.
ParamValues tokenizerDefaults(const Tokenizer& tokenizer, std::string_view profile);

/// Everything `sid build|import|inspect --json` prints, computed from the finished table (methods.md 1.5a for z); inertia is added by the builder.
/// `popularity` may be null (no head/tail figures then).
OrderedJson reportOf(const Tokenization& tokenization, const data::Popularity* popularity);

/// Exit step of each tail item: the 1-based step at which the last head leaves its prefix, 0 if no head ever shares its first token... see methods.md 0.8.
std::vector<int> exitSteps(const SidTable& table, const data::Popularity& popularity);

}  // namespace ghost::sid
