#include "model/item_ranking.h"

#include <algorithm>
#include <cmath>

#include <ATen/ATen.h>

#include "model/kernels.h"

namespace ghost::model {
namespace {

constexpr std::int64_t mostRows = 256, scoreMemory = 128ll << 20;
constexpr std::int64_t cut = 10;

/// Comparisons are put so that a score that isn't a number never ranks ahead.
std::int64_t rankOf(const float* scores, std::int64_t items, std::int32_t target) {
  const float own = scores[target];
  std::int64_t before = 0;
  for (std::int64_t i = 0; i < target; ++i) before += !(scores[i] < own);
  for (std::int64_t i = target + 1; i < items; ++i) before += !(scores[i] <= own);
  return before + 1;
}

}  // namespace

TargetSums& TargetSums::operator+=(const TargetSums& other) {
  for (int g = 0; g < 2; ++g) {
    nll[g] += other.nll[g];
    ndcg[g] += other.ndcg[g];
    hits[g] += other.hits[g];
    targets[g] += other.targets[g];
  }
  return *this;
}

std::int64_t scoredRows(std::int64_t items) { return std::clamp<std::int64_t>(scoreMemory / (4 * items), 1, mostRows); }

void scoreAll(const at::Tensor& hidden, const at::Tensor& items, const std::function<void(std::int64_t first, const at::Tensor& scores)>& body) {
  const c10::NoGradGuard noGradients;
  const std::int64_t rows = hidden.size(0), chunk = scoredRows(items.size(0));
  const at::Tensor scores = at::empty({std::min(rows, chunk), items.size(0)}, hidden.options());
  for (std::int64_t first = 0; first < rows; first += chunk) {
    const std::int64_t here = std::min(chunk, rows - first);
    at::Tensor z = scores.narrow(0, 0, here);
    at::mm_out(z, hidden.narrow(0, first, here), items.t());
    body(first, z);
  }
}

TargetSums targetSums(const at::Tensor& hidden, const at::Tensor& items, const HeadTerms& terms) {
  TargetSums sums;
  const std::int64_t count = items.size(0);
  std::vector<double> loss(terms.token.size()), logP(loss.size()), factor(loss.size());
  scoreAll(hidden, items, [&](std::int64_t first, const at::Tensor& z) {
    for (std::int64_t r = 0; r < z.size(0); ++r) {
      const auto term = static_cast<std::size_t>(first + r);
      const std::int64_t rank = rankOf(z.const_data_ptr<float>() + r * count, count, terms.token[term]);
      const int group = terms.tailTarget[term] ? 1 : 0;
      ++sums.targets[group];
      if (rank > cut) continue;
      ++sums.hits[group];
      sums.ndcg[group] += 1 / std::log2(static_cast<double>(rank) + 1);
    }
    HeadRows<float> a;
    a.end = z.size(0);
    a.vocabulary = count;
    a.logits = z.data_ptr<float>();
    a.termBegin = terms.begin.data() + first;
    a.token = terms.token.data();
    a.weight = terms.weight.data();
    a.undesired = terms.undesired.data();
    a.gradient = false;
    a.loss = loss.data();
    a.logP = logP.data();
    a.factor = factor.data();
    kernels<float>().headRows(a);
  });
  for (std::size_t t = 0; t < loss.size(); ++t) sums.nll[terms.tailTarget[t] ? 1 : 0] += loss[t];
  return sums;
}

std::vector<RankedItem> bestItems(std::span<const float> scores, int slots, std::span<const std::int32_t> without) {
  std::vector<std::int32_t> barred(without.begin(), without.end());
  std::sort(barred.begin(), barred.end());
  auto ahead = [](const RankedItem& a, const RankedItem& b) { return a.score != b.score ? a.score > b.score : a.item < b.item; };
  std::vector<RankedItem> best;  // a heap whose front is the worst that is kept
  const auto kept = static_cast<std::size_t>(std::max(0, slots));
  best.reserve(kept + 1);
  for (std::size_t i = 0; kept > 0 && i < scores.size(); ++i) {
    if (best.size() == kept && scores[i] <= best.front().score) continue;  // equal ones that come later have the larger id
    const RankedItem one{static_cast<std::int32_t>(i), scores[i]};
    if (std::binary_search(barred.begin(), barred.end(), one.item)) continue;
    best.push_back(one);
    std::push_heap(best.begin(), best.end(), ahead);
    if (best.size() > kept) {
      std::pop_heap(best.begin(), best.end(), ahead);
      best.pop_back();
    }
  }
  std::sort_heap(best.begin(), best.end(), ahead);
  return best;
}

}  // namespace ghost::model
