#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace ghost::rows {

/// True for well-formed UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF.
bool validUtf8(std::string_view text);
/// Appends a code point; one that is no character (a surrogate, above U+10FFFF) becomes U+FFFD.
void appendUtf8(std::string& text, std::uint32_t codePoint);
/// ISO 8859-1 as UTF-8.
std::string fromLatin1(std::string_view bytes);
/// Number of code points of well-formed UTF-8.
std::size_t countCodePoints(std::string_view text);

/// A code point written as exactly `digits` hex digits at the start of `text`; -1 when they aren't there.
std::int64_t hexDigits(std::string_view text, std::size_t digits);

}  // namespace ghost::rows
