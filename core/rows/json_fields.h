#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_file.h"

namespace ghost::rows {

/// Some top-level fields of one JSON object a line, without building a tree: the whole line is checked against the grammar of JSON (nesting up to 64), but only
/// the fields asked for are kept, as places in the line. Made for files of many gigabytes of which two or three fields matter.
class JsonFields {
 public:
  explicit JsonFields(std::vector<std::string> keys);

  /// Takes a line; null when it is one JSON object and no field asked for stands twice, else what is wrong. Fields are valid as long as the line is.
  const char* read(std::string_view line);
  /// As written, quotes and escapes included; empty where absent.
  std::string_view raw(std::size_t key) const { return m_raw[key]; }
  /// The text of a string or number; `scratch` holds it where escapes had to be undone. Nothing for an absent or null field, another kind, invalid UTF-8.
  std::optional<std::string_view> text(std::size_t key, std::string& scratch) const;
  /// The field as a value, whatever its kind; null where absent. Discarded (value().is_discarded()) for invalid UTF-8.
  Json value(std::size_t key) const;

 private:
  std::vector<std::string> m_keys;
  std::vector<std::string_view> m_raw;
};

}  // namespace ghost::rows
