#include <algorithm>

#include "data/amazon_files.h"
#include "data/object_line.h"
#include "rows/line_reader.h"

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
  rows::LineReader lines(file.path, reading);
  EventLine review(reviewKeys(file.year));
  for (rows::Line line; lines.next(line);) {
    if (line.text.empty() && line.fault == nullptr) continue;
    EventRow row;
    row.file = &lines.name();
    row.line = line.number;
    row.fault = line.fault;
    row.text = line.text;
    if (row.fault == nullptr) review.read(line.text, row);
    if (!take(row)) return;
  }
}

void readAmazonItems(const std::filesystem::path& file, int year, bool texts, rows::Reading& reading, const TakeItem& take) {
  std::vector<std::string> keys{year == 2023 ? "parent_asin" : "asin", "title"};
  if (texts) keys.insert(keys.end(), {"description", "brand", "store", "category", "categories"});
  ObjectLine object(keys);
  rows::LineReader lines(file, reading);
  for (rows::Line line; lines.next(line);) {
    if (line.text.empty() && line.fault == nullptr) continue;
    ItemRow row;
    row.file = &lines.name();
    row.line = line.number;
    row.text = line.text;
    row.fault = line.fault != nullptr ? line.fault : object.read(line.text);
    std::string id;
    if (row.fault.empty() && (id = fieldText(object[0])).empty()) row.fault = "the item id is missing";
    row.id = id;
    if (row.fault.empty()) {
      row.title = fieldText(object[1]);
      row.usable = row.title.find("<span id") == std::string::npos;
      if (!row.usable) row.title.clear();
      if (texts) {
        row.description = joinedTexts(object[2], " ");
        row.brand = brandOf(fieldText(object[3].is_null() ? object[4] : object[3]));
        row.categories = joinedTexts(object[5].is_null() ? object[6] : object[5], ", ");
      }
    }
    take(row);
  }
}

}  // namespace ghost::data
