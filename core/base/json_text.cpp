#include "base/json_text.h"

#include <fmt/format.h>

#include "base/error.h"

namespace ghost {

void requireNoNul(std::string_view text, const std::string& where) {
  const auto at = text.find('\0');
  if (at != std::string_view::npos) throw dataError(where, fmt::format("not valid JSON: a NUL byte stands at byte {}; the file is damaged or of another kind", at));
}

}  // namespace ghost
