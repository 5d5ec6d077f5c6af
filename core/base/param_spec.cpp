#include "base/param_spec.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/closest.h"
#include "base/error.h"

namespace ghost {
namespace {

constexpr std::size_t none = static_cast<std::size_t>(-1);

const char* typeName(ParamSpec::Type type) {
  switch (type) {
    case ParamSpec::Type::Integer: return "integer";
    case ParamSpec::Type::Real: return "real";
    case ParamSpec::Type::Boolean: return "boolean";
    case ParamSpec::Type::Choice: return "choice";
    case ParamSpec::Type::Text: return "text";
  }
  return "text";
}

template <class T>
bool parseNumber(std::string_view text, T& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

Error badValue(const ParamSpec& spec, std::string_view got) {
  std::string allowed;
  switch (spec.type) {
    case ParamSpec::Type::Integer: allowed = fmt::format("an integer from {} to {}", static_cast<std::int64_t>(spec.minimum), static_cast<std::int64_t>(spec.maximum)); break;
    case ParamSpec::Type::Real: allowed = fmt::format("a number from {:g} to {:g}", spec.minimum, spec.maximum); break;
    case ParamSpec::Type::Boolean: allowed = "true or false"; break;
    case ParamSpec::Type::Choice: allowed = fmt::format("one of {}", fmt::join(spec.choices, ", ")); break;
    case ParamSpec::Type::Text: allowed = "text"; break;
  }
  return usageError("parameter " + spec.key, fmt::format("\"{}\" is not allowed here; give {}", got, allowed));
}

bool inRange(const ParamSpec& spec, double number) { return std::isfinite(number) && number >= spec.minimum && number <= spec.maximum; }

}  // namespace

ParamSpec integerParam(std::string key, std::int64_t value, std::int64_t minimum, std::int64_t maximum, std::string help) {
  return {std::move(key), ParamSpec::Type::Integer, value, std::move(help), static_cast<double>(minimum), static_cast<double>(maximum), {}, {}};
}
ParamSpec realParam(std::string key, double value, double minimum, double maximum, std::string help) {
  return {std::move(key), ParamSpec::Type::Real, value, std::move(help), minimum, maximum, {}, {}};
}
ParamSpec booleanParam(std::string key, bool value, std::string help) {
  return {std::move(key), ParamSpec::Type::Boolean, value, std::move(help), 0, 0, {}, {}};
}
ParamSpec choiceParam(std::string key, std::string value, std::vector<std::string> choices, std::string help) {
  return {std::move(key), ParamSpec::Type::Choice, std::move(value), std::move(help), 0, 0, std::move(choices), {}};
}
ParamSpec textParam(std::string key, std::string value, std::string help) {
  return {std::move(key), ParamSpec::Type::Text, std::move(value), std::move(help), 0, 0, {}, {}};
}

Json toJson(const ParamSpec& spec) {
  Json json{{"key", spec.key}, {"type", typeName(spec.type)}, {"default", spec.defaultValue}, {"help", spec.help}};
  if (!spec.group.empty()) json["group"] = spec.group;
  if (spec.type == ParamSpec::Type::Integer || spec.type == ParamSpec::Type::Real) {
    json["min"] = spec.minimum;
    json["max"] = spec.maximum;
  }
  if (spec.type == ParamSpec::Type::Choice) json["choices"] = spec.choices;
  return json;
}

ParamValues::ParamValues(std::vector<ParamSpec> specs) : m_specs(std::move(specs)) {
  for (const auto& spec : m_specs) m_values.push_back(spec.defaultValue);
}

std::size_t ParamValues::indexOf(std::string_view key) const {
  const auto it = std::find_if(m_specs.begin(), m_specs.end(), [&](const ParamSpec& spec) { return spec.key == key; });
  return it == m_specs.end() ? none : static_cast<std::size_t>(it - m_specs.begin());
}

bool ParamValues::has(std::string_view key) const { return indexOf(key) != none; }

const Json& ParamValues::value(std::string_view key) const {
  const std::size_t i = indexOf(key);
  if (i != none) return m_values[i];
  std::vector<std::string_view> keys;
  for (const auto& spec : m_specs) keys.push_back(spec.key);
  throw usageError(fmt::format("parameter {}", key), keys.empty() ? std::string("there are no parameters here") : noSuch("parameter", key, keys));
}

bool ParamValues::isChanged(std::string_view key) const { return value(key) != m_specs[indexOf(key)].defaultValue; }

void ParamValues::set(std::string_view key, std::string_view text) {
  value(key);
  const std::size_t i = indexOf(key);
  const ParamSpec& spec = m_specs[i];
  std::int64_t integerValue = 0;
  double realValue = 0;
  switch (spec.type) {
    case ParamSpec::Type::Integer:
      if (!parseNumber(text, integerValue)) throw badValue(spec, text);
      return setJson(key, integerValue);
    case ParamSpec::Type::Real:
      if (!parseNumber(text, realValue)) throw badValue(spec, text);
      return setJson(key, realValue);
    case ParamSpec::Type::Boolean:
      if (text == "true" || text == "1" || text == "yes") return setJson(key, true);
      if (text == "false" || text == "0" || text == "no") return setJson(key, false);
      throw badValue(spec, text);
    default: return setJson(key, std::string(text));
  }
}

void ParamValues::setJson(std::string_view key, const Json& given) {
  value(key);
  const std::size_t i = indexOf(key);
  const ParamSpec& spec = m_specs[i];
  bool good = false;
  switch (spec.type) {
    case ParamSpec::Type::Integer: good = given.is_number_integer() && inRange(spec, given.get<double>()); break;
    case ParamSpec::Type::Real: good = given.is_number() && inRange(spec, given.get<double>()); break;
    case ParamSpec::Type::Boolean: good = given.is_boolean(); break;
    case ParamSpec::Type::Choice: good = given.is_string() && std::find(spec.choices.begin(), spec.choices.end(), given.get<std::string>()) != spec.choices.end(); break;
    case ParamSpec::Type::Text: good = given.is_string(); break;
  }
  if (!good) throw badValue(spec, given.is_string() ? given.get<std::string>() : given.dump());
  m_values[i] = spec.type == ParamSpec::Type::Real ? Json(given.get<double>()) : given;
}

std::int64_t ParamValues::integer(std::string_view key) const { return value(key).get<std::int64_t>(); }
double ParamValues::real(std::string_view key) const { return value(key).get<double>(); }
bool ParamValues::boolean(std::string_view key) const { return value(key).get<bool>(); }
std::string ParamValues::text(std::string_view key) const { return value(key).get<std::string>(); }

OrderedJson ParamValues::toJson() const {
  OrderedJson json = OrderedJson::object();
  for (std::size_t i = 0; i < m_specs.size(); ++i) json[m_specs[i].key] = m_values[i];
  return json;
}

}  // namespace ghost
