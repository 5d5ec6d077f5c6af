#include "eval/list_line.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "base/json_file.h"
#include "base/json_text.h"

namespace ghost::eval {
namespace {

/// Fills a list straight from the parser's events (their names are nlohmann's), as a tree of values for each of a million lines would be slow.
class LineReader : public Json::json_sax_t {
 public:
  LineReader(std::int32_t items, const std::string& where) : m_items(items), m_where(where) {}

  decode::RankedList read(std::string_view line) {
    requireNoNul(line, m_where);
    Json::sax_parse(line.begin(), line.end(), this);
    for (const char* key : {"u", "t", "r"})
      if (!m_keys.contains(key)) fail(fmt::format("the key \"{}\" is missing", key));
    if (!m_list.scores.empty() && m_list.scores.size() != m_list.items.size()) fail(fmt::format("\"s\" has {} scores for {} items in \"r\"", m_list.scores.size(), m_list.items.size()));
    requireDistinct();
    requirePlaces();
    const auto invalid = static_cast<std::size_t>(std::count(m_list.items.begin(), m_list.items.end(), -1));
    if (!m_list.invalidSids.empty() && m_list.invalidSids.size() != invalid) fail(fmt::format("\"sid\" has {} strings for {} invalid slots in \"r\"", m_list.invalidSids.size(), invalid));
    return std::move(m_list);
  }

  bool start_object(std::size_t) override {
    if (m_depth > 0 && m_key != Key::Other) fail("an object stands where a number, text or list is expected");
    return deeper();
  }
  bool start_array(std::size_t) override {
    if (m_depth == 0) fail("the line holds no JSON object");
    if (m_key != Key::Other && (m_depth > 1 || m_key == Key::User || m_key == Key::Target || m_key == Key::Sharers)) fail("a list stands where none is expected");
    m_inList = true;
    return deeper();
  }
  bool end_object() override { return --m_depth, true; }
  bool end_array() override {
    if (--m_depth == 1) m_inList = false;
    return true;
  }
  bool key(string_t& name) override {
    if (m_depth > 1) return true;
    if (!m_keys.insert(name).second) fail(fmt::format("the key \"{}\" stands twice", name.substr(0, 40)));
    m_key = name == "u" ? Key::User : name == "h" ? Key::History : name == "t" ? Key::Target : name == "r" ? Key::Items : name == "s" ? Key::Scores : name == "sid" ? Key::Sids : name == "n" ? Key::Places : name == "tn" ? Key::Sharers : Key::Other;
    return true;
  }
  bool number_integer(std::int64_t value) override { return take(value, static_cast<double>(value)); }
  bool number_unsigned(std::uint64_t value) override {
    constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
    return take(static_cast<std::int64_t>(std::min(value, most)), static_cast<double>(value));
  }
  bool number_float(double value, const string_t& text) override {
    if (m_key == Key::Scores && m_inList) return m_list.scores.push_back(value), true;
    return unexpected(text);
  }
  bool string(string_t& text) override {
    if (m_key == Key::Sids && m_inList) return m_list.invalidSids.push_back(text), true;
    return unexpected("a text");
  }
  bool null() override { return unexpected("null"); }
  bool boolean(bool) override { return unexpected("true or false"); }
  bool binary(binary_t&) override { return true; }
  bool parse_error(std::size_t byte, const std::string&, const nlohmann::json::exception&) override { fail(fmt::format("not valid JSON at byte {} of the line", byte)); }

 private:
  enum class Key { User, History, Target, Items, Scores, Sids, Places, Sharers, Other };

  [[noreturn]] void fail(const std::string& what) const { throw dataError(m_where, what + "; the lists file is damaged or of another kind, decode again"); }
  bool deeper() {
    if (++m_depth > 16) fail("the JSON is nested too deep");
    return true;
  }
  bool unexpected(const std::string& what) const {
    if (m_depth == 0) fail("the line holds no JSON object");
    if (m_key != Key::Other) fail(fmt::format("{} stands in \"{}\"", what.substr(0, 40), name()));
    return true;
  }
  /// An item named twice would be counted twice by coverage, exposure and the shares of head and tail.
  void requireDistinct() const {
    std::vector<data::ItemId> sorted = m_list.items;
    std::sort(sorted.begin(), sorted.end());
    for (auto it = sorted.begin(); (it = std::adjacent_find(it, sorted.end())) != sorted.end(); it = std::upper_bound(it, sorted.end(), *it))
      if (*it >= 0) throw dataError(m_where, fmt::format("the item {} stands more than once in \"r\"; a ranking names an item once, so leave out all but its first place", *it));
  }
  /// "n" splits the items of "r" into places; an invalid generation has one of its own.
  void requirePlaces() {
    if (m_list.itemsAtPlace.empty()) return;
    std::int64_t items = 0;
    for (const auto n : m_list.itemsAtPlace) items += n;
    if (items != std::ssize(m_list.items)) fail(fmt::format("\"n\" places {} items, \"r\" has {}", items, m_list.items.size()));
    decode::forEachPlace(m_list, m_list.places(), [&](std::size_t place, std::span<const data::ItemId> at) {
      if (at.size() > 1 && std::find(at.begin(), at.end(), -1) != at.end()) fail(fmt::format("place {} holds an invalid generation beside other items", place + 1));
    });
  }
  std::int32_t id(std::int64_t value, std::int64_t lowest, std::int64_t end) const {
    if (value < lowest || value >= end) fail(fmt::format("the id {} in \"{}\" is outside {} to {}", value, name(), lowest, end - 1));
    return static_cast<std::int32_t>(value);
  }
  bool take(std::int64_t value, double real) {
    if (m_depth == 0) fail("the line holds no JSON object");
    const bool listed = m_key == Key::History || m_key == Key::Items || m_key == Key::Scores || m_key == Key::Sids || m_key == Key::Places;
    if (listed != m_inList && m_key != Key::Other) fail(fmt::format("a number stands where \"{}\" needs a list", name()));
    switch (m_key) {
      case Key::User: m_list.user = id(value, 0, std::numeric_limits<std::int32_t>::max()); break;
      case Key::Target: m_list.target = id(value, 0, m_items); break;
      case Key::History: m_list.history.push_back(id(value, 0, m_items)); break;
      case Key::Items: m_list.items.push_back(id(value, -1, m_items)); break;
      case Key::Scores: m_list.scores.push_back(real); break;
      case Key::Sids: fail("a number stands in \"sid\"");
      case Key::Places: m_list.itemsAtPlace.push_back(id(value, 1, m_items + std::int64_t{1})); break;
      case Key::Sharers: m_list.targetSharers = id(value, 1, m_items + std::int64_t{1}); break;
      case Key::Other: break;
    }
    return true;
  }
  std::string_view name() const {
    constexpr std::string_view names[] = {"u", "h", "t", "r", "s", "sid", "n", "tn", "?"};
    return names[static_cast<std::size_t>(m_key)];
  }

  std::int32_t m_items;
  const std::string& m_where;
  decode::RankedList m_list;
  std::set<std::string> m_keys;
  Key m_key = Key::Other;
  int m_depth = 0;
  bool m_inList = false;
};

}  // namespace

std::string lineOf(const decode::RankedList& list) {
  if (!list.scores.empty() && list.scores.size() != list.items.size())
    throw Error(ErrorCode::Internal, "saved lists", fmt::format("user {} has {} scores for {} items", list.user, list.scores.size(), list.items.size()));
  if (std::any_of(list.scores.begin(), list.scores.end(), [](double score) { return !std::isfinite(score); }))
    throw Error(ErrorCode::Internal, "saved lists", fmt::format("user {} has a score that is not finite", list.user));
  std::string line = fmt::format(R"({{"u":{},"h":[{}],"t":{},"r":[{}],"s":[{}])", list.user, fmt::join(list.history, ","), list.target, fmt::join(list.items, ","), fmt::join(list.scores, ","));
  if (!list.invalidSids.empty()) line += ",\"sid\":" + Json(list.invalidSids).dump(-1, ' ', false, Json::error_handler_t::replace);
  if (!list.itemsAtPlace.empty()) line += fmt::format(",\"n\":[{}]", fmt::join(list.itemsAtPlace, ","));
  if (list.targetSharers > 1) line += fmt::format(",\"tn\":{}", list.targetSharers);
  return line + "}";
}

decode::RankedList listOf(std::string_view line, std::int32_t items, const std::string& where) { return LineReader(items, where).read(line); }

}  // namespace ghost::eval
