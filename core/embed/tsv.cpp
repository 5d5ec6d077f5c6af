#include "embed/tsv.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include <fmt/format.h>

#include "base/error.h"
#include "base/file_ops.h"

namespace ghost::embed {
namespace {

/// Rows in file order, as they are found.
struct Table {
  std::int64_t dim = -1;
  std::vector<std::int64_t> ids;
  std::vector<float> values;
};

class LineParser {
 public:
  LineParser(std::string where, std::string_view line) : m_where(std::move(where)), m_rest(line) {}

  void parse(Table& table) {
    if (m_rest.find('\0') != std::string_view::npos)
      throw dataError(m_where, "the content is no text and none of the known formats; vectors are read from .npy, .safetensors and .tsv files");
    table.ids.push_back(id());
    std::int64_t count = 0;
    for (skip(); !m_rest.empty(); skip(), ++count) table.values.push_back(number());
    if (count == 0) throw dataError(m_where, "no number follows the item id");
    if (table.dim >= 0 && count != table.dim) throw dataError(m_where, fmt::format("{} numbers stand here, {} in the lines before", count, table.dim));
    table.dim = count;
  }

 private:
  void skip() {
    while (!m_rest.empty() && (m_rest.front() == ' ' || m_rest.front() == '\t' || m_rest.front() == '\r')) m_rest.remove_prefix(1);
  }
  std::int64_t id() {
    std::int64_t value = -1;
    const auto [end, error] = std::from_chars(m_rest.data(), m_rest.data() + m_rest.size(), value);
    const auto used = static_cast<std::size_t>(end - m_rest.data());
    if (error != std::errc() || value < 0 || used >= m_rest.size() || m_rest[used] != '\t')
      throw dataError(m_where, "the line doesn't begin with an item id and a tab; expected id<TAB>numbers. If this is no text table, give .npy or .safetensors");
    m_rest.remove_prefix(used);
    return value;
  }
  float number() {
    const std::string_view word = m_rest.substr(0, m_rest.find_first_of(" \t\r"));
    float value = 0;
    auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error == std::errc::result_out_of_range) {
      // Outside a float's range: tiny becomes zero, huge infinite, which the check of all values reports with row and column.
      double wide = 0;
      end = std::from_chars(word.data(), word.data() + word.size(), wide).ptr;
      value = static_cast<float>(wide);
      error = std::errc();
    }
    if (error != std::errc() || end != word.data() + word.size()) throw dataError(m_where, fmt::format("\"{}\" is no number", word.substr(0, 40)));
    m_rest.remove_prefix(word.size());
    return value;
  }

  std::string m_where;
  std::string_view m_rest;
};

ItemVectors ordered(const std::string& file, Table table) {
  ItemVectors vectors;
  vectors.rows = static_cast<std::int64_t>(table.ids.size());
  vectors.dim = std::max<std::int64_t>(0, table.dim);
  vectors.values.resize(table.values.size());
  std::vector<std::int64_t> lineOf(table.ids.size(), -1);
  for (std::size_t i = 0; i < table.ids.size(); ++i) {
    const auto id = table.ids[i];
    const auto where = [&] { return fmt::format("{}, row {}", file, i + 1); };
    if (id >= vectors.rows) throw dataError(where(), fmt::format("item id {} in a table of {} rows; ids must run from 0 to {} without gaps", id, vectors.rows, vectors.rows - 1));
    auto& line = lineOf[static_cast<std::size_t>(id)];
    if (line >= 0) throw dataError(where(), fmt::format("item id {} stands in row {} already", id, line + 1));
    line = static_cast<std::int64_t>(i);
    std::copy_n(table.values.begin() + static_cast<std::ptrdiff_t>(static_cast<std::int64_t>(i) * vectors.dim), vectors.dim, vectors.row(id).begin());
  }
  return vectors;
}

}  // namespace

ItemVectors readTsv(const std::filesystem::path& file) {
  const std::string text = readFile(file, 64ull << 30);
  Table table;
  std::int64_t number = 0;
  for (std::string_view rest = text; !rest.empty();) {
    const auto end = rest.find('\n');
    const auto line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    LineParser(fmt::format("{}, line {}", file.string(), number), line).parse(table);
  }
  return ordered(file.string(), std::move(table));
}

}  // namespace ghost::embed
