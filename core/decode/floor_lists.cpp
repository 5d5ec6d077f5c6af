#include "decode/floor_lists.h"

#include <algorithm>
#include <atomic>
#include <utility>

#include "base/parallel.h"
#include "decode/exact_ties.h"

namespace ghost::decode {
namespace {

constexpr std::int64_t usersPerPiece = 512;

/// Ranks the users of one piece; owns the scratch memory of one.
class PieceRanker {
 public:
  PieceRanker(const FloorRequest& request, const std::vector<data::ItemId>& byPopularity, std::unique_ptr<Proposer> proposer)
      : m_request(request), m_byPopularity(byPopularity), m_proposer(std::move(proposer)), m_barred(static_cast<std::size_t>(request.popularity.items()), false) {}

  RankedList rank(data::UserId user) {
    const auto sequence = m_request.dataSet.interactions.sequence(user);
    const auto example = data::evaluationExample(sequence, m_request.part);
    const auto without = leftOut(sequence, m_request.part, m_request.keepHistory);
    RankedList list;
    list.user = user;
    list.history.assign(example.history.begin(), example.history.end());
    list.target = example.target;

    bar(without, true);
    m_proposals.clear();
    m_proposer->propose(example.history, m_proposals);
    std::erase_if(m_proposals, [&](const ScoredItem& proposal) { return barred(proposal.item); });
    const auto slots = static_cast<std::size_t>(std::max(0, m_request.slots));
    MarkTied marks;
    if (!m_proposer->isExact()) marks = [&](std::span<const ScoredItem> tied, std::span<RootMarks::Mark> all) { m_proposer->mark(example.history, tied, all); };
    rankExactly(m_proposals, slots, m_request.popularity, marks);
    for (const ScoredItem& proposal : m_proposals) push(list, proposal.item, proposal.score);
    for (std::size_t i = 0; list.items.size() < slots && i < m_byPopularity.size(); ++i)
      if (!barred(m_byPopularity[i])) push(list, m_byPopularity[i], 0);
    bar(list.items, false);
    bar(without, false);
    return list;
  }

 private:
  bool barred(data::ItemId item) const { return m_barred[static_cast<std::size_t>(item)]; }
  void bar(std::span<const data::ItemId> items, bool value) {
    for (const data::ItemId item : items) m_barred[static_cast<std::size_t>(item)] = value;
  }
  /// What is on the list is barred from the filling.
  void push(RankedList& list, data::ItemId item, double score) {
    list.items.push_back(item);
    list.scores.push_back(score);
    m_barred[static_cast<std::size_t>(item)] = true;
  }

  const FloorRequest& m_request;
  const std::vector<data::ItemId>& m_byPopularity;
  std::unique_ptr<Proposer> m_proposer;
  std::vector<bool> m_barred;
  std::vector<ScoredItem> m_proposals;
};

}  // namespace

bool ahead(const data::Popularity& popularity, const ScoredItem& a, const ScoredItem& b) {
  if (a.score != b.score) return a.score > b.score;
  const auto countA = popularity.count[static_cast<std::size_t>(a.item)], countB = popularity.count[static_cast<std::size_t>(b.item)];
  return countA != countB ? countA > countB : a.item < b.item;
}

std::vector<RankedList> floorLists(const FloorRequest& request, const std::function<std::unique_ptr<Proposer>()>& makeProposer) {
  const auto byPopularity = request.popularity.byPopularity();
  const std::int64_t users = request.dataSet.interactions.users();
  std::vector<RankedList> lists(static_cast<std::size_t>(users));
  std::atomic<std::int64_t> done = 0;
  parallelFor(users, usersPerPiece, request.threads, [&](std::int64_t begin, std::int64_t end) {
    if (request.stop.stop_requested()) return;
    PieceRanker ranker(request, byPopularity, makeProposer());
    for (std::int64_t user = begin; user < end; ++user) lists[static_cast<std::size_t>(user)] = ranker.rank(static_cast<data::UserId>(user));
    request.reporter.progress(done += end - begin, users, "users");
  });
  if (request.stop.stop_requested()) lists.clear();
  return lists;
}

}  // namespace ghost::decode
