#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace ghost::text {

/// The printable character that stands for a byte in the tokens of a byte-level vocabulary: printable Latin-1 stands for itself, the other bytes for
/// U+0100, U+0101, ... in order ("Ġ" is the blank). As UTF-8.
const std::string& characterOfByte(unsigned char byte);
std::string spelled(std::string_view bytes);
/// The bytes a token spells; nothing when it holds a character that stands for no byte.
std::optional<std::string> unspelled(std::string_view token);

}  // namespace ghost::text
