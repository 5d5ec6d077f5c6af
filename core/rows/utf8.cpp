#include "rows/utf8.h"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace ghost::rows {
namespace {

/// Length of the well-formed sequence at the start of `text`, 0 for none. The second byte's range rules out overlong forms and surrogates.
std::size_t sequenceLength(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const unsigned first = byte(0), second = byte(1);
  const auto follows = [&](std::size_t i) { return (byte(i) & 0xc0) == 0x80; };
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  if (first < 0xe0) return follows(1) ? 2 : 0;
  if (first < 0xf0) {
    const unsigned low = first == 0xe0 ? 0xa0 : 0x80, high = first == 0xed ? 0x9f : 0xbf;
    return second >= low && second <= high && follows(2) ? 3 : 0;
  }
  const unsigned low = first == 0xf0 ? 0x90 : 0x80, high = first == 0xf4 ? 0x8f : 0xbf;
  return second >= low && second <= high && follows(2) && follows(3) ? 4 : 0;
}

}  // namespace

bool validUtf8(std::string_view text) {
  constexpr std::uint64_t highBits = 0x8080808080808080ull;
  while (!text.empty()) {
    std::uint64_t eight = 0;
    if (text.size() >= sizeof eight && (std::memcpy(&eight, text.data(), sizeof eight), (eight & highBits) == 0)) {
      text.remove_prefix(sizeof eight);
      continue;
    }
    const std::size_t length = sequenceLength(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

void appendUtf8(std::string& text, std::uint32_t codePoint) {
  if (codePoint > 0x10ffff || (codePoint >= 0xd800 && codePoint <= 0xdfff)) codePoint = 0xfffd;
  const auto add = [&](std::uint32_t byte) { text += static_cast<char>(byte); };
  const auto tail = [&](int shift) { add(0x80 | ((codePoint >> shift) & 0x3f)); };
  if (codePoint < 0x80) return add(codePoint);
  if (codePoint < 0x800) return add(0xc0 | (codePoint >> 6)), tail(0);
  if (codePoint < 0x10000) return add(0xe0 | (codePoint >> 12)), tail(6), tail(0);
  add(0xf0 | (codePoint >> 18)), tail(12), tail(6), tail(0);
}

std::string fromLatin1(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  for (const char c : bytes) appendUtf8(text, static_cast<unsigned char>(c));
  return text;
}

std::size_t countCodePoints(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::int64_t hexDigits(std::string_view text, std::size_t digits) {
  if (text.size() < digits) return -1;
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + digits, value, 16);
  return error == std::errc() && end == text.data() + digits ? static_cast<std::int64_t>(value) : -1;
}

}  // namespace ghost::rows
