#include "decode/floors.h"

#include "decode/floor_lists.h"
#include "decode/item_neighbours.h"
#include "decode/next_item.h"

namespace ghost::decode {
namespace {

FloorRequest request(const data::DataSet& dataSet, const data::Popularity& popularity, data::Part part, const ParamValues& values, int slots, int threads, Reporter& reporter,
                     std::stop_token stop) {
  return {dataSet, popularity, part, values.boolean("keep_history"), slots, threads, reporter, std::move(stop)};
}

/// Leaves everything to the filling by popularity.
class NoProposal final : public Proposer {
 public:
  void propose(std::span<const data::ItemId>, std::vector<ScoredItem>&) override {}
};

/// Counts of what followed the last item: whole numbers, so exact.
class AfterLast final : public Proposer {
 public:
  explicit AfterLast(const Followers& followers) : m_followers(followers) {}
  void propose(std::span<const data::ItemId> history, std::vector<ScoredItem>& proposals) override {
    if (history.empty()) return;
    const auto next = m_followers.of(history.back());
    proposals.assign(next.begin(), next.end());
  }

 private:
  const Followers& m_followers;
};

std::vector<RankedList> rankPopularity(const data::DataSet& dataSet, const data::Popularity& popularity, data::Part part, const ParamValues& values, int slots, int threads,
                                       Reporter& reporter, std::stop_token stop) {
  return floorLists(request(dataSet, popularity, part, values, slots, threads, reporter, stop), [] { return std::make_unique<NoProposal>(); });
}

std::vector<RankedList> rankNextItem(const data::DataSet& dataSet, const data::Popularity& popularity, data::Part part, const ParamValues& values, int slots, int threads,
                                     Reporter& reporter, std::stop_token stop) {
  const Followers followers(dataSet.interactions, popularity.items());
  return floorLists(request(dataSet, popularity, part, values, slots, threads, reporter, stop), [&] { return std::make_unique<AfterLast>(followers); });
}

std::vector<RankedList> rankItemKnn(const data::DataSet& dataSet, const data::Popularity& popularity, data::Part part, const ParamValues& values, int slots, int threads,
                                    Reporter& reporter, std::stop_token stop) {
  NeighbourOptions options;
  options.candidatePower = values.text("variant") == "cosine" ? .5 : values.real("popularity_power");
  options.neighbours = static_cast<int>(values.integer("neighbours"));
  options.threads = threads;
  const ItemNeighbours neighbours(dataSet.interactions, popularity, options);
  return floorLists(request(dataSet, popularity, part, values, slots, threads, reporter, stop), [&] { return neighbourProposer(neighbours, values.real("decay")); });
}

ParamSpec keepHistory() { return booleanParam("keep_history", true, "Also recommend items that the user already has."); }

}  // namespace

std::span<const Floor> floors() {
  static const std::vector<Floor> rows{
      {"popularity", "The items with most training events, the same for every user.", {keepHistory()}, rankPopularity},
      {"next-item", "The items that followed the user's last item most often in training sequences, filled up by popularity.", {keepHistory()}, rankNextItem},
      {"item-knn",
       "The items that share most training users with the user's history, recent items counting more and popular candidates less.",
       {choiceParam("variant", "cooccurrence", {"cooccurrence", "cosine"}, "Shared users divided by a power of the candidate's training count, or by the roots of both counts (cosine)."),
        realParam("popularity_power", .25, 0, 2, "Exponent of the candidate's training count; the cosine always takes 0.5."),
        realParam("decay", .8, 0, 1, "Weight factor for each step back in the history."), integerParam("neighbours", 200, 1, 1000000, "Most similar items kept for each item."),
        keepHistory()},
       rankItemKnn},
  };
  return rows;
}

}  // namespace ghost::decode
