#pragma once
#include <filesystem>

#include "tests/data/amazon_world.h"

namespace ghost::testing_data {

/// AmazonWorld as it comes off a server: review lines in a gzip file of several members, metadata lines in another, and the rest of the traps. Titles with
/// entities and other scripts, optional fields missing, fields nobody knows, reviews that aren't verified, metadata nobody reviewed, a chain of users and
/// items that the 5-core takes out one link a round, and bad lines at known places. The same seed and year give the same bytes.
class AmazonCorpus {
 public:
  struct Bad { std::int64_t line; std::string text, says; };
  static constexpr int chainLinks = 6;

  AmazonCorpus(std::uint64_t seed, int year);

  AmazonWorld world;              ///< what the good lines say
  std::vector<Bad> badReviews;    ///< in the order of the file
  std::vector<Bad> badMetadata;
  std::string chainUser;          ///< what the ids of the chain's users begin with
  std::string titledItem;         ///< of the item whose title is `title`, written with entities
  std::string title;

  /// `copies`: the review file that many times over (repeats, which keep_first drops), for imports that take a while.
  /// Writes <folder>/reviews.json.gz and <folder>/meta.json.gz.
  void write(const std::filesystem::path& folder, int copies = 1) const;

 private:
  void addChain();
  void addTitles();
  void writeReviews(int year);
  void writeMetadata(int year);
  std::string m_reviews, m_metadata;
};

}  // namespace ghost::testing_data
