#include "sid/crab_tokenizer.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include <fmt/format.h>

#include "base/error.h"
#include "sid/build_steps.h"
#include "sid/child_split.h"
#include "sid/given_codes.h"

namespace ghost::sid {
namespace {

/// Splits tokens of finished codes, level by level, and keeps account of it.
class TokenSplitter {
 public:
  TokenSplitter(const embed::ItemVectors& vectors, const data::Popularity& popularity, const ParamValues& values, ResidualCodes& codes)
      : m_vectors(vectors), m_popularity(popularity), m_values(values), m_codes(codes), m_levels(OrderedJson::array()), m_map(OrderedJson::object()) {}

  void splitLevel(std::size_t level) {
    const std::map<std::int32_t, std::int64_t> before = popularities(level);
    const double mean = static_cast<double>(total(before)) / static_cast<double>(before.size());
    OrderedJson splits = OrderedJson::array(), whole = OrderedJson::array();
    const auto chosen = overPopular(before, mean);
    const auto childrenOf = grouped(level, chosen);
    for (const std::int32_t code : chosen) {
      const ByChild& children = childrenOf.at(code);
      const auto wanted = std::clamp<std::int64_t>(std::lround(static_cast<double>(before.at(code)) / mean), 2, m_values.integer("split_parts"));
      const auto parts = static_cast<std::int32_t>(std::min<std::int64_t>(wanted, std::ssize(children)));
      if (parts < 2) whole.push_back(nameOf(level, code));
      else splits.push_back(splitToken(level, code, children, parts));
    }
    const std::map<std::int32_t, std::int64_t> after = popularities(level);
    m_levels.push_back({{"level", level + 1}, {"tokens_before", before.size()}, {"tokens", after.size()}, {"mean_popularity", mean}, {"max_popularity_before", largest(before)},
                        {"max_popularity", largest(after)}, {"split", splits}, {"one_child", whole}});
  }
  OrderedJson report() const { return {{"levels", m_levels}, {"token_map", m_map}}; }

 private:
  using ByChild = std::map<std::int32_t, std::vector<ItemId>>;  // next-level code -> items

  static std::string nameOf(std::size_t level, std::int32_t code) { return tokenText({static_cast<std::int8_t>(level), code}); }
  static std::int64_t total(const std::map<std::int32_t, std::int64_t>& counts) {
    std::int64_t sum = 0;
    for (const auto& [code, count] : counts) sum += count;
    return sum;
  }
  static std::int64_t largest(const std::map<std::int32_t, std::int64_t>& counts) {
    return std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.second < b.second; })->second;
  }
  std::int64_t eventsOf(const std::vector<ItemId>& items) const {
    std::int64_t sum = 0;
    for (const ItemId item : items) sum += m_popularity.count[static_cast<std::size_t>(item)];
    return sum;
  }
  std::int32_t& code(std::size_t level, ItemId item) { return m_codes.codes[level][static_cast<std::size_t>(item)]; }

  std::map<std::int32_t, std::int64_t> popularities(std::size_t level) {
    std::map<std::int32_t, std::int64_t> counts;
    for (ItemId item = 0; item < m_popularity.items(); ++item) counts[code(level, item)] += m_popularity.count[static_cast<std::size_t>(item)];
    return counts;
  }
  // Most popular first, the lower code of equals; at least one where any stands out and a share is asked for at all.
  std::vector<std::int32_t> overPopular(const std::map<std::int32_t, std::int64_t>& counts, double mean) const {
    std::vector<std::int32_t> codes;
    for (const auto& [code, count] : counts)
      if (static_cast<double>(count) > mean) codes.push_back(code);
    std::stable_sort(codes.begin(), codes.end(), [&](std::int32_t a, std::int32_t b) { return counts.at(a) > counts.at(b); });
    const auto most = std::max<std::size_t>(m_values.real("split_share") > 0 ? 1 : 0, static_cast<std::size_t>(m_values.real("split_share") * static_cast<double>(counts.size())));
    codes.resize(std::min(codes.size(), most));
    return codes;
  }
  std::map<std::int32_t, ByChild> grouped(std::size_t level, const std::vector<std::int32_t>& parents) {
    std::map<std::int32_t, ByChild> groups;
    for (const std::int32_t parent : parents) groups[parent];
    for (ItemId item = 0; item < m_popularity.items(); ++item)
      if (const auto found = groups.find(code(level, item)); found != groups.end()) found->second[code(level + 1, item)].push_back(item);
    return groups;
  }
  Children measured(std::size_t level, const ByChild& byChild) {
    Children children{{std::ssize(byChild), m_vectors.dim, {}}, {}, {}};
    for (const auto& [child, items] : byChild) {
      std::vector<double> mean(static_cast<std::size_t>(m_vectors.dim));
      for (const ItemId item : items) {
        for (std::size_t j = 0; j < mean.size(); ++j) mean[j] += static_cast<double>(m_vectors.row(item)[j]) / static_cast<double>(items.size());
        for (std::size_t above = 0; above < level; ++above)
          for (std::size_t j = 0; j < mean.size(); ++j) mean[j] -= static_cast<double>(m_codes.books[above].centroids[static_cast<std::size_t>(code(above, item)) * mean.size() + j]) / static_cast<double>(items.size());
      }
      children.means.values.insert(children.means.values.end(), mean.begin(), mean.end());
      children.weights.push_back(static_cast<double>(items.size()));
      children.popularities.push_back(static_cast<double>(eventsOf(items)));
    }
    return children;
  }
  // In shares both terms are relative to the token: popularities to its own, distances to the spread of its children.
  double unit(const Children& children) const {
    if (m_values.text("split_unit") == "counts") return 1;
    const double own = std::accumulate(children.popularities.begin(), children.popularities.end(), 0.0);
    const double spread = measureSplit(children, Parts(children.weights.size(), 0), 1).distance;
    return spread > 0 ? std::sqrt(spread) / own : 1;  // children in one place can only be told apart by popularity
  }
  OrderedJson splitToken(std::size_t level, std::int32_t parent, const ByChild& byChild, std::int32_t parts) {
    const Children children = measured(level, byChild);
    Children scaled = children;
    for (double& popularity : scaled.popularities) popularity *= unit(children);
    const ChildSplit split = splitChildren(scaled, parts, m_values.real("split_balance"));
    const ChildSplit counted = measureSplit(children, split.parts, parts);
    std::vector<OrderedJson> into;
    OrderedJson names = OrderedJson::array();
    for (std::int32_t part = 0; part < parts; ++part) {
      const std::int32_t fresh = part == 0 ? parent : newCode(level, parent);
      std::int64_t events = 0, kept = 0;
      std::size_t child = 0;
      for (const auto& [next, items] : byChild) {
        if (split.parts[child++] != part) continue;
        for (const ItemId item : items) code(level, item) = fresh;
        events += eventsOf(items);
        ++kept;
      }
      names.push_back(nameOf(level, fresh));
      into.push_back({{"token", nameOf(level, fresh)}, {"popularity", events}, {"children", kept}});
    }
    m_map[nameOf(level, parent)] = names;
    return {{"token", nameOf(level, parent)}, {"into", into}, {"distance", counted.distance}, {"balance", counted.balance}, {"exact", split.exact}};
  }
  std::int32_t newCode(std::size_t level, std::int32_t parent) {
    Codebook& book = m_codes.books[level];
    const auto begin = static_cast<std::size_t>(parent * book.dim);
    const std::vector<float> centroid(book.centroids.begin() + static_cast<std::ptrdiff_t>(begin), book.centroids.begin() + static_cast<std::ptrdiff_t>(begin + static_cast<std::size_t>(book.dim)));
    book.centroids.insert(book.centroids.end(), centroid.begin(), centroid.end());
    return static_cast<std::int32_t>(book.codes++);
  }

  const embed::ItemVectors& m_vectors;
  const data::Popularity& m_popularity;
  const ParamValues& m_values;
  ResidualCodes& m_codes;
  OrderedJson m_levels, m_map;
};

void checkLevel(std::int64_t chosen, std::int64_t levels) {
  if (chosen >= levels) throw usageError("split_level", fmt::format("tokens of level {} of {} have no children to be split by; give a level from 1 to {}, or more levels", chosen, levels, levels - 1));
}

void checkGiven(const std::string& index, const ParamValues& values) {
  if (!index.empty() && repairs(values))
    throw usageError("dedup", "repair gives items other last codes, but those of a given index stay as they are; choose all, colliding or none, or leave index empty");
}

ResidualCodes ownCodes(const embed::ItemVectors& vectors, const TokenizerInput& input, const ParamValues& values) {
  ResidualOptions options = residualOptions(input, values);
  options.levels = static_cast<int>(values.integer("levels"));
  return quantised(vectors, options, input, values);
}

}  // namespace

Tokenization buildCrab(const TokenizerInput& input, const ParamValues& values) {
  checkInput(input);
  const embed::ItemVectors vectors = quantiserVectors(input, values);
  const std::string index = values.text("index");
  const std::int64_t chosen = values.integer("split_level");
  checkGiven(index, values);
  if (index.empty()) checkLevel(chosen, values.integer("levels"));
  ResidualCodes found = index.empty() ? ownCodes(vectors, input, values) : givenCodes(index, vectors, input.popularity);
  if (found.stopped) return {};
  const std::int64_t levels = found.levels();
  checkLevel(chosen, levels);
  TokenSplitter splitter(vectors, input.popularity, values, found);
  for (std::int64_t level = levels - 1; level >= 1; --level) {
    if (input.stop.stop_requested()) return {};
    if (chosen == 0 || chosen == level) splitter.splitLevel(static_cast<std::size_t>(level) - 1);
  }
  Tokenization tokens = finished("crab", input, values, codeLists(found, [&](ItemId) { return found.levels(); }), {&found}, {});
  tokens.report["split"] = splitter.report();
  return tokens;
}

}  // namespace ghost::sid
