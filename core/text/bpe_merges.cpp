#include "text/bpe_merges.h"

#include <algorithm>
#include <functional>

#include <fmt/format.h>

namespace ghost::text {
namespace {

std::uint64_t pairOf(TokenId left, TokenId right) { return static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32 | static_cast<std::uint32_t>(right); }

/// The two sides of one entry of the list.
std::pair<std::string_view, std::string_view> sidesOf(const OrderedJson& entry) {
  if (entry.is_array() && entry.size() == 2 && entry[0].is_string() && entry[1].is_string()) return {entry[0].get_ref<const std::string&>(), entry[1].get_ref<const std::string&>()};
  if (!entry.is_string()) return {};
  const std::string_view text = entry.get_ref<const std::string&>();
  const auto blank = text.find(' ');
  if (blank == std::string_view::npos || text.find(' ', blank + 1) != std::string_view::npos) return {};
  return {text.substr(0, blank), text.substr(blank + 1)};
}

}  // namespace

BpeMerges::BpeMerges(const JsonPlace& merges, const Vocabulary& vocabulary) {
  const auto& entries = merges.array();
  if (entries.size() > INT32_MAX) merges.fail("holds too many merges");
  m_merges.reserve(entries.size());
  std::string both;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto [left, right] = sidesOf(entries[i]);
    if (left.empty() || right.empty()) merges.element(i).fail("is no pair of tokens; expected [\"left\", \"right\"] or \"left right\"");
    both.assign(left).append(right);
    const auto tokenOf = [&](std::string_view text) {
      const auto id = vocabulary.find(text);
      if (!id) merges.element(i).fail(fmt::format("\"{}\" is not in the vocabulary", text.substr(0, 40)));
      return *id;
    };
    const TokenId leftId = tokenOf(left), rightId = tokenOf(right);
    // A pair that stands twice counts where it stands last, as other readers of these files have it.
    m_merges.insert_or_assign(pairOf(leftId, rightId), Merge{static_cast<std::int32_t>(i), tokenOf(both)});
  }
}

std::size_t BpeMerges::PairHash::operator()(std::uint64_t pair) const {
  // The standard hash of an integer is the integer; ids chosen on purpose could then share one bucket.
  pair = (pair ^ pair >> 30) * 0xBF58476D1CE4E5B9ull;
  pair = (pair ^ pair >> 27) * 0x94D049BB133111EBull;
  return static_cast<std::size_t>(pair ^ pair >> 31);
}

const BpeMerges::Merge* BpeMerges::find(TokenId left, TokenId right) const {
  const auto it = m_merges.find(pairOf(left, right));
  return it == m_merges.end() ? nullptr : &it->second;
}

void BpeMerger::merge(std::span<const TokenId> symbols, std::vector<TokenId>& tokens) {
  const auto count = static_cast<std::int32_t>(symbols.size());
  m_symbols.clear();
  m_heap.clear();
  for (std::int32_t i = 0; i < count; ++i) m_symbols.push_back({symbols[static_cast<std::size_t>(i)], i - 1, i + 1 < count ? i + 1 : -1});
  for (std::int32_t i = 0; i + 1 < count; ++i) propose(i);
  while (!m_heap.empty()) {
    std::pop_heap(m_heap.begin(), m_heap.end(), std::greater<>());
    const Candidate candidate = m_heap.back();
    m_heap.pop_back();
    ++m_steps;
    apply(candidate);
  }
  for (const Symbol& symbol : m_symbols)
    if (!symbol.gone) tokens.push_back(symbol.token);
}

/// Puts the pair of the symbol and its right neighbour on the heap where the two merge.
void BpeMerger::propose(std::int32_t at) {
  const Symbol& left = m_symbols[static_cast<std::size_t>(at)];
  if (left.after < 0) return;
  const auto* merge = m_merges.find(left.token, m_symbols[static_cast<std::size_t>(left.after)].token);
  if (merge == nullptr) return;
  m_heap.push_back({merge->rank, at, merge->result});
  std::push_heap(m_heap.begin(), m_heap.end(), std::greater<>());
}

void BpeMerger::apply(const Candidate& candidate) {
  Symbol& left = m_symbols[static_cast<std::size_t>(candidate.at)];
  if (left.gone || left.after < 0) return;
  Symbol& right = m_symbols[static_cast<std::size_t>(left.after)];
  // Either side may have changed since the candidate was proposed; it still counts when the two make the same token.
  const auto* merge = m_merges.find(left.token, right.token);
  if (merge == nullptr || merge->result != candidate.result) return;
  left.token = candidate.result;
  left.after = right.after;
  right.gone = true;
  if (left.after >= 0) m_symbols[static_cast<std::size_t>(left.after)].before = candidate.at;
  if (left.before >= 0) propose(left.before);
  propose(candidate.at);
}

}  // namespace ghost::text
