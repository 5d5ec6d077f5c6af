#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/json_file.h"

namespace ghost::text {

/// A value of a JSON document together with where it stands ("model.merges[3]"), so that each complaint names file and place.
/// It refers to the document, which must outlive it. Every accessor throws Error{Data} when the value is of another type.
class JsonPlace {
 public:
  JsonPlace(const OrderedJson& root, std::string file) : m_value(&root), m_file(std::move(file)) {}

  /// The entry of an object; it must be there.
  JsonPlace at(std::string_view key) const;
  /// The entry of an object; nothing when it is absent or null.
  std::optional<JsonPlace> maybe(std::string_view key) const;
  JsonPlace element(std::size_t index) const;

  const OrderedJson::object_t& object() const;
  const OrderedJson::array_t& array() const;
  const std::string& text() const;
  /// text() cut to what fits a message.
  std::string brief() const { return text().substr(0, 40); }
  bool flag() const;
  std::int64_t integer(std::int64_t lowest, std::int64_t highest) const;

  /// `maybe(key)` as a flag or text, with a value for when it is absent.
  bool flagOr(std::string_view key, bool otherwise) const;
  std::string textOr(std::string_view key, std::string_view otherwise) const;

  const OrderedJson& value() const { return *m_value; }
  const std::string& file() const { return m_file; }
  std::string where() const { return m_path.empty() ? m_file : m_file + ", " + m_path; }
  [[noreturn]] void fail(const std::string& what) const;

 private:
  JsonPlace(const OrderedJson& value, std::string file, std::string path) : m_value(&value), m_file(std::move(file)), m_path(std::move(path)) {}
  const OrderedJson* m_value;
  std::string m_file, m_path;
};

}  // namespace ghost::text
