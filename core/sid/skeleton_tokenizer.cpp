#include "sid/skeleton_tokenizer.h"

#include <algorithm>

#include "embed/nearest.h"
#include "sid/build_steps.h"

namespace ghost::sid {
namespace {

// Anchors of all items: nearest head by cosine for tails (the first in head order of equals), -1 for heads.
Skeleton findAnchors(const embed::ItemVectors& vectors, const data::Popularity& popularity, std::span<const ItemId> tails, int threads) {
  Skeleton skeleton;
  skeleton.anchor.assign(static_cast<std::size_t>(popularity.items()), -1);
  skeleton.anchorCosine.assign(skeleton.anchor.size(), 0.0f);
  const auto nearest = embed::nearestByCosine(vectors, tails, popularity.headItems, 1, threads);
  for (std::size_t t = 0; t < tails.size(); ++t) {
    skeleton.anchor[static_cast<std::size_t>(tails[t])] = nearest.ids[t];
    skeleton.anchorCosine[static_cast<std::size_t>(tails[t])] = nearest.cosines[t];
  }
  return skeleton;
}

}  // namespace

Tokenization buildSkeleton(const TokenizerInput& input, const ParamValues& values) {
  checkInput(input);
  const embed::ItemVectors vectors = preparedVectors(input, values);
  const auto& heads = input.popularity.headItems;
  const auto tails = tailItems(input.popularity);

  ResidualOptions options = residualOptions(input, values);
  options.levels = static_cast<int>(values.integer("head_levels"));
  options.name = "head";
  const int total = options.levels + static_cast<int>(values.integer("tail_levels"));
  input.reporter.progress(0, total, "levels");
  const ResidualCodes head = quantiseResiduals(rowsOf(vectors, heads), options, input.reporter);
  if (head.stopped) return {};
  input.reporter.progress(options.levels, total, "levels");

  Skeleton skeleton = findAnchors(vectors, input.popularity, tails, input.threads);
  skeleton.headLevels = options.levels;
  skeleton.tailLevels = static_cast<int>(values.integer("tail_levels"));
  std::vector<std::int32_t> headRow(static_cast<std::size_t>(vectors.rows), -1);
  for (std::size_t h = 0; h < heads.size(); ++h) headRow[static_cast<std::size_t>(heads[h])] = static_cast<std::int32_t>(h);

  ResidualCodes tail;
  std::vector<std::int32_t> tailRow(headRow.size(), -1);
  if (!tails.empty()) {
    embed::ItemVectors residual = rowsOf(vectors, tails);
    for (std::size_t t = 0; t < tails.size(); ++t) {
      tailRow[static_cast<std::size_t>(tails[t])] = static_cast<std::int32_t>(t);
      const ItemId anchor = skeleton.anchor[static_cast<std::size_t>(tails[t])];
      const auto digested = head.reconstruction(headRow[static_cast<std::size_t>(anchor)]);
      const auto row = residual.row(static_cast<std::int64_t>(t));
      for (std::size_t j = 0; j < digested.size(); ++j) row[j] -= digested[j];
    }
    options.levels = skeleton.tailLevels;
    options.name = "tail";
    tail = quantiseResiduals(std::move(residual), options, input.reporter);
    if (tail.stopped) return {};
    input.reporter.progress(total, total, "levels");
  }

  CodeLists lists;
  for (ItemId item = 0; item < input.popularity.items(); ++item) {
    const ItemId anchor = skeleton.anchor[static_cast<std::size_t>(item)];
    std::vector<std::int32_t> codes;
    for (const auto& level : head.codes) codes.push_back(level[static_cast<std::size_t>(headRow[static_cast<std::size_t>(anchor < 0 ? item : anchor)])]);
    if (anchor >= 0)
      for (const auto& level : tail.codes) codes.push_back(level[static_cast<std::size_t>(tailRow[static_cast<std::size_t>(item)])]);
    lists.add(codes);
  }
  return finished("skt", input, values, lists, {&head, &tail}, std::move(skeleton));
}

}  // namespace ghost::sid
