#pragma once
#include <string>
#include <string_view>

namespace ghost::text {

/// Rewrites a regular expression as tokenizer.json files hold them (Oniguruma) so that PCRE2 matches the same text.
/// \s and \S become explicit sets: PCRE2 counts U+180E as a space, Unicode no longer does. What the two engines read differently and no tokenizer needs
/// (\w, \b, \h, \v, back references, recursion, verbs, set operations) is refused: Error{Data} at `where`, naming the construct.
std::string pcrePattern(std::string_view regex, const std::string& where);

}  // namespace ghost::text
