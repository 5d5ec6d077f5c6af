#include "data/item_attributes.h"

#include <algorithm>
#include <string_view>

#include "base/error.h"
#include "base/json_file.h"
#include "data/object_line.h"
#include "rows/text_stream.h"

namespace ghost::data {
namespace fs = std::filesystem;
namespace {

/// Walks over a beginning of JSON text.
class Beginning {
 public:
  explicit Beginning(std::string_view text) : m_text(text) {}
  bool atEnd() {
    m_text.remove_prefix(std::min(m_text.find_first_not_of(" \t\r\n"), m_text.size()));
    return m_text.empty();
  }
  bool take(char c) {
    if (atEnd() || m_text.front() != c) return false;
    m_text.remove_prefix(1);
    return true;
  }
  /// A string up to its closing quote.
  bool takeString() {
    if (!take('"')) return false;
    for (std::size_t i = 0; i < m_text.size(); ++i) {
      if (m_text[i] == '\\') ++i;
      else if (m_text[i] == '"') return m_text.remove_prefix(i + 1), true;
    }
    m_text = {};
    return true;  // cut
  }
  /// A list of strings, numbers and words, up to its end.
  bool takeFlatList() {
    if (!take('[')) return false;
    while (!atEnd() && m_text.front() != ']') {
      const char c = m_text.front();
      if (c == '"') takeString();
      else if (c == '[' || c == '{') return false;
      else m_text.remove_prefix(1);
    }
    take(']');
    return true;
  }

 private:
  std::string_view m_text;
};

}  // namespace

bool isAttributeMap(const fs::path& file) {
  const std::string sample = rows::startOfText(file);
  Beginning text(sample);
  if (!text.take('{')) return false;
  for (std::size_t entries = 0;; ++entries) {
    if (text.atEnd()) return entries > 1;  // cut
    if (!text.takeString()) return false;
    if (text.atEnd()) return entries > 1;
    if (!text.take(':')) return false;
    if (text.atEnd()) return entries > 1;
    if (!text.takeFlatList()) return false;
    if (text.take('}')) return entries > 0 && text.atEnd();
    if (!text.atEnd() && !text.take(',')) return false;
  }
}

void readAttributes(const fs::path& file, rows::Reading& reading, const TakeItem& take) {
  const OrderedJson map = readJsonFile(file, {.maxBytes = 1ull << 30});
  std::error_code unknown;
  if (const auto size = fs::file_size(file, unknown); !unknown) reading.advance(size, size);
  const std::string name = file.filename().string();
  if (!map.is_object()) throw dataError(file.string(), "this isn't an object of item ids and their lists of attributes");
  for (const auto& [item, attributes] : map.items()) {
    if (reading.stopped()) return;
    ItemRow row;
    row.file = &name;
    row.id = item;
    row.categories = joinedTexts(Json(attributes), ", ");
    take(row);
  }
}

fs::path attributesBeside(const fs::path& sequences) {
  const std::string name = sequences.filename().string(), stem = name.substr(0, name.find('.', 1));
  const fs::path folder = sequences.parent_path().empty() ? fs::path(".") : sequences.parent_path();
  fs::path found;
  for (const auto& file : filesOf(folder)) {
    const std::string other = file.filename().string();
    if (other.starts_with(stem) && other.find("item2attribute") != std::string::npos && isAttributeMap(file)) found = file;
  }
  return found;
}

}  // namespace ghost::data
