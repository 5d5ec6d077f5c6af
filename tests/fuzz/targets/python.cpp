#include "rows/python_literal.h"

#include <array>

#include "tests/fuzz/targets/targets.h"

namespace ghost::fuzz {

std::string runPython(std::string_view bytes) {
  const rows::PythonLiteral literal = rows::parsePythonLiteral(bytes);
  const std::array<std::string, 2> keys{"asin", "title"};
  const rows::PythonLiteral some = rows::parsePythonFields(bytes, keys);
  require(literal.fault.empty() || literal.value.is_null(), "a faulty literal has no value");
  if (!literal.fault.empty()) return literal.fault;
  // JSON is Python but for its three words, which the reader takes too.
  const rows::PythonLiteral second = rows::parsePythonLiteral(literal.value.dump());
  require(second.fault.empty() && second.value == literal.value, "a literal written again reads equal");
  require(some.fault.empty(), "a few fields are read where the whole is");
  if (!literal.value.is_object()) return "a literal";
  Json expected = Json::object();
  for (const auto& key : keys)
    if (literal.value.contains(key)) expected[key] = literal.value[key];
  require(some.value == expected, "a few fields are those of the whole");
  return "a dict";
}

}  // namespace ghost::fuzz
