#include "text/byte_alphabet.h"

#include <array>

#include "text/unicode.h"

namespace ghost::text {
namespace {

struct Alphabet {
  std::array<std::string, 256> ofByte;
  std::array<int, 0x180> toByte;  ///< by character, -1 = none

  Alphabet() {
    toByte.fill(-1);
    char32_t next = 0x100;
    for (int byte = 0; byte < 256; ++byte) {
      const bool printable = (byte >= '!' && byte <= '~') || (byte >= 0xA1 && byte != 0xAD);
      const char32_t character = printable ? static_cast<char32_t>(byte) : next++;
      appendUtf8(ofByte[static_cast<std::size_t>(byte)], character);
      toByte[character] = byte;
    }
  }
};

const Alphabet& alphabet() {
  static const Alphabet all;
  return all;
}

}  // namespace

const std::string& characterOfByte(unsigned char byte) { return alphabet().ofByte[byte]; }

std::string spelled(std::string_view bytes) {
  std::string token;
  for (const char byte : bytes) token += characterOfByte(static_cast<unsigned char>(byte));
  return token;
}

std::optional<std::string> unspelled(std::string_view token) {
  const auto& toByte = alphabet().toByte;
  std::string bytes;
  for (std::size_t at = 0; at < token.size();) {
    const Character c = characterAt(token, at);
    if (c.value >= toByte.size() || toByte[c.value] < 0) return std::nullopt;
    bytes.push_back(static_cast<char>(toByte[c.value]));
    at += static_cast<std::size_t>(c.length);
  }
  return bytes;
}

}  // namespace ghost::text
