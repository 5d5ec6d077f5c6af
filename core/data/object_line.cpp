#include "data/object_line.h"

#include <algorithm>
#include <iterator>
#include <unordered_set>
#include <utility>

#include "data/event_table.h"
#include "data/item_attributes.h"
#include "rows/object_lines.h"
#include "rows/python_literal.h"
#include "rows/text_stream.h"

namespace ghost::data {
namespace {

enum Field : std::size_t { User, Item, Rating, Time, Title, Clock };

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
    std::string text = fieldText(value);
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

bool isPython(std::string_view line) { return line.starts_with("{'") || line.starts_with("{u'"); }

}  // namespace

const std::string& ObjectLine::read(std::string_view line) {
  m_fault.clear();
  const char* jsonFault = m_fields.read(line);
  if (jsonFault == nullptr) {
    for (std::size_t i = 0; i < m_keys.size(); ++i)
      if (m_values[i] = m_fields.value(i); m_values[i].is_discarded()) m_fault = "the text isn't UTF-8";
    return m_fault;
  }
  auto literal = rows::parsePythonFields(line, m_keys);
  const bool python = literal.fault.empty() && literal.value.is_object();
  if (!python) m_fault = isPython(line) ? literal.fault : std::string(jsonFault);
  for (std::size_t i = 0; i < m_keys.size(); ++i) m_values[i] = python && literal.value.contains(m_keys[i]) ? literal.value[m_keys[i]] : Json();
  return m_fault;
}

EventLine::EventLine(const Keys& keys, bool lists) : EventLine(keys, lists, asked(keys)) {}

EventLine::EventLine(const Keys& keys, bool lists, const std::vector<std::string>& asked) : m_timed(!keys[Time].empty()), m_lists(lists), m_fields(asked), m_python(asked) {
  std::size_t next = 0;
  for (std::size_t i = 0; i < keys.size(); ++i) m_place[i] = keys[i].empty() ? absent : next++;
}

std::vector<std::string> EventLine::asked(const Keys& keys) {
  std::vector<std::string> there;
  std::copy_if(keys.begin(), keys.end(), std::back_inserter(there), [](const std::string& key) { return !key.empty(); });
  return there;
}

void EventLine::read(std::string_view line, EventRow& row) {
  row.fault = m_fields.read(line);
  if (row.fault == nullptr) {
    take(row, [&](std::size_t field) {
      const std::string_view raw = m_lists && field == Item ? m_fields.raw(m_place[field]) : std::string_view();
      return raw.starts_with('[') ? raw : m_fields.text(m_place[field], m_parts[field]).value_or(std::string_view());
    });
  } else if (isPython(line)) {
    row.fault = m_python.read(line).empty() ? nullptr : "neither JSON nor a Python dict";
    if (row.fault == nullptr) take(row, [&](std::size_t field) { return std::string_view(m_parts[field] = fieldText(m_python[m_place[field]])); });
  }
}

template <class Part>
void EventLine::take(EventRow& row, const Part& part) {
  const auto there = [&](std::size_t field) { return m_place[field] == absent ? std::string_view() : part(field); };
  row.user = there(User);
  row.item = there(Item);
  row.rating = there(Rating);
  row.time = there(Time);
  row.title = there(Title);
  if (m_timed && row.time.empty()) row.fault = "the time is missing";
  if (const auto clock = there(Clock); !clock.empty()) row.time = m_joined = withClock(row.time, clock);
}

void readEventLines(const std::filesystem::path& file, const EventLine::Keys& keys, rows::Reading& reading, const TakeEvent& take, bool lists) {
  rows::ObjectLines lines(file, reading);
  EventLine event(keys, lists);
  for (rows::Line line; lines.next(line);) {
    if (line.text.empty() && line.fault == nullptr) continue;
    EventRow row;
    row.file = &lines.name();
    row.line = line.number;
    row.fault = line.fault;
    row.text = line.text;
    if (row.fault == nullptr) event.read(line.text, row);
    if (!take(row)) return;
  }
}

void readItemLines(const std::filesystem::path& file, const std::vector<std::string>& keys, rows::Reading& reading, const TakeItem& take, const std::function<void(ItemRow& row, const ObjectLine& object)>& fill) {
  ObjectLine object(keys);
  rows::ObjectLines lines(file, reading);
  for (rows::Line line; lines.next(line);) {
    if (line.text.empty() && line.fault == nullptr) continue;
    ItemRow row;
    row.file = &lines.name();
    row.line = line.number;
    row.text = line.text;
    row.fault = line.fault != nullptr ? line.fault : object.read(line.text);
    std::string id;
    if (row.fault.empty() && (id = fieldText(object[0])).empty()) row.fault = itemIdMissing;
    row.id = id;
    if (row.fault.empty()) {
      row.title = fieldText(object[1]);
      fill(row, object);
    }
    take(row);
  }
}

std::vector<std::string> fieldNames(const std::filesystem::path& file) {
  constexpr std::size_t linesLookedAt = 20, bytesLookedAt = 1 << 20;
  std::vector<std::string> names;
  if (isAttributeMap(file)) return names;  // its keys are items
  const std::string sample = rows::startOfText(file, bytesLookedAt);
  const auto first = sample.find_first_not_of(" \t\r\n");
  if (first == std::string::npos || (sample[first] != '{' && sample[first] != '[')) return names;
  for (const std::string_view line : rows::firstObjects(sample, linesLookedAt)) {
    Json value = Json::parse(line, nullptr, false);
    if (!value.is_object()) value = rows::parsePythonLiteral(line).value;
    for (const auto& [name, field] : value.items())
      if (value.is_object() && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return names;
}

std::vector<std::vector<std::string>> fieldRows(const std::filesystem::path& file, const std::vector<std::string>& names, std::size_t most) {
  std::vector<std::vector<std::string>> found;
  const std::string sample = rows::startOfText(file, 1 << 20);
  ObjectLine object(names);
  for (const std::string_view line : rows::firstObjects(sample, most)) {
    if (!object.read(line).empty()) continue;
    found.emplace_back();
    for (std::size_t i = 0; i < names.size(); ++i) found.back().push_back(fieldText(object[i]));
  }
  return found;
}

std::string fieldText(const Json& value) { return value.is_string() ? value.get<std::string>() : value.is_null() ? std::string() : value.dump(); }

std::string joinedTexts(const Json& value, const char* between) { return Parts(value, between).joined(); }

}  // namespace ghost::data
