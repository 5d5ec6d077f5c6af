#include "model/auo_loss.h"

#include <ATen/Dispatch.h>
#include <ATen/Parallel.h>

#include "base/error.h"
#include "model/autograd_state.h"
#include "model/kernels.h"
#include "model/ops.h"

namespace ghost::model {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::Function;
using torch::autograd::variable_list;

/// Losses of all terms, and the gradients if wanted. One chunk of logits at a time.
struct HeadPass {
  std::vector<double> loss;
  at::Tensor gradHidden, gradHead;

  HeadPass(const at::Tensor& hidden, const at::Tensor& head, const HeadTerms& terms, const AuoOptions& options, bool gradients)
      : loss(terms.token.size()), m_logP(terms.token.size()), m_factor(terms.token.size()) {
    const std::int64_t rows = hidden.size(0);
    if (gradients) {
      gradHidden = at::empty_like(hidden);
      gradHead = at::zeros_like(head);
    }
    at::Tensor logits = at::empty({std::min(rows, options.chunk), head.size(0)}, hidden.options());
    for (std::int64_t first = 0; first < rows; first += options.chunk) {
      const std::int64_t count = std::min(options.chunk, rows - first);
      at::Tensor z = logits.narrow(0, 0, count);
      const at::Tensor states = hidden.narrow(0, first, count);
      at::mm_out(z, states, head.t());
      softmax(z, first, terms, options, gradients);
      if (!gradients) continue;
      at::Tensor gradStates = gradHidden.narrow(0, first, count);
      at::mm_out(gradStates, z, head);
      gradHead.addmm_(z.t(), states);
    }
  }

 private:
  void softmax(const at::Tensor& z, std::int64_t first, const HeadTerms& terms, const AuoOptions& options, bool gradients) {
    AT_DISPATCH_FLOATING_TYPES(z.scalar_type(), "auoLoss", [&] {
      HeadRows<scalar_t> whole;
      whole.vocabulary = z.size(1);
      whole.logits = z.data_ptr<scalar_t>();
      whole.termBegin = terms.begin.data() + first;
      whole.token = terms.token.data();
      whole.weight = terms.weight.data();
      whole.undesired = terms.undesired.data();
      whole.floor = options.floor;
      whole.gradient = gradients;
      whole.loss = loss.data();
      whole.logP = m_logP.data();
      whole.factor = m_factor.data();
      at::parallel_for(0, z.size(0), 32, [&](std::int64_t begin, std::int64_t end) {
        HeadRows<scalar_t> part = whole;
        part.begin = begin;
        part.end = end;
        kernels<scalar_t>().headRows(part);
      });
    });
  }
  std::vector<double> m_logP, m_factor;
};

double weighted(const HeadTerms& terms, const std::vector<double>& loss) {
  double total = 0;
  for (std::size_t t = 0; t < loss.size(); ++t) total += terms.weight[t] * loss[t];
  return total;
}

struct AuoFunction : Function<AuoFunction> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& hidden, const at::Tensor& head, const HeadTerms& terms, const AuoOptions& options, bool gradients, std::vector<double>* losses) {
    HeadPass pass(hidden, head, terms, options, gradients);
    if (gradients) context->save_for_backward({pass.gradHidden, pass.gradHead});
    *losses = std::move(pass.loss);
    return at::scalar_tensor(weighted(terms, *losses), hidden.options());
  }
  static variable_list backward(AutogradContext* context, variable_list gradients) {
    auto saved = context->get_saved_variables();
    const double outer = gradients[0].item<double>();
    if (outer != 1) for (at::Tensor& one : saved) one = one * outer;
    return {saved[0], saved[1], at::Tensor(), at::Tensor(), at::Tensor(), at::Tensor()};
  }
};

/// The same by ATen operations.
at::Tensor referenceLoss(const at::Tensor& hidden, const at::Tensor& head, const HeadTerms& terms, const AuoOptions& options, std::vector<double>& losses) {
  const auto count = static_cast<std::int64_t>(terms.token.size());
  at::Tensor rows = at::empty({count}, at::kLong), weight = at::empty({count}, at::kDouble), undesired = at::empty({count}, at::kBool);
  for (std::size_t r = 0; r + 1 < terms.begin.size(); ++r)
    for (std::int64_t t = terms.begin[r]; t < terms.begin[r + 1]; ++t) rows.data_ptr<std::int64_t>()[t] = static_cast<std::int64_t>(r);
  std::copy(terms.weight.begin(), terms.weight.end(), weight.data_ptr<double>());
  std::copy(terms.undesired.begin(), terms.undesired.end(), undesired.data_ptr<bool>());
  const at::Tensor logP = at::log_softmax(at::mm(hidden, head.t()), 1).index({rows.to(hidden.device()), ops::indexTensor(terms.token, hidden)});
  const at::Tensor p = logP.exp();
  // Both branches of a where get gradients, so each argument is kept inside its domain first.
  const at::Tensor capped = options.floor > 0 ? logP : logP.clamp_max(-5.9604646e-8);
  const at::Tensor near = at::log(-at::expm1(capped.clamp(-0.6931471805599453, -5.9604646e-8))), far = at::log1p(-capped.clamp_max(-0.6931471805599453).exp());
  at::Tensor unlikely = -at::where(capped > -0.6931471805599453, near, far);
  if (options.floor > 0) unlikely = at::where(1 - p < options.floor, at::full_like(p, -std::log(options.floor)), unlikely);
  const at::Tensor each = at::where(undesired.to(hidden.device()), unlikely, -logP);
  const at::Tensor flat = each.detach().to(at::kCPU, at::kDouble).contiguous();
  losses.assign(flat.data_ptr<double>(), flat.data_ptr<double>() + count);
  return (each * weight.to(hidden.options())).sum();
}

}  // namespace

HeadTerms HeadTerms::of(const sample::TokenTrees& trees) {
  HeadTerms h;
  for (const sample::TokenTrees::Term& term : trees.terms) {
    if (!h.rows.empty() && term.row < h.rows.back()) throw Error(ErrorCode::Internal, "loss", "the supervised tokens of a micro-batch aren't sorted by row");
    if (h.rows.empty() || term.row != h.rows.back()) {
      h.rows.push_back(term.row);
      h.begin.push_back(static_cast<std::int64_t>(h.token.size()));
    }
    h.token.push_back(term.token);
    h.weight.push_back(term.weight);
    h.undesired.push_back(term.undesired);
    h.tailTarget.push_back(term.tailTarget);
  }
  h.begin.push_back(static_cast<std::int64_t>(h.token.size()));
  return h;
}

LossSums& LossSums::operator+=(const LossSums& other) {
  for (int g = 0; g < 2; ++g) {
    nll[g] += other.nll[g];
    ul[g] += other.ul[g];
    targets[g] += other.targets[g];
    undesired[g] += other.undesired[g];
  }
  return *this;
}

StepSums& StepSums::operator+=(const StepSums& other) {
  loss += other.loss;
  sums += other.sums;
  rows += other.rows;
  return *this;
}

AuoLoss auoLoss(const at::Tensor& hidden, const at::Tensor& head, const HeadTerms& terms, const AuoOptions& options) {
  AuoLoss result;
  std::vector<double> losses;
  const bool gradients = c10::GradMode::is_enabled() && (hidden.requires_grad() || head.requires_grad());
  if (options.reference || !hidden.is_cpu()) result.loss = referenceLoss(hidden, head, terms, options, losses);
  else result.loss = AuoFunction::apply(hidden, head, terms, options, gradients, &losses);
  for (std::size_t t = 0; t < losses.size(); ++t) {
    const int group = terms.tailTarget[t] ? 1 : 0;
    (terms.undesired[t] ? result.sums.ul : result.sums.nll)[group] += losses[t];
    ++(terms.undesired[t] ? result.sums.undesired : result.sums.targets)[group];
  }
  return result;
}

}  // namespace ghost::model
