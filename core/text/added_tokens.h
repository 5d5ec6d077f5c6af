#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "text/json_place.h"
#include "text/longest_prefix.h"
#include "text/vocabulary.h"

namespace ghost::text {

/// A token that is found in the text itself, before the model sees what is around it. The flags are those of a tokenizer.json.
struct AddedToken {
  std::string content;
  bool special = false;      ///< decoding can leave it out
  bool normalized = true;    ///< looked for in the normalised text, itself normalised
  bool leftStrip = false;    ///< takes the white space before it
  bool rightStrip = false;   ///< takes the white space after it
  bool singleWord = false;   ///< only where no word character touches it
  TokenId id = -1;           ///< given by the file, or by the tokenizer it is added to
  bool operator==(const AddedToken&) const = default;
};

/// A stretch of text: one added token, or what lies between.
struct TextPart {
  std::string_view text;
  TokenId id = -1;  ///< -1 = no added token
};

/// The added tokens of a tokenizer and the search for them: from the left, the longest at each place. Immutable, any thread.
class AddedTokens {
 public:
  using Normalise = std::function<std::string(std::string_view)>;
  /// Ids are those of the vocabulary where it has the token, and go on after it without gaps elsewhere.
  /// Throws Error{Data} at `where` for anything else, for empty tokens, equal ones, and for tokens longer than 1 KB.
  AddedTokens(std::vector<AddedToken> tokens, const Vocabulary& vocabulary, const Normalise& normalise, const std::string& where);

  const std::vector<AddedToken>& tokens() const { return m_tokens; }
  const AddedToken* find(TokenId id) const;
  const AddedToken* find(std::string_view content) const;
  /// What decoding shows for a token of tokens(): its content, normalised where the token is looked for in normalised text.
  const std::string& shown(const AddedToken& token) const { return m_shown[static_cast<std::size_t>(&token - m_tokens.data())]; }
  /// Size of the vocabulary with the added tokens.
  TokenId end() const { return m_end; }

  /// Cuts raw text at the tokens that aren't `normalized`.
  std::vector<TextPart> cutRaw(std::string_view text) const { return cut(text, m_raw); }
  /// Cuts normalised text at those that are.
  std::vector<TextPart> cutNormalized(std::string_view text) const { return cut(text, m_normalized); }

 private:
  std::vector<TextPart> cut(std::string_view text, const LongestPrefix& search) const;
  bool standsAlone(std::string_view text, std::size_t begin, std::size_t end) const;
  void checkIds(const Vocabulary& vocabulary, const std::string& where);

  std::vector<AddedToken> m_tokens;  ///< by id
  std::vector<std::string> m_shown;  ///< one a token
  std::unordered_map<TokenId, std::size_t> m_byId;
  std::unordered_map<std::string, std::size_t> m_byContent;
  LongestPrefix m_raw, m_normalized;
  TokenId m_end = 0;
};

/// The list "added_tokens" of a tokenizer.json; an absent one is empty. Throws Error{Data}.
std::vector<AddedToken> readAddedTokens(const JsonPlace& root);
OrderedJson toJson(const std::vector<AddedToken>& tokens);

}  // namespace ghost::text
