#include "decode/exact_ties.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "base/error.h"

namespace ghost::decode {
namespace {

using Mark = RootMarks::Mark;
using Wide = unsigned __int128;

constexpr Mark prime = (Mark{1} << 61) - 1;
// Far above the rounding of a sum of 20 products, far below what counts of real data differ by.
constexpr double nearly = 1e-12;

Mark reduced(Wide value) {
  value = (value & prime) + (value >> 61);
  value = (value & prime) + (value >> 61);
  return static_cast<Mark>(value >= prime ? value - prime : value);
}

Mark times(Mark a, Mark b) { return reduced(static_cast<Wide>(a) * b); }

Mark raised(Mark base, std::uint64_t exponent) {
  Mark result = 1;
  for (; exponent > 0; exponent >>= 1, base = times(base, base))
    if (exponent & 1) result = times(result, base);
  return result;
}

Mark inverse(Mark value) { return raised(value, prime - 2); }

/// Spreads bits (the finaliser of SplitMix64).
std::uint64_t scattered(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15ull;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
  return x ^ (x >> 31);
}

/// The element that stands for number^-(part / whole), 0 < part < whole.
Mark elementOf(std::int64_t number, std::uint64_t part) { return 2 + scattered(scattered(static_cast<std::uint64_t>(number)) ^ part) % (prime - 2); }

struct Decimal {
  std::int64_t digits = 0;  ///< value = digits / 10^places
  int places = 0;
};

/// The shortest decimal that reads back as `value`, which is what a person wrote.
Decimal decimalOf(double value) {
  const std::string text = fmt::format("{}", value);
  const std::size_t exponent = std::min(text.find('e'), text.size()), point = std::min(text.find('.'), exponent);
  Decimal decimal{0, exponent > point ? static_cast<int>(exponent - point) - 1 : 0};
  for (const char c : text.substr(0, exponent))
    if (c >= '0' && c <= '9') decimal.digits = decimal.digits * 10 + (c - '0');
  if (exponent < text.size()) decimal.places -= std::stoi(text.substr(exponent + 1));
  for (; decimal.places < 0; ++decimal.places) decimal.digits *= 10;
  return decimal;
}

std::int64_t tenTo(int places) {
  std::int64_t result = 1;
  for (int i = 0; i < places; ++i) result *= 10;
  return result;
}

bool near(double a, double b) { return std::abs(a - b) <= nearly * std::max(std::abs(a), std::abs(b)); }

/// Gives scores that are exactly equal one value; `items` are sorted, best first.
void settle(std::vector<ScoredItem>& items, const MarkTied& marks) {
  std::vector<std::pair<std::size_t, std::size_t>> runs;
  std::vector<ScoredItem> tied;
  for (std::size_t begin = 0, end = 0; begin < items.size(); begin = end) {
    end = begin + 1;
    while (end < items.size() && near(items[end - 1].score, items[end].score)) ++end;
    if (items[begin].score == items[end - 1].score) continue;  // one value already, or one item
    runs.emplace_back(begin, end);
    tied.insert(tied.end(), items.begin() + static_cast<std::ptrdiff_t>(begin), items.begin() + static_cast<std::ptrdiff_t>(end));
  }
  if (tied.empty()) return;
  std::vector<Mark> all(tied.size());
  marks(tied, all);
  std::size_t at = 0;
  for (const auto& [begin, end] : runs) {
    std::unordered_map<Mark, double> value;  // the best of each class, which comes first
    for (std::size_t i = begin; i < end; ++i) items[i].score = value.emplace(all[at++], items[i].score).first->second;
  }
}

}  // namespace

RootMarks::RootMarks(double power) {
  const Decimal decimal = decimalOf(power);
  if (decimal.places > 17) return;  // below every power that a count could tell from 0
  m_denominator = tenTo(decimal.places);
  m_numerator = decimal.digits;
  const std::int64_t common = std::gcd(m_numerator, m_denominator);
  m_numerator /= common;
  m_denominator /= common;
}

Mark RootMarks::whole(std::int64_t value) { return value >= 0 ? static_cast<Mark>(value) % prime : prime - static_cast<Mark>(-value) % prime; }
Mark RootMarks::sum(Mark a, Mark b) { return reduced(static_cast<Wide>(a) + b); }
Mark RootMarks::product(Mark a, Mark b) { return times(a, b); }

Mark RootMarks::decimal(double value) {
  const Decimal decimal = decimalOf(value);
  return times(whole(decimal.digits), inverse(raised(10, static_cast<std::uint64_t>(decimal.places))));
}

const std::vector<RootMarks::Factor>& RootMarks::factorsOf(std::int64_t number) {
  const auto [place, isNew] = m_factors.try_emplace(number);
  if (!isNew) return place->second;
  std::vector<Factor> factors;
  for (std::int64_t p = 2; p * p <= number; ++p)
    for (; number % p == 0; number /= p) {
      if (factors.empty() || factors.back().prime != p) factors.push_back({p, 0});
      ++factors.back().exponent;
    }
  if (number > 1) factors.push_back({number, 1});
  return place->second = std::move(factors);
}

Mark RootMarks::root(std::int64_t own, std::int64_t other) {
  if (own < 1 || other < 1) throw Error(ErrorCode::Internal, "item-knn", "a count below 1 has no root");
  const bool small = own < (std::int64_t{1} << 32) && other < (std::int64_t{1} << 32);
  const std::uint64_t key = static_cast<std::uint64_t>(own) << 32 | static_cast<std::uint64_t>(other);
  if (small)
    if (const auto known = m_roots.find(key); known != m_roots.end()) return known->second;
  // Exponents in parts of 1 / (2 denominator): own^-1/2 gives `denominator` each, other^-p twice the numerator.
  std::vector<std::pair<std::int64_t, Wide>> exponents;
  for (const Factor& factor : factorsOf(own)) exponents.emplace_back(factor.prime, static_cast<Wide>(factor.exponent) * static_cast<Wide>(m_denominator));
  for (const Factor& factor : factorsOf(other)) {
    const auto found = std::find_if(exponents.begin(), exponents.end(), [&](const auto& one) { return one.first == factor.prime; });
    auto& parts = found != exponents.end() ? found->second : exponents.emplace_back(factor.prime, 0).second;
    parts += static_cast<Wide>(factor.exponent) * 2 * static_cast<Wide>(m_numerator);
  }
  Mark mark = 1;
  const Wide whole = static_cast<Wide>(m_denominator) * 2;
  for (const auto& [number, parts] : exponents) {
    mark = times(mark, inverse(raised(static_cast<Mark>(number), static_cast<std::uint64_t>(parts / whole))));
    if (const auto rest = static_cast<std::uint64_t>(parts % whole); rest > 0) mark = times(mark, elementOf(number, rest));
  }
  if (small) m_roots.emplace(key, mark);
  return mark;
}

void rankExactly(std::vector<ScoredItem>& items, std::size_t keep, const data::Popularity& popularity, const MarkTied& marks) {
  const std::size_t kept = std::min(keep, items.size());
  const auto end = [&](std::size_t n) { return items.begin() + static_cast<std::ptrdiff_t>(n); };
  const auto order = [&](const ScoredItem& a, const ScoredItem& b) { return ahead(popularity, a, b); };
  if (marks && kept > 0) {
    // What is within rounding of the last that is kept may stand before it.
    std::nth_element(items.begin(), end(kept - 1), items.end(), [](const ScoredItem& a, const ScoredItem& b) { return a.score > b.score; });
    const double last = items[kept - 1].score;
    items.erase(std::remove_if(end(kept), items.end(), [&](const ScoredItem& item) { return !near(item.score, last); }), items.end());
    std::sort(items.begin(), items.end(), order);
    settle(items, marks);
  }
  std::partial_sort(items.begin(), end(kept), items.end(), order);
  items.resize(kept);
}

}  // namespace ghost::decode
