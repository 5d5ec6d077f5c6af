#include "decode/item_neighbours.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <unordered_map>

#include "base/parallel.h"
#include "data/split.h"
#include "decode/exact_ties.h"

namespace ghost::decode {
namespace {

/// Users whose training sequence holds an item, CSR by item; a user is listed once for each time the item occurs.
struct Buyers {
  std::vector<std::int64_t> offsets;
  std::vector<data::UserId> users;

  Buyers(const data::Interactions& interactions, std::int32_t items) : offsets(static_cast<std::size_t>(items) + 1, 0) {
    for (data::UserId user = 0; user < interactions.users(); ++user)
      for (const data::ItemId item : data::trainSequence(interactions.sequence(user))) ++offsets[static_cast<std::size_t>(item) + 1];
    for (std::size_t i = 1; i < offsets.size(); ++i) offsets[i] += offsets[i - 1];
    users.resize(static_cast<std::size_t>(offsets.back()));
    auto next = offsets;
    for (data::UserId user = 0; user < interactions.users(); ++user)
      for (const data::ItemId item : data::trainSequence(interactions.sequence(user))) users[static_cast<std::size_t>(next[static_cast<std::size_t>(item)]++)] = user;
  }
  std::span<const data::UserId> of(data::ItemId item) const {
    const auto begin = static_cast<std::size_t>(offsets[static_cast<std::size_t>(item)]);
    return std::span(users).subspan(begin, static_cast<std::size_t>(offsets[static_cast<std::size_t>(item) + 1]) - begin);
  }
};

/// A sparse row summed in a dense array: add(), then take() what was touched.
class Accumulator {
 public:
  explicit Accumulator(std::int32_t items) : m_sums(static_cast<std::size_t>(items), 0), m_touched(static_cast<std::size_t>(items), false) {}
  void add(data::ItemId item, double value) {
    const auto i = static_cast<std::size_t>(item);
    if (!m_touched[i]) {
      m_touched[i] = true;
      m_order.push_back(item);
    }
    m_sums[i] += value;
  }
  void take(std::vector<ScoredItem>& result) {
    for (const data::ItemId item : m_order) {
      const auto i = static_cast<std::size_t>(item);
      result.push_back({item, 0, m_sums[i]});
      m_sums[i] = 0;
      m_touched[i] = false;
    }
    m_order.clear();
  }

 private:
  std::vector<double> m_sums;
  std::vector<bool> m_touched;
  std::vector<data::ItemId> m_order;
};

/// c^-power per item; 0 where there is no training event.
std::vector<double> inversePowers(const data::Popularity& popularity, double power) {
  std::vector<double> result;
  result.reserve(popularity.count.size());
  for (const std::int64_t count : popularity.count) result.push_back(count > 0 ? std::pow(static_cast<double>(count), -power) : 0);
  return result;
}

}  // namespace

ItemNeighbours::ItemNeighbours(const data::Interactions& interactions, const data::Popularity& popularity, const NeighbourOptions& options)
    : m_popularity(popularity), m_power(options.candidatePower), m_near(static_cast<std::size_t>(popularity.items())) {
  const Buyers buyers(interactions, popularity.items());
  const auto own = inversePowers(popularity, .5), candidates = inversePowers(popularity, options.candidatePower);
  const auto keep = static_cast<std::size_t>(std::max(0, options.neighbours));
  parallelFor(popularity.items(), 256, options.threads, [&](std::int64_t begin, std::int64_t end) {
    Accumulator together(popularity.items());
    RootMarks roots(options.candidatePower);
    const MarkTied marks = [&](std::span<const ScoredItem> tied, std::span<RootMarks::Mark> all) {  // the item's own count is the same for all
      for (std::size_t t = 0; t < tied.size(); ++t) all[t] = RootMarks::product(RootMarks::whole(tied[t].together), roots.root(1, countOf(tied[t].item)));
    };
    for (std::int64_t i = begin; i < end; ++i) {
      const auto item = static_cast<data::ItemId>(i);
      auto& row = m_near[static_cast<std::size_t>(i)];
      for (const data::UserId user : buyers.of(item))
        for (const data::ItemId other : data::trainSequence(interactions.sequence(user)))
          if (other != item) together.add(other, 1);
      together.take(row);
      for (ScoredItem& near : row) {
        near.together = static_cast<std::int32_t>(near.score);
        near.score *= own[static_cast<std::size_t>(i)] * candidates[static_cast<std::size_t>(near.item)];
      }
      rankExactly(row, keep, popularity, marks);
      row.shrink_to_fit();
    }
  });
}

namespace {

class NeighbourProposer final : public Proposer {
 public:
  NeighbourProposer(const ItemNeighbours& neighbours, double decay) : m_neighbours(neighbours), m_decay(decay), m_decayMark(RootMarks::decimal(decay)), m_sums(neighbours.items()), m_roots(neighbours.power()) {}

  void propose(std::span<const data::ItemId> history, std::vector<ScoredItem>& proposals) override {
    double weight = 1;
    for (std::size_t back = 0; back < history.size(); ++back, weight *= m_decay)
      for (const ScoredItem& near : m_neighbours.of(history[history.size() - 1 - back])) m_sums.add(near.item, weight * near.score);
    m_sums.take(proposals);
  }

  bool isExact() const override { return false; }

  /// The same sum once more for the items asked for, in marks.
  void mark(std::span<const data::ItemId> history, std::span<const ScoredItem> tied, std::span<RootMarks::Mark> marks) override {
    m_place.clear();
    for (std::size_t t = 0; t < tied.size(); ++t) m_place[tied[t].item] = t;
    std::fill(marks.begin(), marks.end(), 0);
    RootMarks::Mark weight = 1;
    for (std::size_t back = 0; back < history.size(); ++back, weight = RootMarks::product(weight, m_decayMark)) {
      const data::ItemId item = history[history.size() - 1 - back];
      for (const ScoredItem& near : m_neighbours.of(item)) {
        const auto place = m_place.find(near.item);
        if (place == m_place.end()) continue;
        const auto similarity = RootMarks::product(RootMarks::whole(near.together), m_roots.root(m_neighbours.countOf(item), m_neighbours.countOf(near.item)));
        marks[place->second] = RootMarks::sum(marks[place->second], RootMarks::product(weight, similarity));
      }
    }
  }

 private:
  const ItemNeighbours& m_neighbours;
  double m_decay;
  RootMarks::Mark m_decayMark;
  Accumulator m_sums;
  RootMarks m_roots;
  std::unordered_map<data::ItemId, std::size_t> m_place;
};

}  // namespace

std::unique_ptr<Proposer> neighbourProposer(const ItemNeighbours& neighbours, double decay) { return std::make_unique<NeighbourProposer>(neighbours, decay); }

}  // namespace ghost::decode
