#include "text/json_place.h"

#include <fmt/format.h>

#include "base/error.h"

namespace ghost::text {

void JsonPlace::fail(const std::string& what) const { throw dataError(where(), what); }

const OrderedJson::object_t& JsonPlace::object() const {
  if (!m_value->is_object()) fail(fmt::format("an object was expected, found {}", m_value->type_name()));
  return m_value->get_ref<const OrderedJson::object_t&>();
}

const OrderedJson::array_t& JsonPlace::array() const {
  if (!m_value->is_array()) fail(fmt::format("a list was expected, found {}", m_value->type_name()));
  return m_value->get_ref<const OrderedJson::array_t&>();
}

const std::string& JsonPlace::text() const {
  if (!m_value->is_string()) fail(fmt::format("text was expected, found {}", m_value->type_name()));
  return m_value->get_ref<const std::string&>();
}

bool JsonPlace::flag() const {
  if (!m_value->is_boolean()) fail(fmt::format("true or false was expected, found {}", m_value->type_name()));
  return m_value->get<bool>();
}

std::int64_t JsonPlace::integer(std::int64_t lowest, std::int64_t highest) const {
  const bool whole = m_value->is_number_integer() && !(m_value->is_number_unsigned() && m_value->get<std::uint64_t>() > INT64_MAX);
  const auto number = whole ? m_value->get<std::int64_t>() : lowest;
  if (!whole || number < lowest || number > highest) fail(fmt::format("an integer from {} to {} was expected, found {}", lowest, highest, m_value->is_number() ? m_value->dump() : m_value->type_name()));
  return number;
}

std::optional<JsonPlace> JsonPlace::maybe(std::string_view key) const {
  for (const auto& [name, value] : object())
    if (name == key && !value.is_null()) return JsonPlace(value, m_file, m_path.empty() ? std::string(key.substr(0, 40)) : fmt::format("{}.{}", m_path, key.substr(0, 40)));
  return std::nullopt;
}

JsonPlace JsonPlace::at(std::string_view key) const {
  auto place = maybe(key);
  if (!place) fail(fmt::format("\"{}\" is missing", key.substr(0, 40)));
  return *std::move(place);
}

JsonPlace JsonPlace::element(std::size_t index) const { return {array().at(index), m_file, fmt::format("{}[{}]", m_path, index)}; }

bool JsonPlace::flagOr(std::string_view key, bool otherwise) const {
  const auto place = maybe(key);
  return place ? place->flag() : otherwise;
}

std::string JsonPlace::textOr(std::string_view key, std::string_view otherwise) const {
  const auto place = maybe(key);
  return place ? place->text() : std::string(otherwise);
}

}  // namespace ghost::text
