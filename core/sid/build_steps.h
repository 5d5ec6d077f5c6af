#pragma once
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sid/code_repair.h"
#include "sid/dedup.h"
#include "sid/residual_quantizer.h"
#include "sid/tokenizers.h"

namespace ghost::sid {

/// What tokenizers have in common, the tensor-backed ones of core/model included.

/// Throws Error{Data} unless there is one vector of finite numbers an item and at least one head item.
void checkInput(const TokenizerInput& input);
/// The input's vectors, scaled to unit length where `normalise` asks for it.
embed::ItemVectors preparedVectors(const TokenizerInput& input, const ParamValues& values);
/// The same for quantisers, whose squares are float32: throws Error{Data} for vectors so large or small that sums of squares overflow or vanish and all distances
/// look alike.
embed::ItemVectors quantiserVectors(const TokenizerInput& input, const ParamValues& values);
embed::ItemVectors rowsOf(const embed::ItemVectors& vectors, std::span<const ItemId> items);
/// By id.
std::vector<ItemId> tailItems(const data::Popularity& popularity);
/// codes, balanced, seed, n_init, max_iter and the input's threads and stop token; levels and name are the caller's.
ResidualOptions residualOptions(const TokenizerInput& input, const ParamValues& values);
bool repairs(const ParamValues& values);
/// repairCodes() with the input's threads and stop token, where `dedup` asks for it; of `repair` the levels, roots and distances count, those of Euclidean residuals where absent.
void repairIfAsked(ResidualCodes& found, const embed::ItemVectors& points, const TokenizerInput& input, const ParamValues& values, RepairOptions repair = {});
/// quantiseResiduals(), then repairIfAsked(); the points are kept only as long as a repair needs them.
ResidualCodes quantised(embed::ItemVectors points, const ResidualOptions& options, const TokenizerInput& input, const ParamValues& values, RepairOptions repair = {});
/// The first levels(item) codes of every item, row = item id.
CodeLists codeLists(const ResidualCodes& found, const std::function<std::int64_t(ItemId)>& levels);
/// Suffixes, table, codebooks and report of finished codes; `parts` are the quantisers in report order.
Tokenization finished(const std::string& tokenizer, const TokenizerInput& input, const ParamValues& values, const CodeLists& lists, const std::vector<const ResidualCodes*>& parts,
                      std::optional<Skeleton> skeleton);

}  // namespace ghost::sid
