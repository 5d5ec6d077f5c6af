#include "embed/tsv.h"

#include <bit>

#include <fmt/format.h>

#include "tests/fuzz/targets/scratch.h"
#include "tests/fuzz/targets/targets.h"

namespace ghost::fuzz {

std::string runTsv(std::string_view bytes) {
  const embed::ItemVectors vectors = embed::readTsv(scratchFile("table.tsv", bytes));
  require(vectors.values.size() == static_cast<std::size_t>(vectors.rows * vectors.dim), "a table has rows x columns numbers");
  std::string text;
  for (std::int64_t row = vectors.rows; row-- > 0;) {
    text += fmt::format("{}\t", row);
    for (const float value : vectors.row(row)) text += fmt::format("{} ", value);
    text += '\n';
  }
  const auto second = again([&] { return embed::readTsv(scratchFile("again.tsv", text)); });
  require(second.rows == vectors.rows && second.dim == vectors.dim, "a table written again has the same shape");
  for (std::size_t i = 0; i < vectors.values.size(); ++i) {
    const float a = vectors.values[i], b = second.values[i];
    require(std::bit_cast<std::uint32_t>(a) == std::bit_cast<std::uint32_t>(b) || (a != a && b != b), "a number written again reads equal");
  }
  return vectors.rows == 0 ? "an empty table" : "a table";
}

}  // namespace ghost::fuzz
