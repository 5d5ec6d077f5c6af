#include "sid/skeleton_tokenizer.h"

#include <algorithm>
#include <limits>
#include <map>

#include "base/parallel.h"
#include "data/head_rule.h"
#include "sid/anchors.h"
#include "sid/build_steps.h"

namespace ghost::sid {
namespace {

using Codes = std::vector<std::int32_t>;

AnchorOptions anchorOptions(const TokenizerInput& input, const ParamValues& values) {
  AnchorOptions options;
  options.neighbours.kernel = input.nearest;
  options.blend = values.real("anchor_blend");
  options.threshold = values.real("anchor_threshold");
  options.fallback = values.text("fallback") == "blend" ? AnchorOptions::Fallback::Consensus : AnchorOptions::Fallback::OwnRoot;
  options.heads = static_cast<int>(values.integer("fallback_heads"));
  options.interactions = input.interactions;
  options.neighbours.method = embed::neighbourMethodOf(values.text("neighbour_search"));
  options.neighbours.seed = static_cast<std::uint64_t>(values.integer("seed"));
  options.threads = input.threads;
  options.stop = input.stop;
  return options;
}

// Nearest centroid level by level; `rest` is the vector and becomes what the codes leave of it.
Codes nearestCodes(const std::vector<Codebook>& books, std::span<float> rest) {
  Codes codes;
  for (const Codebook& book : books) {
    double lowest = std::numeric_limits<double>::infinity();
    std::int64_t best = 0;
    for (std::int64_t code = 0; code < book.codes; ++code) {
      double distance = 0;
      for (std::size_t j = 0; j < rest.size(); ++j) {
        const double apart = static_cast<double>(rest[j]) - book.centroids[static_cast<std::size_t>(code) * rest.size() + j];
        distance += apart * apart;
      }
      if (distance < lowest) {
        lowest = distance;
        best = code;
      }
    }
    for (std::size_t j = 0; j < rest.size(); ++j) rest[j] -= book.centroids[static_cast<std::size_t>(best) * rest.size() + j];
    codes.push_back(static_cast<std::int32_t>(best));
  }
  return codes;
}

/// The head levels of every item, inherited or not, and what they leave of the tails.
struct Skeletons {
  std::vector<Codes> codes;      ///< per item
  embed::ItemVectors residuals;  ///< per tail
};

Skeletons skeletonsOf(const embed::ItemVectors& vectors, const data::Popularity& popularity, const ResidualCodes& head, const std::vector<ItemId>& tails, const std::vector<ItemId>& anchors, int threads) {
  Skeletons result{std::vector<Codes>(static_cast<std::size_t>(vectors.rows)), rowsOf(vectors, tails)};
  std::vector<std::int64_t> headRow(result.codes.size(), -1);
  for (std::size_t h = 0; h < popularity.headItems.size(); ++h) {
    const auto item = static_cast<std::size_t>(popularity.headItems[h]);
    headRow[item] = static_cast<std::int64_t>(h);
    for (const auto& level : head.codes) result.codes[item].push_back(level[h]);
  }
  const auto inherit = [&](std::int64_t t) {
    const ItemId tail = tails[static_cast<std::size_t>(t)], anchor = anchors[static_cast<std::size_t>(tail)];
    Codes& codes = result.codes[static_cast<std::size_t>(tail)];
    const auto row = result.residuals.row(t);
    if (anchor == ownRoot) {
      codes = nearestCodes(head.books, row);
      codes.front() += static_cast<std::int32_t>(head.books.front().codes);
      return;
    }
    codes = result.codes[static_cast<std::size_t>(anchor)];
    const auto digested = head.reconstruction(headRow[static_cast<std::size_t>(anchor)]);
    for (std::size_t j = 0; j < digested.size(); ++j) row[j] -= digested[j];
  };
  parallelFor(std::ssize(tails), 256, threads, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t t = begin; t < end; ++t) inherit(t);
  });
  return result;
}

// One number a distinct list of inherited codes: tails of different ones can't collide.
std::vector<std::int32_t> rootsOf(const Skeletons& skeletons, const std::vector<ItemId>& tails) {
  std::map<Codes, std::int32_t> numbers;
  std::vector<std::int32_t> roots;
  for (const ItemId tail : tails) roots.push_back(numbers.try_emplace(skeletons.codes[static_cast<std::size_t>(tail)], static_cast<std::int32_t>(numbers.size())).first->second);
  return roots;
}

void doubleFirstBook(Tokenization& tokens) {
  Codebook& book = tokens.codebooks.front();
  const auto centroids = book.centroids;
  book.centroids.insert(book.centroids.end(), centroids.begin(), centroids.end());
  book.codes *= 2;
}

// Only what was switched on is told, so that a report of the plain method stays as it is.
void addSwitches(Tokenization& tokens, const ParamValues& values, const data::Popularity& popularity, const Anchors& anchors) {
  const bool own = values.text("fallback") == "own_root";
  if (values.text("head_rule") != "counts") tokens.report["skeleton_heads"] = popularity.headItems.size();
  if (anchors.recall) tokens.report.update(OrderedJson{{"anchor_recall", *anchors.recall}, {"anchor_recall_sample", anchors.recallSample}});
  if (values.real("anchor_threshold") <= -1) return;
  tokens.report["anchor_fallback"] = {{"rule", values.text("fallback")}, {"threshold", values.real("anchor_threshold")}, {"tails", anchors.fallbacks}, {"exit_step", own ? 1 : values.integer("head_levels") + 1}};
  if (own && anchors.fallbacks > 0) doubleFirstBook(tokens);
}

}  // namespace

Tokenization buildSkeleton(const TokenizerInput& input, const ParamValues& values) {
  checkInput(input);
  const embed::ItemVectors vectors = quantiserVectors(input, values);
  const data::Popularity popularity = data::withHeadRule(input.popularity, data::headRuleOf(values.text("head_rule")), values.real("head_share"));
  const auto tails = tailItems(popularity);

  ResidualOptions options = residualOptions(input, values);
  options.levels = static_cast<int>(values.integer("head_levels"));
  options.name = "head";
  const int headLevels = options.levels, tailLevels = static_cast<int>(values.integer("tail_levels"));
  options.levelsOfAll = headLevels + tailLevels;
  const ResidualCodes head = quantised(rowsOf(vectors, popularity.headItems), options, input, values);
  if (head.stopped) return {};

  const Anchors anchors = findAnchors(vectors, popularity, tails, anchorOptions(input, values));
  if (input.stop.stop_requested()) return {};
  Skeletons skeletons = skeletonsOf(vectors, popularity, head, tails, anchors.anchor, input.threads);
  ResidualCodes tail;
  if (!tails.empty()) {
    options.levels = tailLevels;
    options.levelsBefore = headLevels;
    options.name = "tail";
    const auto roots = repairs(values) ? rootsOf(skeletons, tails) : std::vector<std::int32_t>();
    tail = quantised(std::move(skeletons.residuals), options, input, values, {.roots = roots});
    if (tail.stopped) return {};
  }
  for (std::size_t t = 0; t < tails.size(); ++t)
    for (const auto& level : tail.codes) skeletons.codes[static_cast<std::size_t>(tails[t])].push_back(level[t]);
  CodeLists lists;
  for (const Codes& codes : skeletons.codes) lists.add(codes);
  Tokenization tokens = finished("skt", input, values, lists, {&head, &tail}, Skeleton{headLevels, tailLevels, anchors.anchor, anchors.cosine});
  addSwitches(tokens, values, popularity, anchors);
  return tokens;
}

}  // namespace ghost::sid
