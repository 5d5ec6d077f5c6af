#include "text/longest_prefix.h"

#include <algorithm>

namespace ghost::text {
namespace {

unsigned char byteOf(std::string_view text, std::size_t at) { return static_cast<unsigned char>(text[at]); }

}  // namespace

LongestPrefix::LongestPrefix(std::vector<Word> words) : m_words(std::move(words)) {
  std::erase_if(m_words, [](const Word& word) { return word.text.empty(); });
  std::stable_sort(m_words.begin(), m_words.end(), [](const Word& a, const Word& b) { return a.text < b.text; });
  m_words.erase(std::unique(m_words.begin(), m_words.end(), [](const Word& a, const Word& b) { return a.text == b.text; }), m_words.end());
  m_begin.fill(0);
  for (const Word& word : m_words) ++m_begin[byteOf(word.text, 0) + 1u];
  for (std::size_t byte = 1; byte < m_begin.size(); ++byte) m_begin[byte] += m_begin[byte - 1];
}

LongestPrefix::Found LongestPrefix::find(std::string_view text) const {
  Found found;
  if (text.empty()) return found;
  auto begin = m_words.begin() + m_begin[byteOf(text, 0)], end = m_words.begin() + m_begin[byteOf(text, 0) + 1u];
  for (std::size_t depth = 1; begin != end; ++depth) {
    // All words in the range begin with text[0, depth); the shortest stands first.
    if (begin->text.size() == depth) {
      found = {depth, begin->value};
      ++begin;
    }
    if (depth == text.size()) break;
    const unsigned char next = byteOf(text, depth);
    begin = std::lower_bound(begin, end, next, [&](const Word& word, unsigned char byte) { return byteOf(word.text, depth) < byte; });
    end = std::upper_bound(begin, end, next, [&](unsigned char byte, const Word& word) { return byte < byteOf(word.text, depth); });
  }
  return found;
}

}  // namespace ghost::text
