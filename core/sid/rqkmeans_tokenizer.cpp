#include "sid/rqkmeans_tokenizer.h"

#include "sid/build_steps.h"

namespace ghost::sid {
namespace {

// The first `levels` codes of a quantised row.
std::vector<std::int32_t> codesOf(const ResidualCodes& found, std::int64_t row, std::int64_t levels) {
  std::vector<std::int32_t> codes;
  for (std::int64_t level = 0; level < levels; ++level) codes.push_back(found.codes[static_cast<std::size_t>(level)][static_cast<std::size_t>(row)]);
  return codes;
}

Tokenization buildSeparate(const TokenizerInput& input, const ParamValues& values) {
  const embed::ItemVectors vectors = quantiserVectors(input, values);
  const auto& heads = input.popularity.headItems;
  const auto tails = tailItems(input.popularity);
  ResidualOptions options = residualOptions(input, values);
  options.levels = static_cast<int>(values.integer("head_levels"));
  options.levelsOfAll = 2 * options.levels + static_cast<int>(values.integer("tail_levels"));
  options.name = "head";
  const ResidualCodes head = quantised(rowsOf(vectors, heads), options, input, values);
  if (head.stopped) return {};
  ResidualCodes tail;
  if (!tails.empty()) {
    options.levelsBefore = options.levels;
    options.levels += static_cast<int>(values.integer("tail_levels"));
    options.name = "tail";
    tail = quantised(rowsOf(vectors, tails), options, input, values);
    if (tail.stopped) return {};
  }
  std::vector<std::int64_t> row(static_cast<std::size_t>(vectors.rows));
  for (std::size_t h = 0; h < heads.size(); ++h) row[static_cast<std::size_t>(heads[h])] = static_cast<std::int64_t>(h);
  for (std::size_t t = 0; t < tails.size(); ++t) row[static_cast<std::size_t>(tails[t])] = static_cast<std::int64_t>(t);
  CodeLists lists;
  for (ItemId item = 0; item < input.popularity.items(); ++item) {
    const ResidualCodes& found = input.popularity.isHead(item) ? head : tail;
    lists.add(codesOf(found, row[static_cast<std::size_t>(item)], found.levels()));
  }
  return finished("rqkmeans-mixed", input, values, lists, {&head, &tail}, {});
}

}  // namespace

Tokenization buildResidual(const TokenizerInput& input, const ParamValues& values) {
  checkInput(input);
  ResidualOptions options = residualOptions(input, values);
  options.levels = static_cast<int>(values.integer("levels"));
  const ResidualCodes found = quantised(quantiserVectors(input, values), options, input, values);
  if (found.stopped) return {};
  const CodeLists lists = codeLists(found, [&](ItemId) { return found.levels(); });
  return finished("rqkmeans", input, values, lists, {&found}, {});
}

Tokenization buildResidualMixed(const TokenizerInput& input, const ParamValues& values) {
  checkInput(input);
  if (values.boolean("separate_codebooks")) return buildSeparate(input, values);
  ResidualOptions options = residualOptions(input, values);
  const std::int64_t headLevels = values.integer("head_levels");
  options.levels = static_cast<int>(headLevels + values.integer("tail_levels"));
  const auto levels = [&](std::int64_t item) { return input.popularity.isHead(static_cast<ItemId>(item)) ? headLevels : std::int64_t{options.levels}; };
  const ResidualCodes found = quantised(quantiserVectors(input, values), options, input, values, {.levels = levels});
  if (found.stopped) return {};
  const CodeLists lists = codeLists(found, levels);
  return finished("rqkmeans-mixed", input, values, lists, {&found}, {});
}

}  // namespace ghost::sid
