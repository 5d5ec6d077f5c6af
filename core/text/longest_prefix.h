#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ghost::text {

/// Finds the longest of many words that a text begins with. The words lie sorted, which makes them a trie without nodes: each further byte narrows the
/// range of words that still fit. Memory is the words alone; a search costs length of the match x log(words). Immutable, any thread.
class LongestPrefix {
 public:
  struct Word {
    std::string text;
    std::int32_t value = 0;
  };
  struct Found {
    std::size_t length = 0;  ///< bytes; 0 = none of the words
    std::int32_t value = 0;
  };
  LongestPrefix() : LongestPrefix(std::vector<Word>{}) {}
  /// Empty words are left out; of equal ones the first counts.
  explicit LongestPrefix(std::vector<Word> words);
  Found find(std::string_view text) const;
  bool empty() const { return m_words.empty(); }

 private:
  std::vector<Word> m_words;               ///< sorted by bytes
  std::array<std::uint32_t, 257> m_begin;  ///< of the words that begin with each byte
};

}  // namespace ghost::text
