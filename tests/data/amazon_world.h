#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/data/imported.h"

namespace ghost::testing_data {

/// A made-up corpus of the shape of raw Amazon data, with its traps: exact duplicates, items rated again, ties within a day, items without metadata, with a
/// title that is a piece of a web page or very long, metadata that stands twice, categories that end in junk, brands that begin with "by".
struct AmazonWorld {
  struct Rating { std::string user, item; int stars = 5; std::int64_t time = 0; };
  struct Item { bool metadata = true, junkTitle = false; std::string title, brand; std::vector<std::string> categories; };
  std::vector<Rating> ratings;          ///< in the order of the file
  std::map<std::string, Item> items;    ///< by id

  explicit AmazonWorld(std::uint64_t seed, int users = 120, int itemCount = 60);

  std::string ratingsCsv(int year) const;
  std::string reviews(int year) const;
  std::string metadata(int year) const;
};

/// What an import is asked for, as its parameters are.
struct Wanted {
  int minimumRating = 0;
  bool keepAll = false, requireMetadata = true;
  int core = 5, maxTitleWords = 0;
  std::int64_t from = 0, to = 1LL << 40;   ///< seconds
};
Values valuesOf(const Wanted& wanted);
/// The sequences that must come out, by plain loops over strings.
RawSequences expected(const AmazonWorld& world, const Wanted& wanted);

}  // namespace ghost::testing_data
