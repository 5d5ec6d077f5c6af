#pragma once
#include <filesystem>
#include <string>

#include "data/event_import.h"
#include "data/event_table.h"

namespace ghost::data {

/// What a file of raw Amazon data is, by its first lines.
struct AmazonFile {
  enum class Role { None, Reviews, Ratings, Metadata };
  std::filesystem::path path;
  int year = 0;              ///< 2014, 2018, 2023; 0 with Role::None
  Role role = Role::None;
  EventTable table;          ///< with Role::Ratings
};
AmazonFile amazonFile(const std::filesystem::path& path);
/// The layout of a ratings table of that year that has no header.
EventTable amazonRatings(int year);

/// Hands on the events of a reviews or ratings file.
void readAmazonEvents(const AmazonFile& file, rows::Reading& reading, const TakeEvent& take);
/// Hands on the items of a metadata file, JSON or Python, line by line.
void readAmazonItems(const std::filesystem::path& file, int year, bool texts, rows::Reading& reading, const TakeItem& take);

}  // namespace ghost::data
