#include "text/added_tokens.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.h"
#include "text/unicode.h"

namespace ghost::text {
namespace {

// Bounds the search: at each place of a text at most this much of it is compared.
constexpr std::size_t longestAdded = 1024;

}  // namespace

AddedTokens::AddedTokens(std::vector<AddedToken> tokens, const Vocabulary& vocabulary, const Normalise& normalise, const std::string& where) : m_tokens(std::move(tokens)) {
  std::stable_sort(m_tokens.begin(), m_tokens.end(), [](const AddedToken& a, const AddedToken& b) { return a.id < b.id; });
  checkIds(vocabulary, where);
  for (const AddedToken& token : m_tokens) m_shown.push_back(token.normalized ? normalise(token.content) : token.content);
  // Where two tokens become the same text by normalisation, special ones go first.
  std::vector<LongestPrefix::Word> raw, normalized;
  for (const bool special : {true, false})
    for (const AddedToken& token : m_tokens)
      if (token.special == special) (token.normalized ? normalized : raw).push_back({shown(token), token.id});
  m_raw = LongestPrefix(std::move(raw));
  m_normalized = LongestPrefix(std::move(normalized));
}

void AddedTokens::checkIds(const Vocabulary& vocabulary, const std::string& where) {
  m_end = vocabulary.size();
  for (std::size_t i = 0; i < m_tokens.size(); ++i) {
    const AddedToken& token = m_tokens[i];
    const auto fail = [&](const std::string& what) { throw dataError(where, fmt::format("the added token \"{}\" {}", token.content.substr(0, 40), what)); };
    if (token.content.empty()) fail("is empty");
    if (token.content.size() > longestAdded) fail(fmt::format("is {} bytes long; the limit is {}", token.content.size(), longestAdded));
    if (!m_byContent.emplace(token.content, i).second) fail("stands twice");
    const auto known = vocabulary.find(token.content);
    if (known && *known != token.id) fail(fmt::format("has the id {}, but the vocabulary gives it {}", token.id, *known));
    if (!known && token.id != m_end) fail(fmt::format("has the id {}; ids go on after the vocabulary without gaps, so {} was expected", token.id, m_end));
    if (!known) ++m_end;
    m_byId.emplace(token.id, i);
  }
}

const AddedToken* AddedTokens::find(TokenId id) const {
  const auto it = m_byId.find(id);
  return it == m_byId.end() ? nullptr : &m_tokens[it->second];
}

const AddedToken* AddedTokens::find(std::string_view content) const {
  const auto it = m_byContent.find(std::string(content));
  return it == m_byContent.end() ? nullptr : &m_tokens[it->second];
}

bool AddedTokens::standsAlone(std::string_view text, std::size_t begin, std::size_t end) const {
  const bool before = begin > 0 && isWordCharacter(characterBefore(text, begin).value);
  const bool after = end < text.size() && isWordCharacter(characterAt(text, end).value);
  return !before && !after;
}

std::vector<TextPart> AddedTokens::cut(std::string_view text, const LongestPrefix& search) const {
  std::vector<TextPart> parts;
  std::size_t open = 0;       // begin of what no token has taken yet
  std::size_t spacesEnd = 0;  // up to here a token has taken white space; one that begins inside need not walk over it again
  const auto close = [&](std::size_t end) {
    if (open < end) parts.push_back({text.substr(open, end - open), -1});
  };
  for (std::size_t at = 0; at < text.size() && !search.empty();) {
    const auto found = search.find(text.substr(at));
    if (found.length == 0) {
      at += static_cast<std::size_t>(characterAt(text, at).length);
      continue;
    }
    std::size_t begin = at, end = at + found.length;
    at = end;  // also after a token that is dropped here: no shorter one is looked for inside it
    const AddedToken& token = *find(found.value);
    if (token.singleWord && !standsAlone(text, begin, end)) continue;
    while (token.leftStrip && begin > open && isSpace(characterBefore(text, begin).value)) begin -= static_cast<std::size_t>(characterBefore(text, begin).length);
    if (token.rightStrip) end = std::max(end, spacesEnd);
    while (token.rightStrip && end < text.size() && isSpace(characterAt(text, end).value)) end += static_cast<std::size_t>(characterAt(text, end).length);
    if (token.rightStrip) spacesEnd = end;
    close(begin);
    parts.push_back({text.substr(begin, end - begin), token.id});
    open = end;
  }
  close(text.size());
  return parts;
}

std::vector<AddedToken> readAddedTokens(const JsonPlace& root) {
  std::vector<AddedToken> tokens;
  const auto list = root.maybe("added_tokens");
  if (!list) return tokens;
  for (std::size_t i = 0; i < list->array().size(); ++i) {
    const JsonPlace entry = list->element(i);
    AddedToken token;
    token.content = entry.at("content").text();
    token.id = static_cast<TokenId>(entry.at("id").integer(0, INT32_MAX - 1));
    token.special = entry.at("special").flag();
    token.normalized = entry.at("normalized").flag();
    token.leftStrip = entry.at("lstrip").flag();
    token.rightStrip = entry.at("rstrip").flag();
    token.singleWord = entry.at("single_word").flag();
    tokens.push_back(std::move(token));
  }
  return tokens;
}

OrderedJson toJson(const std::vector<AddedToken>& tokens) {
  OrderedJson list = OrderedJson::array();
  for (const AddedToken& token : tokens)
    list.push_back({{"id", token.id}, {"content", token.content}, {"single_word", token.singleWord}, {"lstrip", token.leftStrip}, {"rstrip", token.rightStrip}, {"normalized", token.normalized}, {"special", token.special}});
  return list;
}

}  // namespace ghost::text
