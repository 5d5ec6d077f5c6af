#include "sid/varlen_tokenizer.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "base/error.h"
#include "sid/build_steps.h"
#include "sid/hyperbolic_quantizer.h"

namespace ghost::sid {
namespace {

LengthRule lengthRule(const ParamValues& values) {
  LengthRule rule;
  rule.kind = values.text("length_rule") == "power" ? LengthRule::Kind::Power : LengthRule::Kind::Rank;
  rule.shortest = static_cast<int>(values.integer("min_levels"));
  rule.longest = static_cast<int>(values.integer("max_levels"));
  rule.exponent = values.real("length_exponent");
  return rule;
}

double meanOf(const std::vector<int>& lengths, const std::vector<bool>& wanted, bool value) {
  double sum = 0, items = 0;
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    if (wanted[i] != value) continue;
    sum += lengths[i];
    ++items;
  }
  return items > 0 ? sum / items : 0;
}

OrderedJson meanLengths(const std::vector<int>& lengths, const data::Popularity& popularity) {
  const double all = static_cast<double>(std::accumulate(lengths.begin(), lengths.end(), 0)) / static_cast<double>(lengths.size());
  return {{"mean", all}, {"mean_head", meanOf(lengths, popularity.head, true)}, {"mean_tail", meanOf(lengths, popularity.head, false)}};
}

}  // namespace

std::vector<int> lengthsByPopularity(std::span<const std::int64_t> counts, const LengthRule& rule) {
  if (rule.shortest < 1 || rule.shortest > rule.longest)
    throw usageError("min_levels", fmt::format("{} to {} levels is no range; give 1 <= min_levels <= max_levels", rule.shortest, rule.longest));
  std::vector<std::int64_t> ascending(counts.begin(), counts.end());
  std::sort(ascending.begin(), ascending.end());
  const double others = std::max(1.0, static_cast<double>(counts.size()) - 1);
  std::vector<int> lengths;
  for (const std::int64_t count : counts) {
    double length = 0;
    if (rule.kind == LengthRule::Kind::Rank) {
      const auto fewer = static_cast<double>(std::lower_bound(ascending.begin(), ascending.end(), count) - ascending.begin());
      length = rule.longest - (rule.longest - rule.shortest) * (fewer / others);
    } else {
      length = rule.longest * std::pow(static_cast<double>(std::max<std::int64_t>(1, count)), -rule.exponent);
    }
    lengths.push_back(std::clamp(static_cast<int>(std::lround(length)), rule.shortest, rule.longest));
  }
  return lengths;
}

Tokenization buildVariableLength(const TokenizerInput& input, const ParamValues& values) {
  checkInput(input);
  const std::vector<int> lengths = lengthsByPopularity(input.popularity.count, lengthRule(values));
  ResidualOptions options = residualOptions(input, values);
  options.levels = static_cast<int>(values.integer("max_levels"));
  const embed::ItemVectors vectors = quantiserVectors(input, values);
  const bool hyperbolic = values.text("geometry") == "hyperbolic";
  const PoincareBall ball(values.real("curvature"));
  ResidualCodes found = hyperbolic ? quantiseInBall(vectors, options, ball, input.reporter) : quantiseResiduals(vectors, options, input.reporter);
  if (found.stopped) return {};
  repairIfAsked(found, vectors, input, values, {.levels = [&](std::int64_t item) { return lengths[static_cast<std::size_t>(item)]; }, .distances = hyperbolic && repairs(values) ? ballDistances(found, vectors, ball) : nullptr});
  if (found.stopped) return {};
  Tokenization tokens = finished("varlen", input, values, codeLists(found, [&](ItemId item) { return lengths[static_cast<std::size_t>(item)]; }), {&found}, {});
  tokens.report["code_length"] = meanLengths(lengths, input.popularity);
  return tokens;
}

}  // namespace ghost::sid
