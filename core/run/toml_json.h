#pragma once
#include <string>
#include <string_view>

#include <toml++/toml.h>

#include "base/json_file.h"

namespace ghost::run {

/// Inner header of the room: TOML text and tables <-> JSON values.

/// Throws Error{Data} with line and column.
toml::table parseToml(std::string_view text, const std::string& where);
/// Text, integers, floats, booleans, arrays and tables; keys in file order are lost (TOML tables are sorted). Throws Error{Data} for dates.
OrderedJson toJson(const toml::table& table, const std::string& where);
/// A quoted TOML string.
std::string tomlText(std::string_view text);
/// Any JSON value but null on one line, objects as inline tables. Numbers read back as the same kind (1.0 stays a float).
std::string tomlValue(const OrderedJson& value);

}  // namespace ghost::run
