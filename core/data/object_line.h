#pragma once
#include <array>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "data/event_import.h"
#include "rows/json_fields.h"

namespace ghost::data {

/// The fields of a line under some keys as values, whether it is a JSON object or a Python dict.
class ObjectLine {
 public:
  explicit ObjectLine(std::vector<std::string> keys) : m_keys(keys), m_fields(std::move(keys)), m_values(m_keys.size()) {}
  /// What is wrong with the line; empty when nothing is.
  const std::string& read(std::string_view line);
  /// Null where absent.
  const Json& operator[](std::size_t key) const { return m_values[key]; }

 private:
  std::vector<std::string> m_keys;
  rows::JsonFields m_fields;
  std::vector<Json> m_values;
  std::string m_fault;
};

/// An event an object. The keys are those of user, item, rating, time, title and the time of day (where the time is a date alone), empty = there is none. The row's views point into this and the line.
class EventLine {
 public:
  using Keys = std::array<std::string, 6>;
  /// With `lists` an array of items is one text, as it stands.
  explicit EventLine(const Keys& keys, bool lists = false);
  void read(std::string_view line, EventRow& row);

 private:
  static constexpr std::size_t absent = static_cast<std::size_t>(-1);
  EventLine(const Keys& keys, bool lists, const std::vector<std::string>& asked);
  static std::vector<std::string> asked(const Keys& keys);
  template <class Part>
  void take(EventRow& row, const Part& part);

  bool m_timed, m_lists;
  std::array<std::size_t, 6> m_place{};  ///< of user, item, ... among the fields asked for
  rows::JsonFields m_fields;
  ObjectLine m_python;
  std::array<std::string, 6> m_parts;
  std::string m_joined;
};

/// Hands on the events of a file of such lines.
void readEventLines(const std::filesystem::path& file, const EventLine::Keys& keys, rows::Reading& reading, const TakeEvent& take, bool lists = false);

/// Hands on the items of a file of objects: the id is the field of the first key, the title that of the second; `fill` adds what else is wanted from the others.
void readItemLines(const std::filesystem::path& file, const std::vector<std::string>& keys, rows::Reading& reading, const TakeItem& take, const std::function<void(ItemRow& row, const ObjectLine& object)>& fill);
constexpr const char* itemIdMissing = "the item id is missing";

/// The names of the fields in the first lines of a file of objects; empty where they are none.
std::vector<std::string> fieldNames(const std::filesystem::path& file);
/// What stands in those fields in the first lines, at most `most`.
std::vector<std::vector<std::string>> fieldRows(const std::filesystem::path& file, const std::vector<std::string>& names, std::size_t most);
/// A string as it is, null as nothing, anything else as JSON writes it.
std::string fieldText(const Json& value);
/// The strings of a value, lists in lists flattened, each once, up to the first that is a piece of a web page.
std::string joinedTexts(const Json& value, const char* between);

}  // namespace ghost::data
