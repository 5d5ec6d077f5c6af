#include "eval/remarks.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.h"
#include "data/split.h"

namespace ghost::eval {
namespace {

std::int64_t numberAt(const OrderedJson& json, const char* key) { return json.contains(key) && json[key].is_number_integer() ? json[key].get<std::int64_t>() : 0; }

/// " (HR@10 0.1234)", or nothing where the metrics lack it.
std::string hitRate(const OrderedJson& metrics, const char* key) {
  const auto place = OrderedJson::json_pointer(std::string("/k/10/") + key);
  return metrics.contains(place) && metrics[place].is_number() ? fmt::format(" (HR@10 {:.4f})", metrics[place].get<double>()) : std::string();
}

bool heldOut(const decode::RankedList& list, std::span<const data::ItemId> sequence) {
  return list.target == data::evaluationExample(sequence, data::Part::Test).target || list.target == data::evaluationExample(sequence, data::Part::Valid).target;
}

}  // namespace

std::vector<std::string> remarks(const OrderedJson& metrics) {
  std::vector<std::string> sentences;
  const std::int64_t users = numberAt(metrics, "users"), longest = numberAt(metrics, "longest_list"), inData = numberAt(metrics, "users_in_data");
  if (inData > users)
    sentences.push_back(fmt::format("the lists cover {} of the {} users of the data, so these are metrics of a sample; they can't be compared with metrics over all users", users, inData));
  if (const std::int64_t foreign = numberAt(metrics, "foreign_targets"); foreign > 0)
    sentences.push_back(fmt::format("{} of {} targets are neither the test nor the validation item of their user, so the lists belong to another split or other data", foreign, users));
  if (metrics.contains("shared_sids") && metrics["shared_sids"].is_object())
    if (const std::int64_t shared = numberAt(metrics["shared_sids"], "targets"); shared > 0)
      sentences.push_back(fmt::format("{} of {} test targets share their SID with other items: hr, ndcg and mrr count such a hit as 1/n, one of the n items being drawn{}, hr_sid and ndcg_sid whole, as published code does{}; tokens with dedup=all or dedup=colliding tell items apart",
                                      shared, users, hitRate(metrics, "hr"), hitRate(metrics, "hr_sid")));
  if (metrics.contains("shared_sids") && metrics["shared_sids"].is_object())
    if (const std::int64_t unsaid = numberAt(metrics["shared_sids"], "not_in_lists"); unsaid > 0)
      sentences.push_back(fmt::format("{} of {} test targets share their SID with other items, and these lists were saved by an older version that gave each such item a place of its own: hits depend on how items are numbered; resume the run to have it decoded again", unsaid, users));
  const OrderedJson none = OrderedJson::object(), &few = metrics.contains("history_short") ? metrics["history_short"] : none;
  for (const auto& [cut, count] : few.items())
    if (count.is_number_integer() && count.get<std::int64_t>() > 0)
      sentences.push_back(fmt::format("with the history left out {} of {} users have fewer than {} items left in their saved lists, so HR@{} can be lower than with longer lists, by {:.4f} at most", count.get<std::int64_t>(), users, cut, cut, static_cast<double>(count.get<std::int64_t>()) / static_cast<double>(std::max<std::int64_t>(1, users))));
  const OrderedJson& dropped = metrics.contains("history_dropped") ? metrics["history_dropped"] : none;
  for (const auto& [cut, count] : dropped.items())
    if (count.is_number_integer()) sentences.push_back(fmt::format("with the history left out these lists are too short for K = {}, which is left away: {} of {} users have fewer items left; decode more (slots, and beams as many)", cut, count.get<std::int64_t>(), users));
  if (metrics.contains("history_short")) return sentences;  // said in its own words
  const OrderedJson &shortLists = metrics.contains("short_lists") ? metrics["short_lists"] : none;
  for (const auto& [cut, count] : shortLists.items())
    if (count.is_number_integer() && count.get<std::int64_t>() > 0)
      sentences.push_back(fmt::format("metrics at K = {} stand on lists of fewer slots: {} of {} users have less than {}, the longest list has {}; beams and slots of {} or more fill them where the catalogue is large enough", cut,
                                      count.get<std::int64_t>(), users, cut, longest, cut));
  return sentences;
}

OrderedJson coverage(std::span<const decode::RankedList> lists, const data::Interactions& interactions) {
  std::int64_t foreign = 0;
  for (const auto& list : lists) {
    if (list.user >= interactions.users()) throw dataError("ranked lists", fmt::format("there is a list of user {}, the data has the users 0 to {}; the lists belong to other data", list.user, interactions.users() - 1));
    foreign += !heldOut(list, interactions.sequence(list.user));
  }
  return {{"users_in_data", interactions.users()}, {"foreign_targets", foreign}};
}

}  // namespace ghost::eval
