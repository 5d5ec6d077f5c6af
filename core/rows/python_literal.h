#pragma once
#include <span>
#include <string>
#include <string_view>

#include "base/json_file.h"

namespace ghost::rows {

/// A Python literal read as data, never run: None, True, False, numbers, strings ('...' or "...", with a u prefix too), lists, tuples and dicts. That is what
/// some published files hold where JSON would be expected. Python's own rules for escapes apply: '\xe9' is the character U+00E9.
/// Accepts the JSON words null, true and false besides. Nesting up to 64; an integer beyond 64 bits, a name, a call or an operator is a fault.
struct PythonLiteral {
  Json value;         ///< lists and tuples as arrays, dict keys as strings
  std::string fault;  ///< empty when good, else what is wrong and at which byte
};
PythonLiteral parsePythonLiteral(std::string_view text);
/// A dict of which only the entries under `keys` are kept; the rest is checked and passed over.
PythonLiteral parsePythonFields(std::string_view text, std::span<const std::string> keys);

}  // namespace ghost::rows
