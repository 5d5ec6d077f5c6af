#include "decode/item_neighbours.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "base/parallel.h"
#include "data/split.h"

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
      result.push_back({item, m_sums[i]});
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
    : m_near(static_cast<std::size_t>(popularity.items())) {
  const Buyers buyers(interactions, popularity.items());
  const auto own = inversePowers(popularity, .5), candidates = inversePowers(popularity, options.candidatePower);
  const auto keep = static_cast<std::size_t>(std::max(0, options.neighbours));
  parallelFor(popularity.items(), 256, options.threads, [&](std::int64_t begin, std::int64_t end) {
    Accumulator together(popularity.items());
    for (std::int64_t i = begin; i < end; ++i) {
      const auto item = static_cast<data::ItemId>(i);
      auto& row = m_near[static_cast<std::size_t>(i)];
      for (const data::UserId user : buyers.of(item))
        for (const data::ItemId other : data::trainSequence(interactions.sequence(user)))
          if (other != item) together.add(other, 1);
      together.take(row);
      for (ScoredItem& near : row) near.score *= own[static_cast<std::size_t>(i)] * candidates[static_cast<std::size_t>(near.item)];
      const auto kept = std::min(keep, row.size());
      std::partial_sort(row.begin(), row.begin() + static_cast<std::ptrdiff_t>(kept), row.end(), [&](const ScoredItem& a, const ScoredItem& b) { return ahead(popularity, a, b); });
      row.resize(kept);
      row.shrink_to_fit();
    }
  });
}

Proposer neighbourProposer(const ItemNeighbours& neighbours, double decay) {
  auto sums = std::make_shared<Accumulator>(neighbours.items());
  return [&neighbours, decay, sums](std::span<const data::ItemId> history, std::vector<ScoredItem>& proposals) {
    double weight = 1;
    for (std::size_t back = 0; back < history.size(); ++back, weight *= decay)
      for (const ScoredItem& near : neighbours.of(history[history.size() - 1 - back])) sums->add(near.item, weight * near.score);
    sums->take(proposals);
  };
}

}  // namespace ghost::decode
