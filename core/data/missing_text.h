#pragma once
#include <string_view>

namespace ghost::data {

/// Whether a field stands for "nothing": empty, or one of the words that programs write for it (NULL, nan, None, \N, NA, N/A, <NA>, NaT, undefined, as pandas, R and
/// databases do), in the usual spellings only: a user called "Null-Island" is one.
bool isMissingText(std::string_view text);
/// Without blanks at both ends: those of ASCII and Unicode (no-break, ideographic, zero-width), byte order marks and marks of direction.
std::string_view trimmed(std::string_view text);

}  // namespace ghost::data
