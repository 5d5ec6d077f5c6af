#include "embed/variety.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include <fmt/format.h>

#include "base/error.h"

namespace ghost::embed {
namespace {

constexpr double sameWithin = 1e-4;             // of the root mean square
constexpr double repeatedShare = 0.05, zeroShare = 0.01;  // above these the reader is told

double rootMeanSquare(const ItemVectors& vectors) {
  double sum = 0;
  for (const float value : vectors.values) sum += static_cast<double>(value) * value;
  return vectors.values.empty() ? 0 : std::sqrt(sum / static_cast<double>(vectors.values.size()));
}

/// Key of a row's components on a grid; rows that differ by less than a step have the same, but for the few at a border.
std::uint64_t keyOf(std::span<const float> row, double steps) {
  std::uint64_t key = 0x9E3779B97F4A7C15u;
  for (const float value : row) {
    const auto cell = static_cast<std::uint64_t>(std::llround(std::clamp(value * steps, -9e18, 9e18)));
    key = (key ^ cell) * 0xD6E8FEB86659FD93u;
    key ^= key >> 32;
  }
  return key;
}

/// Whether all rows lie within the rounding of the first one; keys alone would part rows at a border.
bool allSame(const ItemVectors& vectors, double scale) {
  for (std::int64_t row = 1; row < vectors.rows; ++row)
    for (std::int64_t c = 0; c < vectors.dim; ++c)
      if (std::abs(static_cast<double>(vectors.row(row)[static_cast<std::size_t>(c)]) - vectors.row(0)[static_cast<std::size_t>(c)]) > sameWithin * scale) return false;
  return true;
}

}  // namespace

Variety varietyOf(const ItemVectors& vectors) {
  Variety found;
  found.rows = vectors.rows;
  const double scale = rootMeanSquare(vectors);
  std::unordered_map<std::uint64_t, std::int64_t> groups;
  for (std::int64_t row = 0; row < vectors.rows; ++row) {
    const auto values = vectors.row(row);
    found.zeros += std::all_of(values.begin(), values.end(), [](float value) { return value == 0; });
    found.largestGroup = std::max(found.largestGroup, ++groups[scale > 0 ? keyOf(values, 1 / (sameWithin * scale)) : 0]);
  }
  found.distinct = std::ssize(groups);
  if (found.rows > 1 && allSame(vectors, scale)) {
    found.distinct = 1;
    found.largestGroup = found.rows;
  }
  return found;
}

std::vector<std::string> remarks(const Variety& v) {
  std::vector<std::string> sentences;
  const auto share = [&](std::int64_t items) { return static_cast<double>(items) / static_cast<double>(std::max<std::int64_t>(1, v.rows)); };
  if (v.distinct > 1 && share(v.rows - v.distinct) >= repeatedShare)
    sentences.push_back(fmt::format("the {} item vectors hold only {} different ones, the most common stands for {} items: items with the same vector get the same codes; look whether their texts are empty or equal", v.rows, v.distinct, v.largestGroup));
  if (v.zeros > 0 && v.zeros < v.rows && share(v.zeros) >= zeroShare) sentences.push_back(fmt::format("{} of {} item vectors are zero, as of items without text: nothing is known of them", v.zeros, v.rows));
  return sentences;
}

void requireVariety(const Variety& v, const std::string& where) {
  if (v.rows < 2 || v.distinct > 1) return;
  throw dataError(where, fmt::format("all {} vectors are {}, so no item can be told from another; make them from texts that differ (`ghost embed`), or give others", v.rows, v.zeros == v.rows ? "zero" : "the same"));
}

}  // namespace ghost::embed
