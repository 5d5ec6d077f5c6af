// The index file of the LC-Rec family, both ways, as a stream: a DOM of ten million items would cost far more than the table it turns into.
#include <algorithm>
#include <charconv>
#include <limits>
#include <unordered_map>

#include <fmt/format.h>

#include "base/error.h"
#include "base/file_ops.h"
#include "base/json_file.h"
#include "base/json_text.h"
#include "sid/sid_table.h"

namespace ghost::sid {
namespace {

constexpr std::size_t mostTokens = std::numeric_limits<std::int32_t>::max();

/// Takes parser events of {"<id>": ["<token>", ...], ...}; anything of another shape ends the parse with a sentence.
class IndexReader : public Json::json_sax_t {
 public:
  explicit IndexReader(std::string where) : m_where(std::move(where)) {}

  bool start_object(std::size_t) override {
    if (m_depth != 0) fail("holds an object where an array of token strings was expected");
    m_depth = 1;
    return true;
  }
  bool end_object() override { m_depth = 0; return true; }
  bool key(string_t& id) override {
    std::int32_t item = -1;
    const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), item);
    if (error != std::errc() || end != id.data() + id.size() || item < 0 || (id.size() > 1 && id[0] == '0'))
      throw dataError(m_where, fmt::format("the key \"{}\" is no item id; ids are 0, 1, 2, ... without a gap", id));
    m_item = static_cast<std::size_t>(item);
    // An id far beyond the number of entries can only be a gap; it is kept apart so that it can't ask for memory.
    m_entries.emplace_back(m_item, m_tokens.size());
    return true;
  }
  bool start_array(std::size_t) override {
    if (m_depth != 1) fail(m_depth == 0 ? "holds an array where an object of item ids was expected" : "holds an array inside a SID");
    m_depth = 2;
    return true;
  }
  bool end_array() override { m_depth = 1; return true; }
  bool string(string_t& token) override {
    if (m_depth != 2) fail("holds a string where an array of token strings was expected");
    const auto [it, isNew] = m_numbers.try_emplace(token, static_cast<SidToken>(m_names.size()));
    if (isNew) m_names.push_back(token);
    m_tokens.push_back(it->second);
    if (m_tokens.size() > mostTokens) throw dataError(m_where, "the index holds more than 2^31 tokens; split the catalogue");
    return true;
  }
  bool null() override { fail("holds null where a token string was expected"); }
  bool boolean(bool) override { fail("holds true or false where a token string was expected"); }
  bool number_integer(number_integer_t) override { fail("holds a number where a token string was expected"); }
  bool number_unsigned(number_unsigned_t) override { fail("holds a number where a token string was expected"); }
  bool number_float(number_float_t, const string_t&) override { fail("holds a number where a token string was expected"); }
  bool binary(binary_t&) override { fail("holds binary data where a token string was expected"); }
  bool parse_error(std::size_t position, const std::string&, const Json::exception&) override {
    throw dataError(m_where, fmt::format("not valid JSON at byte {}; the file is damaged or of another kind", position));
  }

  /// The table, SIDs by item id. Throws for an id given twice, a gap, no item at all, another number of items than `expected` (-1 = any), and as the table itself does.
  SidTable take(std::int32_t expected) {
    if (m_entries.empty()) throw dataError(m_where, "holds no item; an index maps every item id to its SID");
    const std::size_t items = m_entries.size();
    constexpr std::size_t nowhere = static_cast<std::size_t>(-1);
    std::vector<std::size_t> entryOf(items, nowhere);
    for (std::size_t i = 0; i < items; ++i) {
      const std::size_t item = m_entries[i].first;
      if (item >= items) continue;
      if (entryOf[item] != nowhere) throw dataError(m_where, fmt::format("item {} stands twice; remove one of the entries", item));
      entryOf[item] = i;
    }
    const auto gap = std::find(entryOf.begin(), entryOf.end(), nowhere);
    if (gap != entryOf.end()) throw dataError(m_where, fmt::format("item {} is missing; ids must run from 0 without a gap", gap - entryOf.begin()));
    requireItems(expected);
    std::vector<std::int32_t> offsets{0};
    std::vector<SidToken> tokens;
    tokens.reserve(m_tokens.size());
    for (const std::size_t entry : entryOf) {
      const auto end = entry + 1 < items ? m_entries[entry + 1].second : m_tokens.size();
      tokens.insert(tokens.end(), m_tokens.begin() + static_cast<std::ptrdiff_t>(m_entries[entry].second), m_tokens.begin() + static_cast<std::ptrdiff_t>(end));
      offsets.push_back(static_cast<std::int32_t>(tokens.size()));
    }
    return SidTable::fromNumbered(std::move(offsets), std::move(tokens), std::move(m_names), m_where);
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw dataError(m_where, m_entries.empty() ? what + "; an index maps every item id to its SID" : fmt::format("item {} {}", m_item, what));
  }
  void requireItems(std::int32_t expected) const {
    const auto items = static_cast<std::int64_t>(m_entries.size());
    if (expected < 0 || items == expected) return;
    throw dataError(m_where, items < expected ? fmt::format("the index has {} items, the catalogue {}: item {} is missing; use the index made for this data set", items, expected, items)
                                              : fmt::format("the index has {} items, the catalogue only {}; use the index made for this data set", items, expected));
  }
  std::string m_where;
  std::vector<std::pair<std::size_t, std::size_t>> m_entries;  ///< item and its first place in m_tokens, in the order of the file
  std::unordered_map<std::string, SidToken> m_numbers;
  std::vector<std::string> m_names;
  std::vector<SidToken> m_tokens;
  std::size_t m_item = 0;
  int m_depth = 0;
};

}  // namespace

SidTable readIndex(const std::filesystem::path& file, std::int32_t expectedItems) {
  const std::string text = readFile(file);
  requireNoNul(text, file.string());
  IndexReader reader(file.string());
  Json::sax_parse(text, &reader);
  return reader.take(expectedItems);
}

void writeIndex(const std::filesystem::path& file, const SidTable& table) {
  // Token names hold letters, digits and <>_- only, so nothing needs escaping.
  std::string text = "{";
  for (ItemId item = 0; item < table.items(); ++item) {
    text += fmt::format("{}\n\"{}\": [", item == 0 ? "" : ",", item);
    const char* comma = "";
    for (const SidToken token : table.sid(item)) {
      text += fmt::format("{}\"{}\"", comma, table.tokenName(token));
      comma = ", ";
    }
    text += "]";
  }
  text += "\n}\n";
  writeFileAtomically(file, text);
}

}  // namespace ghost::sid
