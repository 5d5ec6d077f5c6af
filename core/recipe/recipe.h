#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/param_spec.h"

namespace ghost::recipe {

/// A method = one row of choices; no code of its own. Everything a person may change is a parameter, everything a method fixes is in `fixed`.
struct Recipe {
  std::string id;              ///< "ghost", "rqk-4", ...
  std::string title;
  std::string description;     ///< one sentence, including what is simplified
  std::string kind;            ///< "generative" (names items by semantic IDs), "sequential" (trained, scores item ids) or "floor" (untrained)
  std::string tokenizer;       ///< row of sid::tokenizers(); empty for sequential recipes and floors
  std::string profile;         ///< "paper", "released" or "" (written into every result)
  struct Setting { std::string key; Json value; };
  std::vector<Setting> settings;  ///< the row's own defaults, laid over those of parameters()
};

std::span<const Recipe> catalogue();
/// Throws Error{Usage} naming the row that is probably meant; a method that isn't built yet is said to be, with what comes nearest.
const Recipe& recipe(std::string_view id);
/// All parameters of the row with its defaults: tokens (head_levels, tail_levels, codes, balanced, dedup ...), loss (alpha, auo_rough, auo_keep, ...),
/// model (layers, width, ...), training (epochs, lr, users_per_batch, dropout, seed, threads, ...), decoding (beams, length_penalty, mask, ...).
ParamValues parameters(const Recipe& recipe);

}  // namespace ghost::recipe
