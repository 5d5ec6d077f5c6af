#include "base/closest.h"

#include <algorithm>
#include <cctype>
#include <numeric>
#include <optional>
#include <vector>

namespace ghost {
namespace {

constexpr std::size_t mostListed = 24, longestList = 400;  // names, bytes
constexpr std::size_t shortestBeginning = 3;

/// Without what people leave out or write otherwise.
std::string folded(std::string_view word) {
  std::string text;
  for (const char c : word)
    if (std::isalnum(static_cast<unsigned char>(c))) text += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

/// Edits from `a` to each beginning of `b`, the whole of it last; neighbours that changed places are one.
std::vector<std::size_t> edits(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before, last, row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0u);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before = std::move(last);
    last = row;
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return row;
}

/// How far `word` is from `known`, both folded; nothing where it is too far to be meant.
std::optional<std::size_t> distance(const std::string& word, const std::string& known) {
  if (word == known) return 0;
  if (word.size() < 2 || known.empty()) return std::nullopt;
  const std::vector<std::size_t> row = edits(word, known);
  if (row.back() <= std::max<std::size_t>(1, word.size() / 3)) return row.back();
  if (word.size() >= shortestBeginning && known.size() > word.size()) {
    const std::size_t beginning = *std::min_element(row.begin(), row.end());
    if (beginning <= word.size() / 6) return word.size() + beginning;  // after every whole one
  }
  return known.size() > shortestBeginning && word.starts_with(known) ? std::optional(2 * word.size()) : std::nullopt;
}

std::string listed(std::span<const std::string_view> names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) text += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + std::string(names[i]);
  return text;
}

}  // namespace

std::string_view closestOf(std::string_view word, std::span<const std::string_view> known) {
  const std::string given = folded(word);
  std::string_view best;
  std::optional<std::size_t> least;
  for (const std::string_view one : known)
    if (const auto far = distance(given, folded(one)); far && (!least || *far < *least)) {
      least = far;
      best = one;
    }
  return best;
}

std::string noSuch(std::string_view what, std::string_view word, std::span<const std::string_view> known) {
  const std::string start = "no such " + std::string(what);
  if (const std::string_view closest = closestOf(word, known); !closest.empty()) return start + "; did you mean " + std::string(closest) + "?";
  if (known.size() == 1) return start + "; there is " + std::string(known.front());
  const std::string names = listed(known);
  if (known.size() <= mostListed && names.size() <= longestList) return start + "; there are " + names;
  return start + " among " + std::to_string(known.size()) + "; `ghost describe` lists them";
}

}  // namespace ghost
