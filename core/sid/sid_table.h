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

/// item id -> semantic ID. A SID is a list of level codes, `<a_12>` for code 12 at the first level, followed where the dedup policy asks by one suffix token `<p_k>`.
/// Lengths may differ between items; several items may share one SID (a collision). Immutable. EOS is no part of it.
class SidTable {
 public:
  /// Throws Error{Data} for an empty SID, a token not of the form `<letters_number>` (ED2's `<a-12>` is taken too), more than 32 tokens in a SID.
  static SidTable fromTokens(const std::vector<std::vector<std::string>>& sids, const std::string& where = "index");

  std::int32_t items() const { return static_cast<std::int32_t>(m_offsets.size() - 1); }
  std::int32_t tokens() const { return static_cast<std::int32_t>(m_names.size()); }
  std::span<const SidToken> sid(ItemId item) const;        ///< codes, then the suffix if there is one
  std::span<const SidToken> codes(ItemId item) const;      ///< without the suffix
  const std::string& tokenName(SidToken token) const { return m_names[static_cast<std::size_t>(token)]; }
  /// 0-based level of a code token (a = 0); -1 for a suffix token.
  int level(SidToken token) const { return m_levels[static_cast<std::size_t>(token)]; }
  /// The number inside the token (`<b_240>` -> 240).
  int code(SidToken token) const { return m_codes[static_cast<std::size_t>(token)]; }
  bool isSuffix(SidToken token) const { return level(token) < 0; }
  int maxLength() const { return m_maxLength; }  ///< longest SID, suffix included
  std::string text(ItemId item) const;           ///< the token strings joined without separator
  /// Length of the common prefix of two items' codes.
  int commonPrefix(ItemId a, ItemId b) const;

 private:
  std::vector<std::int32_t> m_offsets{0};
  std::vector<SidToken> m_tokens;
  std::vector<std::string> m_names;
  std::vector<std::int8_t> m_levels;
  std::vector<std::int32_t> m_codes;
  int m_maxLength = 0;
};

/// LC-Rec style index: object of item id string -> array of token strings. Throws Error{Data} for gaps in the ids (with the first missing item) and everything above;
/// `expectedItems` >= 0 also checks that no item of the catalogue is lacking.
SidTable readIndex(const std::filesystem::path& file, std::int32_t expectedItems = -1);
void writeIndex(const std::filesystem::path& file, const SidTable& table);

}  // namespace ghost::sid
