#include <algorithm>
#include <array>
#include <unordered_set>
#include <utility>

#include "data/amazon_files.h"
#include "rows/json_fields.h"
#include "rows/line_reader.h"
#include "rows/python_literal.h"

namespace ghost::data {
namespace {

enum ReviewField : std::size_t { User, Item, Rating, Time };

std::vector<std::string> reviewKeys(int year) {
  if (year == 2023) return {"user_id", "parent_asin", "rating", "timestamp"};
  return {"reviewerID", "asin", "overall", "unixReviewTime"};
}

std::string textOf(const Json& value) { return value.is_string() ? value.get<std::string>() : value.is_null() ? std::string() : value.dump(); }

/// The strings of a value, lists in lists flattened, up to the first that is a piece of a web page; each once.
class Parts {
 public:
  Parts(const Json& value, const char* between) : m_between(between) { collect(value); }
  std::string joined() && { return std::move(m_text); }

 private:
  void collect(const Json& value) {
    if (value.is_array()) {
      for (const auto& element : value) collect(element);
      return;
    }
    std::string text = textOf(value);
    m_ended = m_ended || text.find("</span>") != std::string::npos;
    if (m_ended || text.empty() || m_seen.contains(text)) return;
    m_text += (m_text.empty() ? "" : m_between) + text;
    m_seen.insert(std::move(text));
  }
  const char* m_between;
  std::string m_text;
  std::unordered_set<std::string> m_seen;
  bool m_ended = false;
};

std::string joined(const Json& value, const char* between) { return Parts(value, between).joined(); }

/// "by\n    Maker" -> "Maker"
std::string brandOf(std::string text) {
  const char* blank = " \t\r\n";
  text.erase(0, std::min(text.find_first_not_of(blank), text.size()));
  if (text.starts_with("by\n") || text.starts_with("by\r\n")) text.erase(0, 2);
  text.erase(0, std::min(text.find_first_not_of(blank), text.size()));
  text.resize(text.find_last_not_of(blank) + 1);
  return text;
}

/// A line's fields under `keys` as values, whether it is JSON or a Python dict.
class ObjectLine {
 public:
  explicit ObjectLine(std::vector<std::string> keys) : m_keys(keys), m_fields(std::move(keys)), m_values(m_keys.size()) {}

  const std::string& read(std::string_view line) {
    m_fault.clear();
    const char* jsonFault = m_fields.read(line);
    if (jsonFault == nullptr) {
      for (std::size_t i = 0; i < m_keys.size(); ++i)
        if (m_values[i] = m_fields.value(i); m_values[i].is_discarded()) m_fault = "the text isn't UTF-8";
      return m_fault;
    }
    auto literal = rows::parsePythonFields(line, m_keys);
    const bool python = literal.fault.empty() && literal.value.is_object();
    if (!python) m_fault = line.starts_with("{'") || line.starts_with("{u'") ? literal.fault : std::string(jsonFault);
    for (std::size_t i = 0; i < m_keys.size(); ++i) m_values[i] = python && literal.value.contains(m_keys[i]) ? literal.value[m_keys[i]] : Json();
    return m_fault;
  }
  const Json& operator[](std::size_t key) const { return m_values[key]; }

 private:
  std::vector<std::string> m_keys;
  rows::JsonFields m_fields;
  std::vector<Json> m_values;
  std::string m_fault;
};

/// One review line; the strings hold what the row's views point to.
class ReviewLine {
 public:
  explicit ReviewLine(int year) : m_fields(reviewKeys(year)), m_python(reviewKeys(year)) {}

  void read(std::string_view line, EventRow& row) {
    row.fault = m_fields.read(line);
    if (row.fault != nullptr && line.starts_with("{'")) return readPython(line, row);
    if (row.fault != nullptr) return;
    row.user = part(User);
    row.item = part(Item);
    row.rating = part(Rating);
    row.time = part(Time);
    if (row.time.empty()) row.fault = "the time is missing";
  }

 private:
  std::string_view part(std::size_t key) { return m_fields.text(key, m_parts[key]).value_or(std::string_view()); }
  void readPython(std::string_view line, EventRow& row) {
    if (!m_python.read(line).empty()) return void(row.fault = "neither JSON nor a Python dict");
    row.fault = nullptr;
    for (std::size_t i = 0; i < m_parts.size(); ++i) m_parts[i] = textOf(m_python[i]);
    row.user = m_parts[User];
    row.item = m_parts[Item];
    row.rating = m_parts[Rating];
    row.time = m_parts[Time];
    if (row.time.empty()) row.fault = "the time is missing";
  }

  rows::JsonFields m_fields;
  ObjectLine m_python;
  std::array<std::string, 4> m_parts;
};

}  // namespace

void readAmazonEvents(const AmazonFile& file, rows::Reading& reading, const TakeEvent& take) {
  if (file.role == AmazonFile::Role::Ratings) return readEventTable(file.path, file.table, reading, take);
  rows::LineReader lines(file.path, reading);
  ReviewLine review(file.year);
  for (rows::Line line; lines.next(line);) {
    if (line.text.empty() && line.fault == nullptr) continue;
    EventRow row;
    row.file = &lines.name();
    row.line = line.number;
    row.fault = line.fault;
    row.text = line.text;
    if (row.fault == nullptr) review.read(line.text, row);
    if (!take(row)) return;
  }
}

void readAmazonItems(const std::filesystem::path& file, int year, bool texts, rows::Reading& reading, const TakeItem& take) {
  std::vector<std::string> keys{year == 2023 ? "parent_asin" : "asin", "title"};
  if (texts) keys.insert(keys.end(), {"description", "brand", "store", "category", "categories"});
  ObjectLine object(keys);
  rows::LineReader lines(file, reading);
  for (rows::Line line; lines.next(line);) {
    if (line.text.empty() && line.fault == nullptr) continue;
    ItemRow row;
    row.file = &lines.name();
    row.line = line.number;
    row.text = line.text;
    row.fault = line.fault != nullptr ? line.fault : object.read(line.text);
    std::string id;
    if (row.fault.empty() && (id = textOf(object[0])).empty()) row.fault = "the item id is missing";
    row.id = id;
    if (row.fault.empty()) {
      row.title = textOf(object[1]);
      row.usable = row.title.find("<span id") == std::string::npos;
      if (!row.usable) row.title.clear();
      if (texts) {
        row.description = joined(object[2], " ");
        row.brand = brandOf(textOf(object[3].is_null() ? object[4] : object[3]));
        row.categories = joined(object[5].is_null() ? object[6] : object[5], ", ");
      }
    }
    take(row);
  }
}

}  // namespace ghost::data
