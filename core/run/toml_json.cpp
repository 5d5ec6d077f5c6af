#include "run/toml_json.h"

#include <sstream>

#include <fmt/format.h>

#include "base/error.h"

namespace ghost::run {
namespace {

OrderedJson toJson(const toml::node& node, const std::string& where) {
  if (const auto* value = node.as_string()) return value->get();
  if (const auto* value = node.as_integer()) return value->get();
  if (const auto* value = node.as_floating_point()) return value->get();
  if (const auto* value = node.as_boolean()) return value->get();
  if (const auto* table = node.as_table()) {
    OrderedJson json = OrderedJson::object();
    for (const auto& [key, value] : *table) json[std::string(key.str())] = toJson(value, where);
    return json;
  }
  if (const auto* array = node.as_array()) {
    OrderedJson json = OrderedJson::array();
    for (const auto& value : *array) json.push_back(toJson(value, where));
    return json;
  }
  throw dataError(fmt::format("{}:{}", where, node.source().begin.line), "dates have no meaning here; give a number, text, true or false");
}

bool isBareKey(std::string_view key) {
  return !key.empty() && key.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") == std::string_view::npos;
}

}  // namespace

toml::table parseToml(std::string_view text, const std::string& where) {
  try {
    return toml::parse(text, where);
  } catch (const toml::parse_error& error) {
    throw dataError(fmt::format("{}:{}:{}", where, error.source().begin.line, error.source().begin.column), fmt::format("not valid TOML: {}", error.description()));
  }
}

OrderedJson toJson(const toml::table& table, const std::string& where) { return toJson(static_cast<const toml::node&>(table), where); }

std::string tomlText(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') (out += '\\') += c;
    else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) out += fmt::format("\\u{:04X}", static_cast<unsigned char>(c));
    else out += c;
  }
  return out + '"';
}

std::string tomlValue(const OrderedJson& value) {
  if (value.is_string()) return tomlText(value.get<std::string>());
  if (value.is_array() || value.is_object()) {
    std::string out;
    for (const auto& [key, entry] : value.items()) {
      if (!out.empty()) out += ", ";
      if (value.is_object()) out += (isBareKey(key) ? key : tomlText(key)) + " = ";
      out += tomlValue(entry);
    }
    return value.is_object() ? (out.empty() ? "{}" : "{ " + out + " }") : "[" + out + "]";
  }
  if (value.is_null()) throw Error(ErrorCode::Internal, "TOML", "null can't be written");
  return value.dump();  // JSON's booleans, integers and floats (always with point or exponent) are TOML's too
}

}  // namespace ghost::run
