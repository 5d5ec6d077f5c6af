#include "sid/build_steps.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "base/error.h"
#include "sid/report.h"

namespace ghost::sid {

void checkInput(const TokenizerInput& input) {
  const std::int64_t items = input.popularity.items();
  if (input.vectors.rows != items)
    throw dataError("item vectors", fmt::format("there are {} rows for {} items; row i must be the vector of item id i, so use the file made for this data set", input.vectors.rows, items));
  if (input.vectors.dim < 1) throw dataError("item vectors", "the vectors have no dimension; make them again");
  for (std::size_t i = 0; i < input.vectors.values.size(); ++i)
    if (!std::isfinite(input.vectors.values[i]))
      throw dataError("item vectors", fmt::format("the vector of item {} holds a value that is no finite number; make the vectors again", static_cast<std::int64_t>(i) / input.vectors.dim));
  if (input.popularity.headItems.empty()) throw dataError("head items", "the head set is empty, so there is nothing to hang tail items on; use a data set with more varied popularity");
}

embed::ItemVectors preparedVectors(const TokenizerInput& input, const ParamValues& values) {
  return values.boolean("normalise") ? embed::normalised(input.vectors) : input.vectors;
}

embed::ItemVectors quantiserVectors(const TokenizerInput& input, const ParamValues& values) {
  constexpr float smallest = 1e-12F, largest = 1e15F;  // squares of 1e-24, with room for residuals, to 1e30, with room for 10^8 dimensions
  embed::ItemVectors vectors = preparedVectors(input, values);
  float most = 0;
  for (const float value : vectors.values) most = std::max(most, std::abs(value));
  if (most > largest || (most > 0 && most < smallest))
    throw dataError("item vectors", fmt::format("their largest value is {:.3g}, and distances of 32-bit numbers can't be told apart there; multiply all vectors by one number so that they lie near 1, or set normalise=true or reduce=linear", most));
  return vectors;
}

embed::ItemVectors rowsOf(const embed::ItemVectors& vectors, std::span<const ItemId> items) {
  embed::ItemVectors rows{static_cast<std::int64_t>(items.size()), vectors.dim, {}};
  rows.values.reserve(items.size() * static_cast<std::size_t>(vectors.dim));
  for (const ItemId item : items) rows.values.insert(rows.values.end(), vectors.row(item).begin(), vectors.row(item).end());
  return rows;
}

std::vector<ItemId> tailItems(const data::Popularity& popularity) {
  std::vector<ItemId> tails;
  for (ItemId item = 0; item < popularity.items(); ++item)
    if (!popularity.isHead(item)) tails.push_back(item);
  return tails;
}

ResidualOptions residualOptions(const TokenizerInput& input, const ParamValues& values) {
  ResidualOptions options;
  options.codes = values.integer("codes");
  options.balanced = values.boolean("balanced");
  options.seed = static_cast<std::uint64_t>(values.integer("seed"));
  options.nInit = static_cast<int>(values.integer("n_init"));
  options.maxIter = static_cast<int>(values.integer("max_iter"));
  options.threads = input.threads;
  options.kernels = input.kernels;
  options.stop = input.stop;
  return options;
}

bool repairs(const ParamValues& values) { return dedupOf(values.text("dedup")) == Dedup::Repair; }

void repairIfAsked(ResidualCodes& found, const embed::ItemVectors& points, const TokenizerInput& input, const ParamValues& values, RepairOptions repair) {
  if (!repairs(values) || found.stopped) return;
  if (!repair.distances) repair.distances = residualDistances(found, points);
  repair.threads = input.threads;
  repair.stop = input.stop;
  repairCodes(found, repair);
  found.stopped = input.stop.stop_requested();
}

ResidualCodes quantised(embed::ItemVectors points, const ResidualOptions& options, const TokenizerInput& input, const ParamValues& values, RepairOptions repair) {
  if (!repairs(values)) return quantiseResiduals(std::move(points), options, input.reporter);
  ResidualCodes found = quantiseResiduals(points, options, input.reporter);
  repairIfAsked(found, points, input, values, std::move(repair));
  return found;
}

CodeLists codeLists(const ResidualCodes& found, const std::function<std::int64_t(ItemId)>& levels) {
  CodeLists lists;
  const auto items = static_cast<ItemId>(found.codes.front().size());
  std::vector<std::int32_t> codes;
  for (ItemId item = 0; item < items; ++item) {
    codes.clear();
    for (std::int64_t level = 0; level < levels(item); ++level) codes.push_back(found.codes[static_cast<std::size_t>(level)][static_cast<std::size_t>(item)]);
    lists.add(codes);
  }
  return lists;
}

Tokenization finished(const std::string& tokenizer, const TokenizerInput& input, const ParamValues& values, const CodeLists& lists, const std::vector<const ResidualCodes*>& parts,
                      std::optional<Skeleton> skeleton) {
  Tokenization tokens;
  tokens.tokenizer = tokenizer;
  tokens.parameters = values.toJson();
  tokens.table = tableOf(lists, suffixes(lists, headsThenTails(input.popularity), dedupOf(values.text("dedup"))), static_cast<std::int32_t>(values.integer("suffix_from")));
  tokens.skeleton = std::move(skeleton);
  OrderedJson inertia = OrderedJson::array(), reduced = OrderedJson::array();
  std::int64_t repaired = 0;
  for (const ResidualCodes* part : parts) {
    repaired += part->repaired;
    for (std::size_t level = 0; level < part->books.size(); ++level) {
      const Codebook& book = part->books[level];
      inertia.push_back(part->inertia[level]);
      if (book.codes < values.integer("codes")) reduced.push_back({{"codebook", book.name}, {"asked", values.integer("codes")}, {"used", book.codes}});
      tokens.codebooks.push_back(book);
    }
  }
  tokens.report = reportOf(tokens, &input.popularity);
  tokens.report["inertia"] = inertia;
  tokens.report["codes_reduced"] = reduced;
  if (repairs(values)) tokens.report["collisions_before_repair"] = tokens.report["collisions_before_dedup"].get<std::int64_t>() + repaired;
  tokens.report["norm_popularity_correlation"] = normPopularityCorrelation(input.vectors, input.popularity);
  return tokens;
}

}  // namespace ghost::sid
