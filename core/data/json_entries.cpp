#include "data/json_entries.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <limits>
#include <unordered_set>

#include <fmt/format.h>

#include "base/error.h"
#include "base/file_ops.h"
#include "base/json_file.h"
#include "base/json_text.h"
#include "data/importers.h"

namespace ghost::data {
namespace {

constexpr ItemId largestId = std::numeric_limits<ItemId>::max() - 1;  // 1 + id must fit as well

/// Walks the text and counts its lines, so that every fault can name one.
struct CountingIterator {
  using iterator_category = std::forward_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;
  const char* at = nullptr;
  std::int64_t* line = nullptr;

  const char& operator*() const { return *at; }
  CountingIterator& operator++() {
    if (*at++ == '\n') ++*line;
    return *this;
  }
  CountingIterator operator++(int) { auto before = *this; ++*this; return before; }
  bool operator==(const CountingIterator& other) const { return at == other.at; }
};

/// What both files share: the top level is an object, each of its entries begins and ends. The names of the events are nlohmann's.
class EntryReader : public Json::json_sax_t {
 public:
  explicit EntryReader(std::string where) : m_where(std::move(where)) {}

  void read(const std::string& text) {
    requireNoNul(text, m_where);
    const CountingIterator begin{text.data(), &m_line}, end{text.data() + text.size(), &m_line};
    Json::sax_parse(begin, end, this);
  }

  bool key(string_t& name) override {
    if (m_depth > 1) return innerKey(name), true;
    m_entryOpen = true;
    beginEntry(m_line, name, m_names.insert(name).second);
    return true;
  }
  bool start_object(std::size_t) override { return enter(true); }
  bool start_array(std::size_t) override { return enter(false); }
  bool end_object() override { return leave(); }
  bool end_array() override { return leave(); }
  bool null() override { return leaf([&] { text(""); }); }
  bool boolean(bool value) override { return leaf([&] { text(value ? "true" : "false"); }); }
  bool number_integer(std::int64_t value) override { return leaf([&] { integer(value); }); }
  bool number_unsigned(std::uint64_t value) override {
    constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
    return leaf([&] { integer(static_cast<std::int64_t>(std::min(value, most))); });
  }
  bool number_float(double, const string_t& written) override { return leaf([&] { text(written); }); }
  bool string(string_t& value) override { return leaf([&] { text(value); }); }
  bool binary(binary_t&) override { return true; }
  bool parse_error(std::size_t byte, const std::string&, const nlohmann::json::exception& error) override {
    std::string reason = error.what();
    if (const auto bracket = reason.find("] "); bracket != std::string::npos) reason = reason.substr(bracket + 2);
    throw dataError(fmt::format("{}, line {}", m_where, m_line), fmt::format("not valid JSON at byte {}: {}", byte, reason));
  }

 protected:
  /// `depth` counts from the entry: 1 = the entry's own array or object.
  virtual void beginEntry(std::int64_t line, const std::string& name, bool first) = 0;
  virtual void innerKey(const std::string& name) {}
  virtual void open(int depth, bool object) = 0;
  virtual void close(int depth) {}
  virtual void integer(std::int64_t value) = 0;
  virtual void text(const std::string& value) = 0;
  virtual void endEntry() = 0;
  int depth() const { return m_depth - 1; }

 private:
  bool enter(bool object) {
    if (m_depth == 0 && !object) failTop();
    if (++m_depth > 64) throw dataError(fmt::format("{}, line {}", m_where, m_line), "the JSON is nested deeper than 64 levels; this is no file of a known format");
    if (m_depth > 1) open(depth(), object);
    return true;
  }
  bool leave() {
    if (m_depth > 1) close(depth());
    --m_depth;
    if (m_depth == 1) finishEntry();
    return true;
  }
  template <class Call>
  bool leaf(Call call) {
    if (m_depth == 0) failTop();
    call();
    if (m_depth == 1) finishEntry();
    return true;
  }
  void finishEntry() {
    if (m_entryOpen) endEntry();
    m_entryOpen = false;
  }
  [[noreturn]] void failTop() const { throw dataError(m_where, "the file holds no JSON object at its top level; expected {\"id\": ..., ...}"); }

  std::string m_where;
  std::int64_t m_line = 1;
  int m_depth = 0;
  bool m_entryOpen = false;
  std::unordered_set<std::string> m_names;
};

class InterReader : public EntryReader {
 public:
  InterReader(std::string where, const std::function<void(InterEntry&&)>& take) : EntryReader(std::move(where)), m_take(take) {}

 private:
  void beginEntry(std::int64_t line, const std::string& name, bool first) override {
    m_entry = {};
    m_entry.line = line;
    m_entry.user = name;
    m_position = 0;
    if (!first) fault(fmt::format("the user \"{}\" stands twice", shownLine(name)));
  }
  void open(int depth, bool object) override {
    if (depth == 1 && object) fault(fmt::format("user \"{}\" has an object where a list of item ids is expected", shownLine(m_entry.user)));
    if (depth > 1) fault(fmt::format("user \"{}\", position {}: a list stands where an item id is expected", shownLine(m_entry.user), m_position));
  }
  void integer(std::int64_t value) override {
    if (depth() == 0) return text(std::to_string(value));
    if (value < 0 || value > largestId) fault(fmt::format("user \"{}\", position {}: the item id {} is {}", shownLine(m_entry.user), m_position, value, value < 0 ? "negative" : "too large"));
    else if (m_entry.fault.empty()) m_entry.items.push_back(static_cast<ItemId>(value));
    ++m_position;
  }
  void text(const std::string& value) override {
    if (depth() == 0) fault(fmt::format("user \"{}\" has no list of item ids", shownLine(m_entry.user)));
    else fault(fmt::format("user \"{}\", position {}: \"{}\" is no integer item id", shownLine(m_entry.user), m_position, shownLine(value)));
    ++m_position;
  }
  void endEntry() override { m_take(std::move(m_entry)); }
  void fault(std::string what) {
    if (m_entry.fault.empty()) m_entry.fault = std::move(what);
  }

  const std::function<void(InterEntry&&)>& m_take;
  InterEntry m_entry;
  std::int64_t m_position = 0;
};

class ItemReader : public EntryReader {
 public:
  ItemReader(std::string where, const std::function<void(ItemEntry&&)>& take) : EntryReader(std::move(where)), m_take(take) {}

 private:
  void beginEntry(std::int64_t line, const std::string& name, bool first) override {
    m_entry = {};
    m_entry.line = line;
    m_field = nullptr;
    m_fields.clear();
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), m_entry.item);
    if (error != std::errc() || end != name.data() + name.size() || m_entry.item < 0 || m_entry.item > largestId)
      m_entry.fault = fmt::format("\"{}\" is no item id; keys are \"0\", \"1\", ...", shownLine(name));
    else if (!first) m_entry.fault = fmt::format("the item {} stands twice", m_entry.item);
  }
  void innerKey(const std::string& name) override {
    if (depth() != 1) return;
    if (!m_fields.insert(name).second && m_entry.fault.empty()) m_entry.fault = fmt::format("item {} has the field \"{}\" twice", m_entry.item, shownLine(name));
    m_field = name == "title" ? &m_entry.title : name == "description" ? &m_entry.description : name == "brand" ? &m_entry.brand : name == "categories" ? &m_entry.categories : nullptr;
  }
  void open(int depth, bool object) override {
    if (depth == 1 && !object) noObject();
  }
  void close(int depth) override {
    if (depth == 2) m_field = nullptr;
  }
  void integer(std::int64_t value) override { text(std::to_string(value)); }
  void text(const std::string& value) override {
    if (depth() == 0) noObject();
    if (m_field == nullptr) return;
    if (!m_field->empty() && !value.empty()) *m_field += ", ";
    *m_field += value;
  }
  void endEntry() override { m_take(std::move(m_entry)); }
  void noObject() {
    if (m_entry.fault.empty()) m_entry.fault = fmt::format("item {} has no object with title and description", m_entry.item);
  }

  const std::function<void(ItemEntry&&)>& m_take;
  ItemEntry m_entry;
  std::string* m_field = nullptr;
  std::unordered_set<std::string> m_fields;
};

}  // namespace

void readInterJson(const std::filesystem::path& file, const std::function<void(InterEntry&&)>& take) {
  InterReader(file.string(), take).read(readFile(file));
}

void readItemJson(const std::filesystem::path& file, const std::function<void(ItemEntry&&)>& take) {
  ItemReader(file.string(), take).read(readFile(file));
}

}  // namespace ghost::data
