#include "tests/fuzz/driver/mutator.h"

#include <algorithm>

namespace ghost::fuzz {
namespace {

/// Borders of integer types, sizes that overflow once multiplied, lengths that are refused.
constexpr std::uint64_t numbers[] = {0, 1, 2, 7, 8, 9, 15, 16, 63, 64, 65, 127, 128, 255, 256, 1024, 4096, 32767, 32768, 65535, 65536, 100'000'001, 0x7fffffff, 0x80000000, 0xffffffff, 0x100000000,
  0x2000000000000000, 0x4000000000000001, 0x7fffffffffffffff, 0x8000000000000000, 0xfffffffffffffff8, 0xffffffffffffffff};
constexpr std::string_view written[] = {"-1", "-0", "00", "1.5", "1e999", "-9223372036854775809", "18446744073709551616", "0.1e-400", "99999999999999999999999999999999999999999"};

bool isDigit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::string Mutator::mutate(std::string_view base, std::string_view other) {
  std::string bytes(base);
  // Few edits keep a file close to valid, where the deeper checks lie; now and then many.
  const std::size_t edits = 1 + below(below(8) == 0 ? 24 : 4);
  for (std::size_t i = 0; i < edits; ++i) edit(bytes, other);
  if (bytes.size() > m_longest) bytes.resize(m_longest);
  return bytes;
}

void Mutator::edit(std::string& bytes, std::string_view other) {
  switch (below(13)) {
    case 0: return flipBit(bytes);
    case 1: return overwrite(bytes, std::string(1, static_cast<char>(below(256))));
    case 2: return insert(bytes, std::string(1, static_cast<char>(below(256))));
    case 3: return removeBlock(bytes);
    case 4: return bytes.resize(place(bytes));
    case 5: return insert(bytes, std::string(pieceOf(bytes)));
    case 6: return overwrite(bytes, std::string(pieceOf(bytes)));
    case 7: return splice(bytes, other);
    case 8: return insert(bytes, pieceOf(other));
    case 9: return binaryNumber(bytes);
    case 10: return writtenNumber(bytes);
    case 11: return m_dictionary.empty() ? flipBit(bytes) : insert(bytes, m_dictionary[below(m_dictionary.size())]);
    default: return m_dictionary.empty() ? flipBit(bytes) : overwrite(bytes, m_dictionary[below(m_dictionary.size())]);
  }
}

void Mutator::overwrite(std::string& bytes, std::string_view piece) {
  const std::size_t at = place(bytes);
  bytes.replace(at, std::min(piece.size(), bytes.size() - at), piece);
}

/// Mostly short; a long one a time in eight.
std::string_view Mutator::pieceOf(std::string_view bytes) {
  if (bytes.empty()) return bytes;
  const std::size_t at = below(bytes.size());
  return bytes.substr(at, 1 + below(below(8) == 0 ? bytes.size() : 16));
}

void Mutator::flipBit(std::string& bytes) {
  if (!bytes.empty()) bytes[below(bytes.size())] ^= static_cast<char>(1u << below(8));
}

void Mutator::removeBlock(std::string& bytes) {
  if (bytes.empty()) return;
  const std::string_view piece = pieceOf(bytes);
  bytes.erase(static_cast<std::size_t>(piece.data() - bytes.data()), piece.size());
}

void Mutator::splice(std::string& bytes, std::string_view other) {
  bytes.resize(place(bytes));
  if (!other.empty()) bytes += other.substr(below(other.size()));
}

void Mutator::binaryNumber(std::string& bytes) {
  const std::uint64_t number = numbers[below(std::size(numbers))];
  const std::size_t width = std::size_t{1} << below(4);
  const bool bigEndian = below(4) == 0;
  std::string piece;
  for (std::size_t i = 0; i < width; ++i) piece += static_cast<char>(number >> (8 * (bigEndian ? width - 1 - i : i)) & 0xff);
  // Lengths and counts mostly stand at the beginning.
  const std::size_t at = below(2) == 0 ? place(bytes) : std::min(bytes.size(), below(17));
  bytes.replace(at, std::min(width, bytes.size() - at), piece);
}

/// A number in the text becomes another one.
void Mutator::writtenNumber(std::string& bytes) {
  const auto from = bytes.begin() + static_cast<std::ptrdiff_t>(place(bytes));
  const auto begin = std::find_if(from, bytes.end(), isDigit);
  const auto end = std::find_if_not(begin, bytes.end(), isDigit);
  const std::size_t choice = below(std::size(numbers) + std::size(written));
  bytes.replace(begin, end, choice < std::size(numbers) ? std::to_string(numbers[choice]) : std::string(written[choice - std::size(numbers)]));
}

}  // namespace ghost::fuzz
