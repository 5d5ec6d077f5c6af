#include "embed/best_k.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace ghost::embed {
namespace {

constexpr std::int64_t mostAtOnce = 32;

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define GHOST_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define GHOST_CLONES
#endif

/// Integers in the order of the floats.
GHOST_CLONES void orderedKeys(const float* scores, std::int64_t n, std::int32_t* keys) {
  for (std::int64_t i = 0; i < n; ++i) {
    const auto bits = std::bit_cast<std::int32_t>(scores[i]);
    keys[i] = bits ^ ((bits >> 31) & 0x7fffffff);
  }
}
GHOST_CLONES std::int32_t countAbove(const std::int32_t* keys, std::int64_t n, std::int32_t limit) {
  std::int32_t count = 0;
  for (std::int64_t i = 0; i < n; ++i) count += keys[i] > limit;
  return count;
}

/// The k-th largest key: the smallest value that fewer than k keys exceed, by bisection. It costs a few dozen passes without a branch, which is less than a
/// partition whose every comparison is a guess.
std::int32_t kthLargest(const std::int32_t* keys, std::int64_t n, std::int64_t k) {
  std::int64_t low = *std::min_element(keys, keys + n), high = *std::max_element(keys, keys + n);
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    if (countAbove(keys, n, static_cast<std::int32_t>(middle)) < k) high = middle;
    else low = middle + 1;
  }
  return static_cast<std::int32_t>(low);
}

}  // namespace

BestK::BestK(std::int64_t k) : m_k(k), m_score(static_cast<std::size_t>(2 * k + mostAtOnce)), m_place(m_score.size()), m_key(m_score.size()) {}

void BestK::offer(const float* scores, std::span<const std::int32_t> ids, std::int64_t first, std::int32_t own) {
  float* score = m_score.data();
  std::int32_t* place = m_place.data();
  std::int64_t count = m_count;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    score[count] = scores[i] + 0.0f;  // minus zero is zero
    place[count] = static_cast<std::int32_t>(first + static_cast<std::int64_t>(i));
    count += static_cast<std::int64_t>(scores[i] > m_limit) & static_cast<std::int64_t>(ids[i] != own);
  }
  m_count = count;
  if (m_count >= 2 * m_k) cut();
}

void BestK::cut() {
  orderedKeys(m_score.data(), m_count, m_key.data());
  const std::int32_t least = kthLargest(m_key.data(), m_count, m_k);
  std::int64_t room = m_k - countAbove(m_key.data(), m_count, least), count = 0;  // for those that equal the least, the earliest first
  for (std::int64_t i = 0; i < m_count; ++i) {
    const auto at = static_cast<std::size_t>(i);
    const std::int64_t equal = m_key[at] == least ? 1 : 0, keep = (m_key[at] > least ? 1 : 0) | (equal & (room > 0 ? 1 : 0));
    room -= equal & keep;
    m_score[static_cast<std::size_t>(count)] = m_score[at];
    m_place[static_cast<std::size_t>(count)] = m_place[at];
    count += keep;
  }
  m_count = count;
  m_limit = *std::min_element(m_score.data(), m_score.data() + m_count);
}

void BestK::write(std::span<const std::int32_t> ids, std::int32_t* toIds, float* toScores) {
  if (m_count > m_k) cut();
  std::vector<std::int32_t> order(static_cast<std::size_t>(m_count));
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
    const auto x = static_cast<std::size_t>(a), y = static_cast<std::size_t>(b);
    return m_score[x] > m_score[y] || (m_score[x] == m_score[y] && a < b);
  });
  for (std::size_t i = 0; i < order.size(); ++i) {
    const auto at = static_cast<std::size_t>(order[i]);
    toIds[i] = ids[static_cast<std::size_t>(m_place[at])];
    toScores[i] = std::clamp(m_score[at], -1.0f, 1.0f);
  }
}

}  // namespace ghost::embed
