#include "text/vocabulary.h"

#include <fmt/format.h>

namespace ghost::text {
namespace {

constexpr std::size_t longestToken = 64 << 10;

}  // namespace

Vocabulary::Vocabulary(const JsonPlace& object) {
  const auto& entries = object.object();
  if (entries.empty()) object.fail("holds no token; a vocabulary is an object token -> id");
  const auto count = static_cast<std::int64_t>(entries.size());
  std::vector<bool> taken(entries.size());
  m_tokens.resize(entries.size());
  for (const auto& [token, value] : entries) {
    const auto fail = [&](const std::string& what) { object.fail(fmt::format("the token \"{}\" {}", token.substr(0, 40), what)); };
    if (token.size() > longestToken) fail(fmt::format("is {} bytes long; the limit is {}", token.size(), longestToken));
    if (!value.is_number_integer()) fail("has no integer id");
    const auto id = value.is_number_unsigned() && value.get<std::uint64_t>() > INT32_MAX ? INT32_MAX : value.get<std::int64_t>();
    if (id < 0 || id >= count) fail(fmt::format("has the id {}; the ids of {} tokens run from 0 to {} without gaps", value.dump(), count, count - 1));
    if (taken[static_cast<std::size_t>(id)]) fail(fmt::format("has the id {}, which \"{}\" has too", id, m_tokens[static_cast<std::size_t>(id)].substr(0, 40)));
    taken[static_cast<std::size_t>(id)] = true;
    m_tokens[static_cast<std::size_t>(id)] = token;
  }
  m_ids.reserve(m_tokens.size());
  for (std::size_t id = 0; id < m_tokens.size(); ++id) m_ids.emplace(m_tokens[id], static_cast<TokenId>(id));
}

std::optional<TokenId> Vocabulary::find(std::string_view token) const {
  const auto it = m_ids.find(token);
  if (it == m_ids.end()) return std::nullopt;
  return it->second;
}

}  // namespace ghost::text
