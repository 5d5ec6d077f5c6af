#include <algorithm>
#include <array>
#include <numeric>

#include <fmt/format.h>

#include "data/data_set.h"
#include "data/split.h"

namespace ghost::data {
namespace {

struct Lengths {
  std::int64_t shortest = 0, longest = 0, truncated = 0;
  double meanHistory = 0;
};

Lengths lengths(const Interactions& interactions) {
  Lengths result;
  std::int64_t history = 0;
  for (UserId user = 0; user < interactions.users(); ++user) {
    const auto sequence = interactions.sequence(user);
    const auto n = static_cast<std::int64_t>(sequence.size());
    result.shortest = user == 0 ? n : std::min(result.shortest, n);
    result.longest = std::max(result.longest, n);
    const auto kept = static_cast<std::int64_t>(evaluationExample(sequence, Part::Test).history.size());
    history += kept;
    result.truncated += kept < n - 1;
  }
  result.meanHistory = static_cast<double>(history) / std::max(1, interactions.users());
  return result;
}

OrderedJson headTail(std::int64_t head, std::int64_t all) { return {{"head", head}, {"tail", all - head}}; }

/// Head targets of every training example, and of the test examples; test targets by fifth.
struct Targets {
  std::int64_t headTest = 0, headTrain = 0;
  std::array<std::int64_t, 5> fifthsTest{};
};

Targets targets(const Interactions& interactions, const Popularity& popularity) {
  Targets result;
  const auto fifths = popularity.fifths();
  for (UserId user = 0; user < interactions.users(); ++user) {
    const auto sequence = interactions.sequence(user);
    const auto train = trainSequence(sequence);
    for (std::size_t i = 1; i < train.size(); ++i) result.headTrain += popularity.isHead(train[i]);
    result.headTest += popularity.isHead(sequence.back());
    ++result.fifthsTest[static_cast<std::size_t>(fifths[static_cast<std::size_t>(sequence.back())])];
  }
  return result;
}

std::array<double, 5> fifthsMass(const Popularity& popularity) {
  std::array<double, 5> mass{};
  const auto fifths = popularity.fifths();
  for (std::size_t item = 0; item < popularity.count.size(); ++item)
    mass[static_cast<std::size_t>(fifths[item])] += static_cast<double>(popularity.count[item]) / static_cast<double>(popularity.trainEvents);
  return mass;
}

OrderedJson arpYardsticks(const Popularity& popularity) {
  const auto order = popularity.byPopularity();
  const std::size_t ten = std::min<std::size_t>(10, order.size());
  double top = 0, squares = 0;
  for (std::size_t i = 0; i < ten; ++i) top += static_cast<double>(popularity.count[static_cast<std::size_t>(order[i])]);
  for (const auto count : popularity.count) squares += static_cast<double>(count) * static_cast<double>(count);
  const auto events = static_cast<double>(popularity.trainEvents);
  return {{"top_ten", top / static_cast<double>(ten)}, {"train_sampling", squares / events}, {"uniform", events / static_cast<double>(popularity.items())}};
}

std::int64_t itemsSeen(const DataSet& dataSet) {
  std::vector<bool> seen(static_cast<std::size_t>(dataSet.items()));
  for (const ItemId item : dataSet.interactions.items) seen[static_cast<std::size_t>(item)] = true;
  return std::count(seen.begin(), seen.end(), true);
}

}  // namespace

OrderedJson statistics(const DataSet& dataSet, const Popularity& popularity) {
  const auto& interactions = dataSet.interactions;
  const Lengths length = lengths(interactions);
  const Targets target = targets(interactions, popularity);
  const std::int64_t examples = trainExamples(interactions);
  const auto warm = std::count_if(popularity.count.begin(), popularity.count.end(), [](std::int64_t count) { return count >= 1; });
  OrderedJson json;
  json["name"] = dataSet.name;
  json["users"] = interactions.users();
  json["items"] = dataSet.items();
  json["items_seen"] = itemsSeen(dataSet);
  json["interactions"] = interactions.events();
  json["min_length"] = length.shortest;
  json["max_length"] = length.longest;
  json["mean_length"] = static_cast<double>(interactions.events()) / std::max(1, interactions.users());
  json["train_events"] = popularity.trainEvents;
  json["train_examples"] = examples;
  json["items_with_train_events"] = warm;
  json["x80"] = popularity.x80;
  json["head_items"] = popularity.headItems.size();
  json["head_items_share"] = static_cast<double>(popularity.headItems.size()) / std::max(1, dataSet.items());
  json["gh_head"] = popularity.headShare;
  json["test_targets"] = headTail(target.headTest, interactions.users());
  json["train_targets"] = headTail(target.headTrain, examples);
  json["fifths_test"] = target.fifthsTest;
  json["fifths_mass"] = fifthsMass(popularity);
  json["arp"] = arpYardsticks(popularity);
  json["mean_test_history"] = length.meanHistory;
  json["truncated_users"] = length.truncated;
  json["warnings"] = dataSet.warnings;
  return json;
}

}  // namespace ghost::data
