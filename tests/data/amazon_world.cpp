#include "tests/data/amazon_world.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/json_file.h"
#include "base/rng.h"

namespace ghost::testing_data {
namespace {

std::string idOf(const char* begin, std::uint64_t number, std::size_t length) {
  std::string id = begin;
  for (const char* digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"; id.size() < length; number /= 36) id += digits[number % 36];
  return id;
}

/// A string as Python writes it: single quotes unless it holds some.
std::string pythonText(const std::string& text) {
  const char quote = text.find('\'') != std::string::npos && text.find('"') == std::string::npos ? '"' : '\'';
  std::string result(1, quote);
  for (const char c : text) {
    if (c == quote || c == '\\') result += '\\';
    result += c;
  }
  return result + quote;
}

bool usable(const AmazonWorld::Item& item, int mostWords) {
  const auto words = std::count(item.title.begin(), item.title.end(), ' ') + 1;
  return item.metadata && !item.junkTitle && (mostWords == 0 || words <= mostWords);
}

using Events = std::map<std::string, std::vector<std::string>>;

/// Takes out users and items below k one at a time, until there is none.
void bruteCore(Events& events, int k) {
  for (bool changed = true; changed;) {
    changed = false;
    std::map<std::string, int> counts;
    for (const auto& [user, items] : events)
      for (const auto& item : items) ++counts[item];
    for (auto it = events.begin(); it != events.end();) it = static_cast<int>(it->second.size()) < k ? (changed = true, events.erase(it)) : std::next(it);
    for (const auto& [item, count] : counts)
      if (count < k)
        for (auto& [user, items] : events) changed = std::erase(items, item) > 0 || changed;
  }
}

}  // namespace

AmazonWorld::AmazonWorld(std::uint64_t seed, int users, int itemCount) {
  Rng rng(seed);
  std::vector<std::string> ids;
  for (int i = 0; i < itemCount; ++i) {
    ids.push_back(idOf(i % 7 == 0 ? "0" : "B00", static_cast<std::uint64_t>(i) * 977, 10));
    Item item;
    item.metadata = rng.below(12) != 0;
    item.junkTitle = rng.below(15) == 0;
    item.title = fmt::format("Mike's \"{}\" & strings\\{}", i, rng.below(8) == 0 ? " of very many words that say so little that nobody would ever want to read all of them to the end of the line" : "");
    item.brand = rng.below(3) == 0 ? "by\n    \n    Maker" : "Maker";
    item.categories = {"Music", fmt::format("Kind {}", i % 5)};
    items[ids.back()] = item;
  }
  for (int u = 0; u < users; ++u) {
    const std::string user = idOf("A", 1 + static_cast<std::uint64_t>(u) * 31337, 13);
    for (auto n = 1 + rng.below(14); n > 0; --n) {
      const auto rank = rng.below(static_cast<std::uint64_t>(itemCount)) * rng.below(static_cast<std::uint64_t>(itemCount)) / static_cast<std::uint64_t>(itemCount);
      ratings.push_back({user, ids[rank], 1 + static_cast<int>(rng.below(5)), 1'400'000'000 + static_cast<std::int64_t>(rng.below(40)) * 86400});
      if (rng.below(10) == 0) ratings.push_back(ratings.back());
    }
  }
  rng.shuffle(std::span(ratings));
}

std::string AmazonWorld::ratingsCsv(int year) const {
  std::string text = year == 2023 ? "user_id,parent_asin,rating,timestamp\n" : "";
  for (const auto& r : ratings) {
    if (year == 2014) text += fmt::format("{},{},{}.0,{}\n", r.user, r.item, r.stars, r.time);
    if (year == 2018) text += fmt::format("{},{},{}.0,{}\n", r.item, r.user, r.stars, r.time);
    if (year == 2023) text += fmt::format("{},{},{}.0,{}\n", r.user, r.item, r.stars, r.time * 1000 + 123);
  }
  return text;
}

std::string AmazonWorld::reviews(int year) const {
  std::string text;
  for (const auto& r : ratings) {
    OrderedJson line;
    if (year == 2023) line = {{"rating", r.stars * 1.0}, {"title", "Fine {\"user_id\": 1}"}, {"text", "says \"asin\": no\n"}, {"images", OrderedJson::array()}, {"asin", "B0VARIANT0"}, {"parent_asin", r.item}, {"user_id", r.user}, {"timestamp", r.time * 1000 + 123}, {"verified_purchase", true}};
    else line = {{"reviewerID", r.user}, {"asin", r.item}, {"reviewerName", "J. \\ \"Q\" \u00e9"}, {"reviewText", "Not {good}, [at] all\n"}, {"overall", r.stars * 1.0}, {"unixReviewTime", r.time}};
    if (year == 2018) line["verified"] = true;
    if (year == 2014) line["helpful"] = {2, 3};
    text += line.dump() + "\n";
  }
  return text;
}

std::string AmazonWorld::metadata(int year) const {
  std::string text;
  int number = 0;
  for (const auto& [id, item] : items) {
    if (!item.metadata) continue;
    const std::string title = item.junkTitle ? "<span id=\"x\">" + item.title : item.title;
    OrderedJson line{{year == 2023 ? "parent_asin" : "asin", id}, {"title", title}, {"description", {"Good", "<b>very</b> good"}}};
    if (year == 2018) line.update({{"brand", item.brand}, {"category", {item.categories[0], item.categories[1], "</span></span>junk", "more"}}, {"also_buy", {"B1", "B2"}}});
    if (year == 2023) line.update({{"store", item.brand}, {"categories", item.categories}, {"main_category", "Music"}, {"average_rating", 4.5}});
    if (year == 2014) text += fmt::format("{{'asin': '{}', 'related': {{'also_bought': ['B1', 'B2']}}, 'title': {}, 'price': 9.99, 'brand': {}, 'categories': [['{}', '{}'], ['{}']], 'description': 'Good <b>very</b> good'}}\n", id, pythonText(title), pythonText("Maker"), item.categories[0], item.categories[1], item.categories[0]);
    else text += line.dump() + "\n";
    if (++number % 9 == 0 && !item.junkTitle && year != 2014) text += OrderedJson{{line.begin().key(), id}, {"title", "a later row"}, {"category", OrderedJson::array()}, {"main_category", "x"}}.dump() + "\n";
  }
  return text;
}

Values valuesOf(const Wanted& wanted) {
  return {{"min_rating", std::to_string(wanted.minimumRating)}, {"duplicates", wanted.keepAll ? "keep_all" : "keep_first"}, {"require_metadata", wanted.requireMetadata ? "true" : "false"}, {"k_core", std::to_string(wanted.core)},
          {"max_title_words", std::to_string(wanted.maxTitleWords)}, {"from", wanted.from > 0 ? std::to_string(wanted.from) : ""}, {"to", wanted.to < (1LL << 40) ? std::to_string(wanted.to) : ""}};
}

RawSequences expected(const AmazonWorld& world, const Wanted& wanted) {
  std::vector<std::string> order;
  std::map<std::string, std::vector<AmazonWorld::Rating>> byUser;
  for (const auto& r : world.ratings) {
    if (r.stars < wanted.minimumRating || r.time < wanted.from || r.time >= wanted.to) continue;
    if (!byUser.contains(r.user)) order.push_back(r.user);
    byUser[r.user].push_back(r);
  }
  Events events;
  for (auto& [user, ratings] : byUser) {
    std::stable_sort(ratings.begin(), ratings.end(), [](const auto& a, const auto& b) { return a.time < b.time; });
    std::set<std::string> seen;
    for (const auto& r : ratings) {
      if (!wanted.keepAll && !seen.insert(r.item).second) continue;
      if (wanted.requireMetadata && !usable(world.items.at(r.item), wanted.maxTitleWords)) continue;
      events[user].push_back(r.item);
    }
  }
  if (wanted.core > 0) bruteCore(events, wanted.core);
  RawSequences result;
  for (const auto& user : order)
    if (events.contains(user) && events[user].size() >= 3) result.push_back({user, events[user]});
  return result;
}

}  // namespace ghost::testing_data
