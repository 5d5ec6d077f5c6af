#include "sid/sid_table.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <numeric>
#include <optional>
#include <unordered_map>

#include <fmt/format.h>

#include "base/error.h"

namespace ghost::sid {
namespace {

constexpr int maxLevel = 120;  // levels are kept in a signed byte
constexpr std::size_t mostTokens = std::numeric_limits<std::int32_t>::max();

std::string levelLetters(int level) {
  std::string letters;
  for (int rest = level + 1; rest > 0; rest = (rest - 1) / 26) letters.insert(letters.begin(), static_cast<char>('a' + (rest - 1) % 26));
  return letters;
}

Error badToken(const std::string& where, std::int64_t item, const std::string& token) {
  return dataError(where, fmt::format("item {}: \"{}\" is no SID token; tokens look like <a_12> (level letters, code)", item, token.substr(0, 60)));
}

// `<letters_number>` or `<letters-number>`; level suffixLetter is turned into -1.
std::optional<SidPart> parseToken(const std::string& token) {
  const std::size_t separator = token.find_first_of("_-");
  if (separator == std::string::npos || separator < 2 || token.size() < separator + 3 || token.front() != '<' || token.back() != '>') return std::nullopt;
  int level = 0;
  for (std::size_t i = 1; i < separator; ++i) {
    if (token[i] < 'a' || token[i] > 'z') return std::nullopt;
    level = level * 26 + (token[i] - 'a' + 1);
    if (level > maxLevel) return std::nullopt;
  }
  --level;
  std::int32_t code = 0;
  const char* begin = token.data() + separator + 1;
  const char* end = token.data() + token.size() - 1;
  const auto [stop, error] = std::from_chars(begin, end, code);
  if (error != std::errc() || stop != end || code < 0) return std::nullopt;
  return SidPart{static_cast<std::int8_t>(level == suffixLetter ? -1 : level), code};
}

/// Tokens in the bytewise order of their names; `rank` leads there from their order of appearance.
struct NumberedTokens {
  std::vector<std::string> names;
  std::vector<std::int8_t> levels;
  std::vector<std::int32_t> codes;
  std::vector<SidToken> rank;

  NumberedTokens(std::vector<std::string> appeared, std::span<const SidPart> parts) : rank(appeared.size()) {
    std::vector<std::size_t> byName(appeared.size());
    std::iota(byName.begin(), byName.end(), 0u);
    std::sort(byName.begin(), byName.end(), [&](std::size_t a, std::size_t b) { return appeared[a] < appeared[b]; });
    for (const std::size_t old : byName) {
      rank[old] = static_cast<SidToken>(names.size());
      names.push_back(std::move(appeared[old]));
      levels.push_back(parts[old].level);
      codes.push_back(parts[old].code);
    }
  }
};

}  // namespace

std::string tokenText(SidPart part) { return fmt::format("<{}_{}>", part.level < 0 ? std::string("p") : levelLetters(part.level), part.code); }

SidTable SidTable::numbered(std::vector<std::int32_t> offsets, std::vector<SidToken> tokens, std::vector<std::string> names, std::span<const SidPart> parts, const std::string& where) {
  if (offsets.empty() || offsets.front() != 0 || static_cast<std::size_t>(offsets.back()) != tokens.size() || !std::is_sorted(offsets.begin(), offsets.end()))
    throw dataError(where, "the SID offsets don't cover the code list; rebuild the index");
  SidTable table;
  NumberedTokens byName(std::move(names), parts);
  table.m_offsets = std::move(offsets);
  table.m_tokens = std::move(tokens);
  for (auto& token : table.m_tokens) token = byName.rank[static_cast<std::size_t>(token)];
  table.m_names = std::move(byName.names);
  table.m_levels = std::move(byName.levels);
  table.m_codes = std::move(byName.codes);
  table.measure(where);
  return table;
}

SidTable SidTable::fromNumbered(std::vector<std::int32_t> offsets, std::vector<SidToken> tokens, std::vector<std::string> names, const std::string& where) {
  // The item that holds a name is looked for only where the name is to be complained about.
  const auto firstHolder = [&](SidToken token) {
    const auto place = std::find(tokens.begin(), tokens.end(), token) - tokens.begin();
    return std::upper_bound(offsets.begin(), offsets.end(), static_cast<std::int32_t>(place)) - offsets.begin() - 1;
  };
  std::vector<SidPart> parts;
  for (const std::string& name : names) {
    const auto part = parseToken(name);
    if (!part) throw badToken(where, firstHolder(static_cast<SidToken>(parts.size())), name);
    parts.push_back(*part);
  }
  return numbered(std::move(offsets), std::move(tokens), std::move(names), parts, where);
}

SidTable SidTable::fromTokens(const std::vector<std::vector<std::string>>& sids, const std::string& where) {
  std::unordered_map<std::string, SidToken> numbers;
  std::vector<std::int32_t> offsets{0};
  std::vector<SidToken> tokens;
  std::vector<std::string> names;
  offsets.reserve(sids.size() + 1);
  for (const auto& sid : sids) {
    for (const auto& token : sid) {
      const auto [it, isNew] = numbers.try_emplace(token, static_cast<SidToken>(names.size()));
      if (isNew) names.push_back(token);
      tokens.push_back(it->second);
    }
    if (tokens.size() > mostTokens) throw dataError(where, "the index holds more than 2^31 tokens; split the catalogue");
    offsets.push_back(static_cast<std::int32_t>(tokens.size()));
  }
  return fromNumbered(std::move(offsets), std::move(tokens), std::move(names), where);
}

SidTable SidTable::fromParts(std::vector<std::int32_t> offsets, std::span<const SidPart> parts, const std::string& where) {
  std::unordered_map<std::int64_t, SidToken> numbers;
  std::vector<SidPart> distinct;
  std::vector<SidToken> tokens;
  std::vector<std::string> names;
  tokens.reserve(parts.size());
  for (const SidPart part : parts) {
    const auto [it, isNew] = numbers.try_emplace((std::int64_t{part.level} << 32) | static_cast<std::uint32_t>(part.code), static_cast<SidToken>(names.size()));
    if (isNew) {
      if (part.level < -1 || part.level == suffixLetter || part.level >= maxLevel || part.code < 0)
        throw dataError(where, fmt::format("level {} with code {} can't be written as a SID token", static_cast<int>(part.level), part.code));
      distinct.push_back(part);
      names.push_back(tokenText(part));
    }
    tokens.push_back(it->second);
  }
  return numbered(std::move(offsets), std::move(tokens), std::move(names), distinct, where);
}

void SidTable::measure(const std::string& where) {
  m_maxLength = 0;
  for (ItemId item = 0; item < items(); ++item) {
    const auto tokensOf = sid(item);
    const int length = static_cast<int>(tokensOf.size());
    if (length == 0) throw dataError(where, fmt::format("item {} has an empty SID; every item needs at least one code", item));
    if (length > maxSidLength) throw dataError(where, fmt::format("item {} has {} tokens, at most {} are allowed; use fewer levels", item, length, maxSidLength));
    for (int i = 0; i < length; ++i) {
      if (isSuffix(tokensOf[static_cast<std::size_t>(i)]) && (i == 0 || i + 1 < length))
        throw dataError(where, fmt::format("item {}: {} is a suffix token and may only stand last, after at least one code", item, tokenName(tokensOf[static_cast<std::size_t>(i)])));
    }
    m_maxLength = std::max(m_maxLength, length);
  }
}

std::span<const SidToken> SidTable::sid(ItemId item) const {
  const auto i = static_cast<std::size_t>(item);
  return std::span(m_tokens).subspan(static_cast<std::size_t>(m_offsets[i]), static_cast<std::size_t>(m_offsets[i + 1] - m_offsets[i]));
}

std::span<const SidToken> SidTable::codes(ItemId item) const {
  const auto all = sid(item);
  return isSuffix(all.back()) ? all.first(all.size() - 1) : all;
}

std::string SidTable::text(ItemId item) const {
  std::string joined;
  for (const SidToken token : sid(item)) joined += tokenName(token);
  return joined;
}

int SidTable::commonPrefix(ItemId a, ItemId b) const {
  const auto left = codes(a), right = codes(b);
  const auto [end, ignored] = std::mismatch(left.begin(), left.end(), right.begin(), right.end());
  return static_cast<int>(end - left.begin());
}

}  // namespace ghost::sid
