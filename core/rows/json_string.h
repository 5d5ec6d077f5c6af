#pragma once
#include <string>
#include <string_view>

namespace ghost::rows {

/// `raw` was found well-formed before (JsonFields). Undoes the escapes of a JSON string (with its quotes); false for invalid UTF-8. A lone surrogate becomes U+FFFD.
bool decodeJsonString(std::string_view raw, std::string& text);

}  // namespace ghost::rows
