#include "sid/given_codes.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.h"
#include "sid/tokenizers.h"

namespace ghost::sid {
namespace fs = std::filesystem;
namespace {

constexpr int mostCode = 65535;

SidTable tableAt(const fs::path& place, const data::Popularity& popularity) {
  SidTable table = fs::is_directory(place) ? loadTokenization(place).table : importIndex(place, &popularity).table;
  if (table.items() != popularity.items())
    throw dataError(place.string(), fmt::format("the index names {} items, the catalogue has {}; give that of this data set", table.items(), popularity.items()));
  return table;
}

/// Level -> item -> code.
std::vector<std::vector<std::int32_t>> codesOf(const SidTable& table, const fs::path& place) {
  const std::size_t levels = table.codes(0).size();
  if (levels < 2) throw dataError(place.string(), "the SIDs have a single level; tokens can only be split where a level lies below them");
  std::vector<std::vector<std::int32_t>> codes(levels, std::vector<std::int32_t>(static_cast<std::size_t>(table.items())));
  for (ItemId item = 0; item < table.items(); ++item) {
    const auto tokens = table.codes(item);
    if (tokens.size() != levels) throw dataError(place.string(), fmt::format("item {} has {} codes, item 0 has {}; an index of one length is needed", item, tokens.size(), levels));
    for (std::size_t level = 0; level < levels; ++level) {
      const int code = table.code(tokens[level]);
      if (table.level(tokens[level]) != static_cast<int>(level)) throw dataError(place.string(), fmt::format("item {} has {} as its token {}; levels must stand in order", item, table.tokenName(tokens[level]), level + 1));
      if (code > mostCode) throw dataError(place.string(), fmt::format("item {} has the code {}; codes above {} are not taken", item, code, mostCode));
      codes[level][static_cast<std::size_t>(item)] = code;
    }
  }
  return codes;
}

/// Means of the residuals that hold each code.
Codebook meansOf(const embed::ItemVectors& residuals, const std::vector<std::int32_t>& codes, std::size_t level) {
  Codebook book{fmt::format("level.{}", level), *std::max_element(codes.begin(), codes.end()) + std::int64_t{1}, residuals.dim, {}};
  std::vector<double> sum(static_cast<std::size_t>(book.codes * book.dim), 0.0);
  std::vector<std::int64_t> items(static_cast<std::size_t>(book.codes), 0);
  for (std::int64_t row = 0; row < residuals.rows; ++row) {
    double* to = sum.data() + codes[static_cast<std::size_t>(row)] * book.dim;
    for (const float value : residuals.row(row)) *to++ += value;
    ++items[static_cast<std::size_t>(codes[static_cast<std::size_t>(row)])];
  }
  book.centroids.resize(sum.size());
  for (std::size_t i = 0; i < sum.size(); ++i) book.centroids[i] = static_cast<float>(sum[i] / static_cast<double>(std::max<std::int64_t>(1, items[i / static_cast<std::size_t>(book.dim)])));
  return book;
}

/// Takes the centroids away; the mean squared residual that is left.
double subtract(embed::ItemVectors& residuals, const Codebook& book, const std::vector<std::int32_t>& codes) {
  double squares = 0;
  for (std::int64_t row = 0; row < residuals.rows; ++row) {
    const float* centroid = book.centroids.data() + codes[static_cast<std::size_t>(row)] * book.dim;
    for (float& value : residuals.row(row)) {
      value -= *centroid++;
      squares += static_cast<double>(value) * value;
    }
  }
  return squares / static_cast<double>(residuals.rows);
}

}  // namespace

ResidualCodes givenCodes(const fs::path& place, const embed::ItemVectors& vectors, const data::Popularity& popularity) {
  ResidualCodes found;
  found.codes = codesOf(tableAt(place, popularity), place);
  embed::ItemVectors residuals = vectors;
  for (std::size_t level = 0; level < found.codes.size(); ++level) {
    found.books.push_back(meansOf(residuals, found.codes[level], level));
    found.inertia.push_back(subtract(residuals, found.books.back(), found.codes[level]));
  }
  return found;
}

}  // namespace ghost::sid
