#include "data/amazon_files.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "rows/csv_rows.h"
#include "rows/json_fields.h"
#include "rows/python_literal.h"

namespace ghost::data {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t linesLookedAt = 20;

/// Whole lines at the start of a sample; its only line where it has no end.
std::vector<std::string_view> firstLines(std::string_view sample) {
  std::vector<std::string_view> lines;
  while (!sample.empty() && lines.size() < linesLookedAt) {
    const auto end = sample.find('\n');
    if (end == std::string_view::npos && !lines.empty()) break;
    std::string_view line = sample.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.empty()) lines.push_back(line);
    sample.remove_prefix(std::min(sample.size(), end == std::string_view::npos ? sample.size() : end + 1));
  }
  return lines;
}

const std::vector<std::string>& tellingKeys() {
  static const std::vector<std::string> keys{"asin", "parent_asin", "user_id", "timestamp", "reviewerID", "overall", "verified", "title", "imUrl", "categories", "salesRank", "related", "category", "also_buy", "main_cat", "main_category", "average_rating", "store"};
  return keys;
}

/// Which of the telling keys the lines have; "python" where a line is a Python dict rather than JSON.
std::set<std::string> keysOf(const std::vector<std::string_view>& lines) {
  std::set<std::string> seen;
  rows::JsonFields fields(tellingKeys());
  for (const auto line : lines) {
    if (fields.read(line) == nullptr) {
      for (std::size_t i = 0; i < tellingKeys().size(); ++i)
        if (!fields.raw(i).empty()) seen.insert(tellingKeys()[i]);
    } else if (const auto literal = rows::parsePythonFields(line, tellingKeys()); literal.fault.empty() && literal.value.is_object()) {
      seen.insert("python");
      for (const auto& [key, value] : literal.value.items()) seen.insert(key);
    }
  }
  return seen;
}

AmazonFile objectsFile(AmazonFile file, const std::vector<std::string_view>& lines) {
  const auto seen = keysOf(lines);
  const auto has = [&](const char* key) { return seen.contains(key); };
  const auto be = [&](int year, AmazonFile::Role role) {
    file.year = year;
    file.role = role;
    return file;
  };
  if (has("reviewerID") && has("asin") && has("overall")) return be(has("verified") ? 2018 : 2014, AmazonFile::Role::Reviews);
  if (has("user_id") && has("parent_asin") && has("timestamp")) return be(2023, AmazonFile::Role::Reviews);
  if (has("user_id") || has("reviewerID")) return file;
  if (has("parent_asin") && (has("main_category") || has("average_rating") || has("store"))) return be(2023, AmazonFile::Role::Metadata);
  if (!has("asin")) return file;
  if (has("python") || has("imUrl") || has("salesRank") || has("categories") || has("related")) return be(2014, AmazonFile::Role::Metadata);
  return has("title") || has("category") || has("also_buy") || has("main_cat") ? be(2018, AmazonFile::Role::Metadata) : file;
}

bool upperOrDigit(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
}
bool isUserId(std::string_view text) { return text.size() >= 11 && text.starts_with('A') && upperOrDigit(text); }
bool isItemId(std::string_view text) { return text.size() == 10 && upperOrDigit(text); }

AmazonFile ratingsFile(AmazonFile file, const std::vector<std::string_view>& lines) {
  const auto header = firstRecord(lines.front(), ",");
  const auto place = [&](const char* name) { return static_cast<int>(std::find(header.begin(), header.end(), name) - header.begin()); };
  const int columns = static_cast<int>(header.size());
  EventTable named{{}, true, place("user_id"), place("parent_asin"), place("rating"), place("timestamp")};
  named.fields = header.size();
  if (std::max({named.user, named.item, named.rating, named.time}) < columns) return {file.path, 2023, AmazonFile::Role::Ratings, named};
  std::size_t userFirst = 0, itemFirst = 0;
  for (const auto line : lines) {
    const auto fields = firstRecord(line, ",");
    if (fields.size() != 4) return file;
    userFirst += isUserId(fields[0]) && isItemId(fields[1]);
    itemFirst += isItemId(fields[0]) && isUserId(fields[1]);
  }
  for (const auto& [count, year] : {std::pair(userFirst, 2014), std::pair(itemFirst, 2018)})
    if (count * 10 >= lines.size() * 9) return {file.path, year, AmazonFile::Role::Ratings, amazonRatings(year)};
  return file;
}

}  // namespace

EventTable amazonRatings(int year) {
  EventTable table{{}, false, 0, 1, 2, 3};
  if (year == 2018) std::swap(table.user, table.item);
  table.fields = 4;
  return table;
}

AmazonFile amazonFile(const fs::path& path) {
  AmazonFile file;
  file.path = path;
  const std::string sample = rows::startOfText(path, 1 << 18);
  const auto lines = firstLines(sample);
  if (lines.empty()) return file;
  return lines.front().starts_with('{') ? objectsFile(file, lines) : ratingsFile(file, lines);
}

}  // namespace ghost::data
