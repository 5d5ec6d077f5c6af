#pragma once
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "data/interactions.h"

namespace ghost::sid {

using data::ItemId;
/// Number of a distinct SID token, 0..tokens()-1, in the order of the token strings sorted bytewise (as published code numbers new tokens).
using SidToken = std::int32_t;

/// One element of a SID before it has a token number: level 0.. with its code, or level -1 with the ordinal of a suffix token.
struct SidPart {
  std::int8_t level = 0;
  std::int32_t code = 0;
  auto operator<=>(const SidPart&) const = default;
};
/// Level whose letter is taken by the suffix token `<p_k>`; builders stay below it.
inline constexpr int suffixLetter = 'p' - 'a';
inline constexpr int maxSidLength = 32;
/// `<a_12>` for {0, 12}; `<p_3>` for {-1, 3}.
std::string tokenText(SidPart part);

/// item id -> semantic ID. A SID is a list of level codes, `<a_12>` for code 12 at the first level, followed where the dedup policy asks by one suffix token `<p_k>`.
/// Lengths may differ between items; several items may share one SID (a collision). Immutable. EOS is no part of it.
class SidTable {
 public:
  /// Throws Error{Data} for an empty SID, a token not of the form `<letters_number>` (ED2's `<a-12>` is taken too), a suffix token before the end,
  /// a SID of suffix alone, more than 32 tokens in a SID. Letters count as in a spreadsheet: a = level 0, z = 25, aa = 26.
  static SidTable fromTokens(const std::vector<std::vector<std::string>>& sids, const std::string& where = "index");
  /// The same from numbered tokens: SID i = tokens[offsets[i] .. offsets[i+1]), each an index of `names`, which are distinct and in any order. Same errors.
  static SidTable fromNumbered(std::vector<std::int32_t> offsets, std::vector<SidToken> tokens, std::vector<std::string> names, const std::string& where = "index");
  /// The same from codes: SID i = parts[offsets[i] .. offsets[i+1]); offsets start at 0 and hold one entry more than there are items. Same errors.
  static SidTable fromParts(std::vector<std::int32_t> offsets, std::span<const SidPart> parts, const std::string& where = "index");

  std::int32_t items() const { return static_cast<std::int32_t>(m_offsets.size() - 1); }
  std::int32_t tokens() const { return static_cast<std::int32_t>(m_names.size()); }
  std::span<const SidToken> sid(ItemId item) const;        ///< codes, then the suffix if there is one
  std::span<const SidToken> codes(ItemId item) const;      ///< without the suffix
  const std::string& tokenName(SidToken token) const { return m_names[static_cast<std::size_t>(token)]; }
  /// 0-based level of a code token (a = 0); -1 for a suffix token, `<p_k>` at the end of a SID.
  int level(SidToken token) const { return m_levels[static_cast<std::size_t>(token)]; }
  /// The number inside the token (`<b_240>` -> 240).
  int code(SidToken token) const { return m_codes[static_cast<std::size_t>(token)]; }
  bool isSuffix(SidToken token) const { return level(token) < 0; }
  int maxLength() const { return m_maxLength; }  ///< longest SID, suffix included
  std::string text(ItemId item) const;           ///< the token strings joined without separator
  /// Length of the common prefix of two items' codes.
  int commonPrefix(ItemId a, ItemId b) const;

 private:
  /// Numbers the tokens by their names; `tokens` are indices of `names`, whose parts are `parts`.
  static SidTable numbered(std::vector<std::int32_t> offsets, std::vector<SidToken> tokens, std::vector<std::string> names, std::span<const SidPart> parts, const std::string& where);
  void measure(const std::string& where);  ///< checks every SID and finds the longest
  std::vector<std::int32_t> m_offsets{0};
  std::vector<SidToken> m_tokens;
  std::vector<std::string> m_names;
  std::vector<std::int8_t> m_levels;
  std::vector<std::int32_t> m_codes;
  int m_maxLength = 0;
};

/// LC-Rec style index: object of item id string -> array of token strings, in any order of ids. Read as a stream, so memory is that of the file and the table. Throws Error{Data} for gaps in the ids (with the first missing item) and everything above;
/// `expectedItems` >= 0 also checks that no item of the catalogue is lacking.
SidTable readIndex(const std::filesystem::path& file, std::int32_t expectedItems = -1);
void writeIndex(const std::filesystem::path& file, const SidTable& table);

}  // namespace ghost::sid
