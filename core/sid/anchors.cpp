#include "sid/anchors.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "base/error.h"
#include "data/split.h"

namespace ghost::sid {
namespace {

constexpr double rounding = 1e-6;  // of a float32 cosine: that of equal vectors may come out below 1

/// Users of every item and items of every user by training events, each once.
class TrainingUsers {
 public:
  TrainingUsers(const data::Interactions& interactions, std::int32_t items) : m_users(static_cast<std::size_t>(items)) {
    for (data::UserId user = 0; user < interactions.users(); ++user) {
      const auto sequence = data::trainSequence(interactions.sequence(user));
      std::vector<ItemId> distinct(sequence.begin(), sequence.end());
      std::sort(distinct.begin(), distinct.end());
      distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
      for (const ItemId item : distinct) m_users[static_cast<std::size_t>(item)].push_back(user);
      m_items.push_back(std::move(distinct));
    }
  }
  /// Users in common / sqrt(users of one x users of the other), for every item with a user in common.
  std::map<ItemId, double> cosines(ItemId item) const {
    std::map<ItemId, double> result;
    const auto& users = m_users[static_cast<std::size_t>(item)];
    for (const data::UserId user : users)
      for (const ItemId other : m_items[static_cast<std::size_t>(user)]) ++result[other];
    for (auto& [other, shared] : result) shared /= std::sqrt(static_cast<double>(users.size()) * static_cast<double>(m_users[static_cast<std::size_t>(other)].size()));
    return result;
  }

 private:
  std::vector<std::vector<data::UserId>> m_users;
  std::vector<std::vector<ItemId>> m_items;
};

embed::NeighbourSearch searchOf(const AnchorOptions& options) {
  embed::NeighbourSearch search = options.neighbours;
  search.threads = options.threads;
  search.stop = options.stop;
  return search;
}

double dot(std::span<const float> a, std::span<const float> b) {
  double sum = 0;
  for (std::size_t j = 0; j < a.size(); ++j) sum += static_cast<double>(a[j]) * b[j];
  return sum;
}

// A head without a common user scores (1 - b) cosine, so of those only the nearest can win and the others needn't be looked at.
void blendAnchors(Anchors& found, const embed::ItemVectors& vectors, const data::Popularity& popularity, std::span<const ItemId> tails, const AnchorOptions& options) {
  if (options.interactions == nullptr) throw usageError("anchor_blend", "needs the training sequences, which are not given here; use anchor_blend=0");
  const embed::ItemVectors units = embed::normalised(vectors);
  const TrainingUsers users(*options.interactions, popularity.items());
  std::vector<std::size_t> place(static_cast<std::size_t>(popularity.items()));
  for (std::size_t h = 0; h < popularity.headItems.size(); ++h) place[static_cast<std::size_t>(popularity.headItems[h])] = h;
  for (const ItemId tail : tails) {
    if (options.stop.stop_requested()) return;
    ItemId& anchor = found.anchor[static_cast<std::size_t>(tail)];
    const auto shared = users.cosines(tail);
    // Of the nearest head too the cosine is taken anew: the search rounds otherwise, and heads with equal vectors have to come out equal.
    const auto scoreOf = [&](ItemId head, double together) { return (1 - options.blend) * dot(units.row(tail), units.row(head)) + options.blend * together; };
    const auto ofAnchor = shared.find(anchor);
    double best = scoreOf(anchor, ofAnchor == shared.end() ? 0 : ofAnchor->second);
    bool moved = false;
    for (const auto& [head, together] : shared) {
      if (!popularity.isHead(head) || head == anchor) continue;
      const double score = scoreOf(head, together);
      if (score < best || (score == best && place[static_cast<std::size_t>(head)] > place[static_cast<std::size_t>(anchor)])) continue;
      best = score;
      anchor = head;
      moved = true;
    }
    if (moved) found.cosine[static_cast<std::size_t>(tail)] = static_cast<float>(dot(units.row(tail), units.row(anchor)));
  }
}

// The mean of a tail's nearest heads, all of unit length, as the query for one head: what most of them have in common outweighs a single odd one.
void useConsensus(Anchors& found, const embed::ItemVectors& vectors, const data::Popularity& popularity, const std::vector<ItemId>& niche, const AnchorOptions& options) {
  const embed::ItemVectors units = embed::normalised(vectors);
  const auto nearest = embed::findNeighbours(vectors, niche, popularity.headItems, options.heads, searchOf(options));
  embed::ItemVectors both{std::ssize(popularity.headItems) + std::ssize(niche), vectors.dim, {}};  // the heads, then a mean a tail
  both.values.reserve(static_cast<std::size_t>(both.rows * both.dim));
  for (const ItemId head : popularity.headItems) both.values.insert(both.values.end(), units.row(head).begin(), units.row(head).end());
  for (std::size_t n = 0; n < niche.size(); ++n) {
    std::vector<float> mean(static_cast<std::size_t>(vectors.dim));
    for (std::int64_t k = 0; k < nearest.k; ++k) {
      const ItemId head = nearest.ids[n * static_cast<std::size_t>(nearest.k) + static_cast<std::size_t>(k)];
      for (std::size_t j = 0; head >= 0 && j < mean.size(); ++j) mean[j] += units.row(head)[j];
    }
    both.values.insert(both.values.end(), mean.begin(), mean.end());
  }
  std::vector<ItemId> heads(popularity.headItems.size()), means(niche.size());
  std::iota(heads.begin(), heads.end(), 0);
  std::iota(means.begin(), means.end(), static_cast<ItemId>(heads.size()));
  const auto closest = embed::findNeighbours(both, means, heads, 1, searchOf(options));
  for (std::size_t n = 0; n < niche.size(); ++n) {
    if (closest.ids[n] < 0) return;  // stopped
    const ItemId head = popularity.headItems[static_cast<std::size_t>(closest.ids[n])];
    found.anchor[static_cast<std::size_t>(niche[n])] = head;
    found.cosine[static_cast<std::size_t>(niche[n])] = static_cast<float>(dot(units.row(niche[n]), units.row(head)));
  }
}

}  // namespace

Anchors findAnchors(const embed::ItemVectors& vectors, const data::Popularity& popularity, std::span<const ItemId> tails, const AnchorOptions& options) {
  Anchors found;
  found.anchor.assign(static_cast<std::size_t>(popularity.items()), -1);
  found.cosine.assign(found.anchor.size(), 0.0f);
  const auto nearest = embed::findNeighbours(vectors, tails, popularity.headItems, 1, searchOf(options));
  found.recall = nearest.recall;
  if (options.stop.stop_requested()) return found;
  if (found.recall) found.recallSample = std::min(std::ssize(tails), options.neighbours.sample);
  for (std::size_t t = 0; t < tails.size(); ++t) {
    found.anchor[static_cast<std::size_t>(tails[t])] = nearest.ids[t];
    found.cosine[static_cast<std::size_t>(tails[t])] = nearest.cosines[t];
  }
  if (options.blend > 0) blendAnchors(found, vectors, popularity, tails, options);
  if (options.threshold <= -1) return found;
  std::vector<ItemId> niche;
  for (const ItemId tail : tails)
    if (static_cast<double>(found.cosine[static_cast<std::size_t>(tail)]) < options.threshold - rounding) niche.push_back(tail);
  found.fallbacks = std::ssize(niche);
  if (options.fallback == AnchorOptions::Fallback::Consensus) useConsensus(found, vectors, popularity, niche, options);
  else
    for (const ItemId tail : niche) found.anchor[static_cast<std::size_t>(tail)] = ownRoot;
  return found;
}

}  // namespace ghost::sid
