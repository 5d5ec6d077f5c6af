#include "tests/data/amazon_corpus.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

#include <fmt/format.h>

#include "tests/rows/gzip.h"

namespace ghost::testing_data {
namespace {

std::vector<std::string> linesOf(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

/// Puts `bad` lines between good ones, `at` lines apart, and tells where they stand now.
std::string withBad(const std::vector<std::string>& good, std::vector<AmazonCorpus::Bad>& bad, std::size_t at) {
  std::string text;
  std::int64_t number = 0;
  std::size_t next = 0;
  const auto add = [&](const std::string& line) {
    text += line + "\n";
    ++number;
  };
  for (std::size_t i = 0; i < good.size(); ++i) {
    add(good[i]);
    if (next >= bad.size() || i % at != at - 1) continue;
    add(bad[next].text);
    bad[next++].line = number;
  }
  bad.resize(next);
  return text;
}

void replaceFirst(std::string& text, const std::string& from, const std::string& to) {
  if (const auto at = text.find(from); at != std::string::npos) text.replace(at, from.size(), to);
}

}  // namespace

AmazonCorpus::AmazonCorpus(std::uint64_t seed, int year) : world(seed) {
  addChain();
  addTitles();
  writeReviews(year);
  writeMetadata(year);
}

/// Users of link k rate three popular items, I(k) and I(k+1); I(0) has four ratings only. Without it the first four users have four, without them I(1) has four ...
void AmazonCorpus::addChain() {
  std::map<std::string, int> counts;
  for (const auto& rating : world.ratings) ++counts[rating.item];
  std::vector<std::string> popular;
  for (const auto& [id, item] : world.items)
    if (item.metadata && !item.junkTitle) popular.push_back(id);
  std::stable_sort(popular.begin(), popular.end(), [&](const auto& a, const auto& b) { return counts[a] > counts[b]; });
  titledItem = popular.front();
  chainUser = "ACHAIN";
  const auto link = [](int k) { return fmt::format("B00LINK{:03}", k); };
  for (int k = 0; k < chainLinks; ++k) world.items[link(k)] = {true, false, fmt::format("Link {}", k), "Maker", {"Music", "Kind 0"}};
  for (int k = 0; k < chainLinks; ++k)
    for (int u = 0; u < 4; ++u) {
      std::int64_t time = 1'400'000'000;
      for (const auto& item : {popular[0], popular[1], popular[2], link(k), k + 1 < chainLinks ? link(k + 1) : popular[3]}) world.ratings.push_back({fmt::format("{}{:02}{:05}", chainUser, k, u), item, 5, time += 86400});
    }
}

void AmazonCorpus::addTitles() {
  title = "Müller & Søn's \"日本\" drum ☂";
  world.items[titledItem].title = "Müller &amp; Søn&#39;s &quot;日本&quot; drum ☂";
  for (int i = 0; i < 5; ++i) world.items[fmt::format("B00UNSEEN{}", i)] = {true, false, "Nobody reviewed this", "Maker", {"Music", "Kind 1"}};
}

void AmazonCorpus::writeReviews(int year) {
  auto lines = linesOf(world.reviews(year));
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i % 5 == 0) replaceFirst(lines[i], "{", R"({"colour:": {"deep": [1, {"x": null}], "é": "{\"asin\": \"B0NOTTHIS0\"}"}, )");
    if (i % 6 == 1) replaceFirst(lines[i], "\"reviewerName\":\"J. \\\\ \\\"Q\\\" é\",", "");
    if (i % 4 == 2) {
      replaceFirst(lines[i], "\"verified\":true", "\"verified\":false");
      replaceFirst(lines[i], "\"verified_purchase\":true", "\"verified_purchase\":false");
    }
  }
  const bool newest = year == 2023;
  const std::string user = newest ? "user_id" : "reviewerID", item = newest ? "parent_asin" : "asin", stars = newest ? "rating" : "overall", time = newest ? "timestamp" : "unixReviewTime", second = newest ? "000" : "";
  badReviews = {{0, "<html><body>503 Service Unavailable</body></html>", "not a JSON object"},
                {0, fmt::format(R"({{"{}": "ACUT0000000001", "{}": "B00)", user, item), ""},
                {0, fmt::format(R"({{"{}": "AUNTIMED000001", "{}": "B000000000", "{}": 5.0}})", user, item, stars), "the time is missing"},
                {0, fmt::format(R"({{"{}": "B000000000", "{}": 5.0, "{}": 1400000000{}}})", item, stars, time, second), "the user is missing"},
                {0, fmt::format(R"({{"{}": "ALATE000000001", "{}": "B000000000", "{}": 5.0, "{}": -5}})", user, item, stars, time), "is no time"},
                {0, fmt::format(R"({{"{}": "AFIVE000000001", "{}": "B000000000", "{}": "five", "{}": 1400000000{}}})", user, item, stars, time, second), "is no number"},
                {0, fmt::format("{{\"{}\": \"A\xff\xfe\", \"{}\": \"B000000000\", \"{}\": 5.0, \"{}\": 1400000000{}}}", user, item, stars, time, second), "the user is missing"}};
  m_reviews = withBad(lines, badReviews, 60);
}

void AmazonCorpus::writeMetadata(int year) {
  badMetadata = {{0, year == 2014 ? "{'asin': 'B000000000', 'title': 'never closed" : R"({"asin": "B000000000", "title": "never closed)", ""}, {0, year == 2023 ? R"({"title": "no id"})" : R"({"title": "no id", "category": []})", "the item id is missing"}};
  m_metadata = withBad(linesOf(world.metadata(year)), badMetadata, 20);
}

void AmazonCorpus::write(const std::filesystem::path& folder, int copies) const {
  std::filesystem::create_directories(folder);
  // Three members: the second begins in the middle of a line.
  const std::size_t first = m_reviews.size() / 3, second = m_reviews.size() / 2;
  const std::string packed = testing_rows::gzipped(m_reviews.substr(0, first)) + testing_rows::gzipped(m_reviews.substr(first, second - first)) + testing_rows::gzipped(m_reviews.substr(second));
  std::ofstream reviews(folder / "reviews.json.gz", std::ios::binary);
  for (int i = 0; i < copies; ++i) reviews << packed;
  std::ofstream(folder / "meta.json.gz", std::ios::binary) << testing_rows::gzipped(m_metadata);
}

}  // namespace ghost::testing_data
