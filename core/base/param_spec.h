#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_file.h"

namespace ghost {

/// One parameter of a tokenizer, recipe or decoder: what a form needs to draw a field and a parser to check a value.
struct ParamSpec {
  enum class Type { Integer, Real, Boolean, Choice, Text };
  std::string key;          ///< as in `-o key=value`
  Type type = Type::Text;
  Json defaultValue;        ///< of the type's JSON kind
  std::string help;         ///< one sentence, with the unit where there is one
  double minimum = 0;       ///< Integer, Real
  double maximum = 0;
  std::vector<std::string> choices;  ///< Choice
  std::string group;        ///< section of a form: "tokens", "training", "loss", "decoding"
};

ParamSpec integerParam(std::string key, std::int64_t value, std::int64_t minimum, std::int64_t maximum, std::string help);
ParamSpec realParam(std::string key, double value, double minimum, double maximum, std::string help);
ParamSpec booleanParam(std::string key, bool value, std::string help);
ParamSpec choiceParam(std::string key, std::string value, std::vector<std::string> choices, std::string help);
ParamSpec textParam(std::string key, std::string value, std::string help);
Json toJson(const ParamSpec& spec);

/// Values for a list of specs. Every key has a valid value at all times; order is that of the specs.
class ParamValues {
 public:
  ParamValues() = default;
  explicit ParamValues(std::vector<ParamSpec> specs);

  /// From text, as in `-o key=value`. Throws Error{Usage} naming the key, what is allowed and (for an unknown key) the closest one.
  void set(std::string_view key, std::string_view text);
  /// From JSON of the right kind (project files, worker commands); same errors.
  void setJson(std::string_view key, const Json& value);
  bool has(std::string_view key) const;
  /// True when the value differs from the spec's default.
  bool isChanged(std::string_view key) const;

  std::int64_t integer(std::string_view key) const;
  double real(std::string_view key) const;
  bool boolean(std::string_view key) const;
  std::string text(std::string_view key) const;  ///< Choice and Text

  const std::vector<ParamSpec>& specs() const { return m_specs; }
  /// {key: value} with keys in the order of the specs; canonical, so it can be hashed.
  OrderedJson toJson() const;

 private:
  const Json& value(std::string_view key) const;
  std::size_t indexOf(std::string_view key) const;
  std::vector<ParamSpec> m_specs;
  std::vector<Json> m_values;
};

}  // namespace ghost
