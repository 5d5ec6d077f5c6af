#include "figure/elision.h"

#include <algorithm>
#include <map>

namespace ghost::figure {
namespace {

using Characters = std::vector<std::string>;  // what a reader takes for one letter each
using Width = std::function<double(const std::string&)>;

const std::string ellipsis = "\u2026";

std::vector<std::string> codePointsOf(const std::string& text) {
  std::vector<std::string> points;
  for (const char c : text) {
    if (points.empty() || (static_cast<unsigned char>(c) & 0xC0) != 0x80) points.emplace_back();
    points.back() += c;
  }
  return points;
}

/// Accents, vowel signs and what alters the picture before it: parts of the letter they follow.
bool continues(const std::string& point) {
  const auto byte = [&](std::size_t i) { return i < point.size() ? static_cast<unsigned char>(point[i]) : 0U; };
  const bool combining = (byte(0) == 0xCC) || (byte(0) == 0xCD && byte(1) <= 0xAF);                    // U+0300..U+036F
  const bool variation = byte(0) == 0xEF && byte(1) == 0xB8 && byte(2) <= 0x8F;                        // U+FE00..U+FE0F
  const bool joiner = byte(0) == 0xE2 && byte(1) == 0x80 && byte(2) == 0x8D;                           // U+200D
  const bool keycap = byte(0) == 0xE2 && byte(1) == 0x83 && byte(2) >= 0x90;                           // U+20D0..U+20FF
  const bool tone = byte(0) == 0xF0 && byte(1) == 0x9F && byte(2) == 0x8F && byte(3) >= 0xBB;          // U+1F3FB..U+1F3FF
  return combining || variation || joiner || keycap || tone;
}

Characters charactersOf(const std::string& text) {
  Characters characters;
  bool joined = false;  // the letter before ended in a joiner
  for (const std::string& point : codePointsOf(text)) {
    if (characters.empty() || (!joined && !continues(point))) characters.emplace_back();
    characters.back() += point;
    joined = point == "\u200D";
  }
  return characters;
}

std::string joined(const Characters& text, std::size_t begin, std::size_t end) {
  std::string part;
  for (std::size_t i = begin; i < end; ++i) part += text[i];
  return part;
}

/// text[begin, end) with its middle cut out until it fits.
std::string cutInTheMiddle(const Characters& text, std::size_t begin, std::size_t end, double room, const Width& width) {
  const std::string whole = joined(text, begin, end);
  if (end - begin <= 2 || width(whole) <= room) return whole;
  const auto cut = [&](std::size_t keep) { return joined(text, begin, begin + (keep + 1) / 2) + ellipsis + joined(text, end - keep / 2, end); };
  std::size_t fits = 2, most = end - begin - 1;  // the largest number of letters that has room
  while (fits < most) {
    const std::size_t middle = (fits + most + 1) / 2;
    if (width(cut(middle)) <= room) fits = middle;
    else most = middle - 1;
  }
  return cut(fits);
}

std::string window(const Characters& text, std::size_t begin, std::size_t end) { return (begin > 0 ? ellipsis : "") + joined(text, begin, end) + (end < text.size() ? ellipsis : ""); }

/// text[begin, end) and as much to both sides of it as there is room for.
std::string around(const Characters& text, std::size_t begin, std::size_t end, double room, const Width& width) {
  if (width(window(text, begin, end)) > room) return cutInTheMiddle(text, begin, end, room, width);
  for (bool grown = true; grown;) {
    grown = false;
    if (begin > 0 && width(window(text, begin - 1, end)) <= room) grown = true, --begin;
    if (end < text.size() && width(window(text, begin, end + 1)) <= room) grown = true, ++end;
  }
  return window(text, begin, end);
}

/// Labels that would look alike: shown where they differ.
void tellApart(const std::vector<Characters>& texts, const std::vector<std::size_t>& alike, double room, const Width& width, std::vector<std::string>& shown) {
  std::size_t shortest = texts[alike.front()].size(), front = 0, back = 0;
  for (const std::size_t i : alike) shortest = std::min(shortest, texts[i].size());
  const auto all = [&](const auto& character) { return std::all_of(alike.begin(), alike.end(), [&](std::size_t i) { return character(texts[i]) == character(texts[alike.front()]); }); };
  while (front < shortest && all([&](const Characters& text) { return text[front]; })) ++front;
  while (front + back < shortest && all([&](const Characters& text) { return text[text.size() - 1 - back]; })) ++back;
  for (const std::size_t i : alike) shown[i] = around(texts[i], front, texts[i].size() - back, room, width);
}

}  // namespace

std::vector<std::string> elided(std::span<const std::string> labels, double room, const Width& width) {
  std::vector<Characters> texts;
  std::vector<std::string> shown;
  std::map<std::string, std::vector<std::size_t>> byLook;
  for (const std::string& label : labels) {
    texts.push_back(charactersOf(label));
    shown.push_back(cutInTheMiddle(texts.back(), 0, texts.back().size(), room, width));
    byLook[shown.back()].push_back(shown.size() - 1);
  }
  for (const auto& [look, alike] : byLook) {
    const bool differ = std::any_of(alike.begin(), alike.end(), [&](std::size_t i) { return labels[i] != labels[alike.front()]; });
    if (differ) tellApart(texts, alike, room, width, shown);
  }
  return shown;
}

}  // namespace ghost::figure
