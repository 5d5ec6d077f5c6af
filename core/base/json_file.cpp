#include "base/json_file.h"

#include <set>
#include <vector>

#include <fmt/format.h>

#include "base/error.h"
#include "base/file_ops.h"
#include "base/json_text.h"

namespace ghost {

namespace {

/// The library's text names line, column and what was expected; its "[json.exception...]" prefix means nothing to a person.
std::string plainReason(const std::exception& error) {
  const std::string reason = error.what();
  const auto bracket = reason.find("] ");
  return bracket == std::string::npos ? reason : reason.substr(bracket + 2);
}

/// Builds the tree while it checks depth and duplicate keys. The library's own builder looks every key up in the entries before it, which makes one object
/// with many keys cost their square; here the set of open keys answers that, and entries are appended.
class TreeBuilder final : public nlohmann::json_sax<OrderedJson> {
 public:
  TreeBuilder(const std::string& where, int maxDepth) : m_where(where), m_maxDepth(maxDepth) {}

  OrderedJson take() { return std::move(m_root); }

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(number_integer_t value) override { return add(value); }
  bool number_unsigned(number_unsigned_t value) override { return add(value); }
  bool number_float(number_float_t value, const string_t&) override { return add(value); }
  bool string(string_t& value) override { return add(std::move(value)); }
  bool binary(binary_t& value) override { return add(std::move(value)); }
  bool start_object(std::size_t) override {
    m_keys.emplace_back();
    return open(OrderedJson::object());
  }
  bool end_object() override {
    m_keys.pop_back();
    return close();
  }
  bool start_array(std::size_t) override { return open(OrderedJson::array()); }
  bool end_array() override { return close(); }
  bool key(string_t& value) override {
    if (!m_keys.back().insert(value).second) throw dataError(m_where, fmt::format("the key \"{}\" stands twice in one object; remove one of them", value));
    m_key = std::move(value);
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception& error) override {
    throw dataError(m_where, "not valid JSON: " + plainReason(error));
  }

 private:
  OrderedJson& place(OrderedJson value) {
    if (m_open.empty()) return m_root = std::move(value);
    OrderedJson& parent = *m_open.back();
    if (parent.is_array()) return parent.get_ref<OrderedJson::array_t&>().emplace_back(std::move(value));
    auto& entries = parent.get_ref<OrderedJson::object_t&>();
    entries.push_back({std::move(m_key), std::move(value)});
    return entries.back().second;
  }
  bool add(OrderedJson value) {
    place(std::move(value));
    return true;
  }
  bool open(OrderedJson value) {
    if (static_cast<int>(m_open.size()) >= m_maxDepth) throw dataError(m_where, fmt::format("the JSON is nested deeper than {} levels; this is no file of a known format", m_maxDepth));
    m_open.push_back(&place(std::move(value)));
    return true;
  }
  bool close() {
    m_open.pop_back();
    return true;
  }

  const std::string& m_where;
  int m_maxDepth;
  OrderedJson m_root;
  std::vector<OrderedJson*> m_open;           ///< each is the last entry of the one before, so none moves while it is open
  std::vector<std::set<std::string>> m_keys;  ///< of the open objects
  std::string m_key;
};

}  // namespace

OrderedJson parseJson(std::string_view text, const std::string& where, const JsonLimits& limits) {
  requireNoNul(text, where);
  TreeBuilder builder(where, limits.maxDepth);
  OrderedJson::sax_parse(text.begin(), text.end(), &builder);
  return builder.take();
}

OrderedJson readJsonFile(const std::filesystem::path& file, const JsonLimits& limits) {
  return parseJson(readFile(file, limits.maxBytes), file.string(), limits);
}

}  // namespace ghost
