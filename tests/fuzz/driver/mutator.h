#pragma once
#include <span>
#include <string>
#include <string_view>

#include "base/rng.h"

namespace ghost::fuzz {

/// Makes new inputs from old ones by a few random edits: bits, bytes, blocks, numbers, words of the format, pieces of another input.
/// The stream of inputs depends on the generator's seed alone.
class Mutator {
 public:
  Mutator(Rng& rng, std::span<const std::string_view> dictionary, std::size_t longest) : m_rng(rng), m_dictionary(dictionary), m_longest(longest) {}
  std::string mutate(std::string_view base, std::string_view other);

 private:
  void edit(std::string& bytes, std::string_view other);
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(m_rng.below(n)); }
  std::size_t place(const std::string& bytes) { return below(bytes.size() + 1); }
  void insert(std::string& bytes, std::string_view piece) { bytes.insert(place(bytes), piece); }
  void overwrite(std::string& bytes, std::string_view piece);
  std::string_view pieceOf(std::string_view bytes);
  void flipBit(std::string& bytes);
  void removeBlock(std::string& bytes);
  void splice(std::string& bytes, std::string_view other);
  void binaryNumber(std::string& bytes);
  void writtenNumber(std::string& bytes);

  Rng& m_rng;
  std::span<const std::string_view> m_dictionary;
  std::size_t m_longest;
};

}  // namespace ghost::fuzz
