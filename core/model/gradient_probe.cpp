#include "model/gradient_probe.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <c10/core/GradMode.h>

#include "data/split.h"
#include "sample/vocabulary.h"

namespace ghost::model {
namespace {

/// 1 - p, as the loss bounds it.
double restOf(double logP, double floor) { return floor > 0 ? -std::expm1(logP) : std::max(-std::expm1(logP), std::ldexp(1.0, -24)); }

/// dL/dz of one chunk of rows for the two dense parts, push [0] and rescue [1]; a term's own token is left to the sparse parts.
struct DenseParts {
  std::array<at::Tensor, 2> dz;
  std::array<bool, 2> any{false, false};
  explicit DenseParts(const at::Tensor& p) : dz{at::zeros_like(p), at::zeros_like(p)} {}
  void add(std::size_t part, const at::Tensor& p, std::int64_t r, double factor, std::int64_t own) {
    const std::int64_t n = p.size(1);
    const double* from = p.data_ptr<double>() + r * n;
    double* to = dz[part].data_ptr<double>() + r * n;
    for (std::int64_t c = 0; c < n; ++c) to[c] += factor * from[c];
    to[own] -= factor * from[own];
    any[part] = true;
  }
};

/// part[token] += factor * state, for a gradient that only one token has.
void addSparse(at::Tensor& part, std::int64_t token, double factor, const double* state) {
  const std::int64_t width = part.size(1);
  double* to = part.data_ptr<double>() + token * width;
  for (std::int64_t c = 0; c < width; ++c) to[c] += factor * state[c];
}

struct GroupMeans {
  std::vector<std::string> labels;
  std::vector<double> l2, inner;
  std::vector<std::int64_t> codes;
};

}  // namespace

GradientParts::GradientParts(std::int64_t vocabulary, std::int64_t width) {
  for (at::Tensor& one : part) one = at::zeros({vocabulary, width}, at::kDouble);
  hiddenSum = at::zeros({width}, at::kDouble);
}

void GradientParts::add(const at::Tensor& hidden, const at::Tensor& head, const HeadTerms& terms, const AuoOptions& options) {
  const c10::NoGradGuard noGradients;
  const at::Tensor h = hidden.to(at::kCPU, at::kDouble).contiguous(), e = head.detach().to(at::kCPU, at::kDouble);
  for (std::int64_t first = 0; first < h.size(0); first += options.chunk) {
    const at::Tensor states = h.narrow(0, first, std::min(options.chunk, h.size(0) - first)), p = at::softmax(at::mm(states, e.t()), 1);
    DenseParts dense(p);
    for (std::int64_t r = 0; r < p.size(0); ++r) {
      const double* state = states.data_ptr<double>() + r * states.size(1);
      for (std::int64_t t = terms.begin[static_cast<std::size_t>(first + r)]; t < terms.begin[static_cast<std::size_t>(first + r) + 1]; ++t) {
        const auto i = static_cast<std::size_t>(t);
        const double w = terms.weight[i], own = p.data_ptr<double>()[r * p.size(1) + terms.token[i]];
        if (terms.undesired[i]) {
          const double rest = restOf(std::log(own), options.floor);
          if (options.floor > 0 && rest < options.floor) continue;
          addSparse(part[2], terms.token[i], w * own, state);
          dense.add(1, p, r, -w * own / rest, terms.token[i]);
        } else {
          addSparse(part[0], terms.token[i], -w * (1 - own), state);
          dense.add(0, p, r, w, terms.token[i]);
        }
      }
    }
    if (dense.any[0]) part[1].addmm_(dense.dz[0].t(), states);
    if (dense.any[1]) part[3].addmm_(dense.dz[1].t(), states);
  }
  hiddenSum += h.sum(0);
  rows += h.size(0);
}

GradientParts& GradientParts::operator+=(const GradientParts& other) {
  for (std::size_t i = 0; i < part.size(); ++i) part[i] += other.part[i];
  hiddenSum += other.hiddenSum;
  rows += other.rows;
  return *this;
}

CodeGroups codeGroups(const data::Interactions& interactions, const data::Popularity& popularity, const sid::SidTable& table) {
  const auto tokens = static_cast<std::size_t>(table.tokens());
  std::vector<std::int64_t> mass(tokens), tail(tokens);
  for (data::UserId user = 0; user < interactions.users(); ++user) {
    const auto sequence = data::trainSequence(interactions.sequence(user));
    for (std::size_t i = 1; i < sequence.size(); ++i)
      for (const sid::SidToken token : table.codes(sequence[i])) {
        ++mass[static_cast<std::size_t>(token)];
        if (!popularity.isHead(sequence[i])) ++tail[static_cast<std::size_t>(token)];
      }
  }
  CodeGroups groups;
  groups.group.assign(tokens, -1);
  groups.level.assign(tokens, -1);
  std::vector<std::size_t> shared;  // codes that heads use, by tail share
  for (std::size_t c = 0; c < tokens; ++c) {
    const auto token = static_cast<sid::SidToken>(c);
    if (table.isSuffix(token)) continue;
    groups.level[c] = static_cast<std::int8_t>(table.level(token));
    groups.levels = std::max(groups.levels, table.level(token) + 1);
    if (mass[c] > 0 && tail[c] == mass[c]) groups.group[c] = 4;
    else if (mass[c] > 0) shared.push_back(c);
  }
  std::stable_sort(shared.begin(), shared.end(), [&](std::size_t a, std::size_t b) { return tail[a] * mass[b] < tail[b] * mass[a]; });
  for (std::size_t i = 0; i < shared.size(); ++i) groups.group[shared[i]] = static_cast<std::int8_t>(i * 4 / shared.size());
  return groups;
}

namespace {

/// Means over the codes of each group; level -1 = all levels.
GroupMeans means(const CodeGroups& groups, int level, const std::array<at::Tensor, 4>& l2, const std::array<at::Tensor, 4>& inner) {
  GroupMeans result;
  for (std::size_t g = 0; g < CodeGroups::names.size(); ++g) {
    std::vector<std::int64_t> rows;
    for (std::size_t c = 0; c < groups.group.size(); ++c)
      if (groups.group[c] == static_cast<std::int8_t>(g) && (level < 0 || groups.level[c] == level)) rows.push_back(sample::Vocabulary::ofSid(static_cast<sid::SidToken>(c)));
    if (rows.empty()) continue;
    result.codes.push_back(static_cast<std::int64_t>(rows.size()));
    for (std::size_t p = 0; p < GradientParts::names.size(); ++p) {
      auto mean = [&](const at::Tensor& values) {
        double total = 0;
        for (const std::int64_t r : rows) total += values.data_ptr<double>()[r];
        return total / static_cast<double>(rows.size());
      };
      result.labels.push_back(std::string(CodeGroups::names[g]) + "/" + GradientParts::names[p]);
      result.l2.push_back(mean(l2[p]));
      result.inner.push_back(mean(inner[p]));
    }
  }
  return result;
}

}  // namespace

void report(const GradientParts& parts, const CodeGroups& groups, std::int64_t step, Reporter& reporter) {
  if (parts.rows == 0) return;
  const at::Tensor meanHidden = parts.hiddenSum / static_cast<double>(parts.rows);
  std::array<at::Tensor, 4> l2, inner;
  for (std::size_t p = 0; p < 4; ++p) {
    l2[p] = parts.part[p].norm(2, {1}).contiguous();
    inner[p] = at::mv(parts.part[p], meanHidden).contiguous();
  }
  Probe codes{"gradient/codes", step, {}, {}};
  for (int level = -1; level < groups.levels; ++level) {
    const GroupMeans all = means(groups, level, l2, inner);
    const std::string suffix = level < 0 ? "" : "/level" + std::to_string(level), prefix = level < 0 ? "" : "level" + std::to_string(level) + "/";
    reporter.probe({"gradient/l2" + suffix, step, all.labels, all.l2});
    reporter.probe({"gradient/inner" + suffix, step, all.labels, all.inner});
    for (std::size_t g = 0; g < all.codes.size(); ++g) {
      codes.labels.push_back(prefix + all.labels[g * 4].substr(0, all.labels[g * 4].find('/')));
      codes.values.push_back(static_cast<double>(all.codes[g]));
    }
  }
  reporter.probe(codes);
}

}  // namespace ghost::model
