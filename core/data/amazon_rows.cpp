#include <algorithm>

#include "data/amazon_files.h"
#include "data/object_line.h"

namespace ghost::data {
namespace {

EventLine::Keys reviewKeys(int year) {
  if (year == 2023) return {"user_id", "parent_asin", "rating", "timestamp", ""};
  return {"reviewerID", "asin", "overall", "unixReviewTime", ""};
}

/// "by\n    Maker" -> "Maker"
std::string brandOf(std::string text) {
  const char* blank = " \t\r\n";
  text.erase(0, std::min(text.find_first_not_of(blank), text.size()));
  if (text.starts_with("by\n") || text.starts_with("by\r\n")) text.erase(0, 2);
  text.erase(0, std::min(text.find_first_not_of(blank), text.size()));
  text.resize(text.find_last_not_of(blank) + 1);
  return text;
}

}  // namespace

void readAmazonEvents(const AmazonFile& file, rows::Reading& reading, const TakeEvent& take) {
  if (file.role == AmazonFile::Role::Ratings) return readEventTable(file.path, file.table, reading, take);
  readEventLines(file.path, reviewKeys(file.year), reading, take);
}

void readAmazonItems(const std::filesystem::path& file, int year, bool texts, rows::Reading& reading, const TakeItem& take) {
  std::vector<std::string> keys{year == 2023 ? "parent_asin" : "asin", "title"};
  if (texts) keys.insert(keys.end(), {"description", "brand", "store", "category", "categories"});
  readItemLines(file, keys, reading, take, [&](ItemRow& row, const ObjectLine& object) {
    row.usable = row.title.find("<span id") == std::string::npos;
    if (!row.usable) row.title.clear();
    if (!texts) return;
    row.description = joinedTexts(object[2], " ");
    row.brand = brandOf(fieldText(object[3].is_null() ? object[4] : object[3]));
    row.categories = joinedTexts(object[5].is_null() ? object[6] : object[5], ", ");
  });
}

}  // namespace ghost::data
