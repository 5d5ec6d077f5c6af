#include "sid/level_use.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace ghost::sid {
namespace {

const Codebook* named(const Tokenization& tokens, const std::string& name) {
  const auto found = std::find_if(tokens.codebooks.begin(), tokens.codebooks.end(), [&](const Codebook& book) { return book.name == name; });
  return found == tokens.codebooks.end() ? nullptr : &*found;
}

double perplexityOf(const std::vector<double>& loads) {
  double sum = 0, entropy = 0;
  for (const double load : loads) sum += load;
  for (const double load : loads) entropy -= load / sum * std::log(load / sum);
  return loads.empty() ? 0 : std::exp(entropy);
}

std::optional<std::int64_t> availableAt(const Tokenization& tokens, int level) {
  std::optional<std::int64_t> most;
  for (const bool isHead : {true, false})
    if (const Codebook* book = codebookAt(tokens, level, isHead)) most = std::max(most.value_or(0), book->codes);
  return most;
}

}  // namespace

const Codebook* codebookAt(const Tokenization& tokens, int level, bool isHead) {
  if (const Codebook* common = named(tokens, fmt::format("level.{}", level))) return common;
  if (!tokens.skeleton) return named(tokens, fmt::format("{}.{}", isHead ? "head" : "tail", level));
  const int headLevels = tokens.skeleton->headLevels;
  return level < headLevels ? named(tokens, fmt::format("head.{}", level)) : named(tokens, fmt::format("tail.{}", level - headLevels));
}

std::vector<LevelUse> levelUse(const Tokenization& tokens, const std::vector<bool>& chosen) {
  const SidTable& table = tokens.table;
  std::vector<double> load(static_cast<std::size_t>(table.tokens()), 0);
  int levels = 0;
  for (SidToken token = 0; token < table.tokens(); ++token) levels = std::max(levels, table.level(token) + 1);
  for (ItemId item = 0; item < table.items(); ++item) {
    if (!chosen.empty() && !chosen[static_cast<std::size_t>(item)]) continue;
    for (const SidToken token : table.codes(item)) load[static_cast<std::size_t>(token)] += 1;
  }
  std::vector<LevelUse> rows(static_cast<std::size_t>(levels));
  for (SidToken token = 0; token < table.tokens(); ++token)
    if (!table.isSuffix(token) && load[static_cast<std::size_t>(token)] > 0) rows[static_cast<std::size_t>(table.level(token))].loads.push_back(load[static_cast<std::size_t>(token)]);
  for (int level = 0; level < levels; ++level) {
    LevelUse& row = rows[static_cast<std::size_t>(level)];
    row.used = std::ssize(row.loads);
    row.available = availableAt(tokens, level);
    row.perplexity = perplexityOf(row.loads);
  }
  return rows;
}

}  // namespace ghost::sid
