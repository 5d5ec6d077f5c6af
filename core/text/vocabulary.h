#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "text/json_place.h"

namespace ghost::text {

/// Index of a token, 0 <= id < size of the vocabulary.
using TokenId = std::int32_t;

/// The tokens of a model as its file spells them, without the added ones. Ids run from 0 without gaps. Immutable, any thread.
class Vocabulary {
 public:
  /// From an object token -> id. Throws Error{Data} for ids that are no integers, stand twice or leave gaps, and for tokens longer than 64 KB.
  explicit Vocabulary(const JsonPlace& object);
  Vocabulary(const Vocabulary&) = delete;
  Vocabulary& operator=(const Vocabulary&) = delete;

  TokenId size() const { return static_cast<TokenId>(m_tokens.size()); }
  /// `id` lies in range.
  const std::string& token(TokenId id) const { return m_tokens[static_cast<std::size_t>(id)]; }
  std::optional<TokenId> find(std::string_view token) const;

 private:
  std::vector<std::string> m_tokens;
  std::unordered_map<std::string_view, TokenId> m_ids;  ///< views of m_tokens, which never changes
};

}  // namespace ghost::text
