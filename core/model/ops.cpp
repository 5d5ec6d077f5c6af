#include "model/ops.h"

#include <optional>

#include <ATen/Dispatch.h>
#include <ATen/Parallel.h>

#include "model/autograd_state.h"

namespace ghost::model::ops {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::Function;
using torch::autograd::variable_list;

constexpr std::int64_t rowGrain = 256;

bool useKernels(const at::Tensor& x, bool reference) { return x.is_cpu() && !reference; }

struct Linear : Function<Linear> {
  /// An undefined tensor can't be an argument, an absent one can.
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const at::Tensor& weight, const std::optional<at::Tensor>& bias) {
    context->save_for_backward({x, weight});
    context->saved_data["biased"] = bias.has_value();
    return bias ? at::addmm(*bias, x, weight.t()) : at::mm(x, weight.t());
  }
  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const auto saved = context->get_saved_variables();
    const at::Tensor gradient = gradients[0].contiguous();
    variable_list out(3);
    if (context->needs_input_grad(0)) out[0] = at::mm(gradient, saved[1]);
    if (context->needs_input_grad(1)) out[1] = at::mm(gradient.t(), saved[0]);
    if (context->saved_data["biased"].toBool() && context->needs_input_grad(2)) out[2] = gradient.sum(0);
    return out;
  }
};

/// Arguments both passes share.
template <class T>
AddNorm<T> normArguments(const at::Tensor& sum, const at::Tensor& weight, const at::Tensor& inverseRms, const NormOptions& options) {
  AddNorm<T> a;
  a.end = sum.size(0);
  a.width = sum.size(1);
  a.epsilon = options.epsilon;
  a.dropout = options.dropout;
  a.weight = weight.data_ptr<T>();
  a.sum = sum.data_ptr<T>();
  a.inverseRms = inverseRms.data_ptr<T>();
  return a;
}

/// sum and normed; y may be undefined, then sum is x itself.
struct NormForward {
  at::Tensor sum, normed, inverseRms;
  NormForward(const at::Tensor& x, const at::Tensor& y, const at::Tensor& weight, const NormOptions& options)
      : sum(y.defined() ? at::empty_like(x) : x), normed(at::empty_like(x)), inverseRms(at::empty({x.size(0)}, x.options())) {
    AT_DISPATCH_FLOATING_TYPES(x.scalar_type(), "addNorm", [&] {
      AddNorm<scalar_t> whole = normArguments<scalar_t>(sum, weight, inverseRms, options);
      whole.x = x.data_ptr<scalar_t>();
      whole.y = y.defined() ? y.data_ptr<scalar_t>() : nullptr;
      whole.normed = normed.data_ptr<scalar_t>();
      at::parallel_for(0, x.size(0), rowGrain, [&](std::int64_t begin, std::int64_t end) {
        AddNorm<scalar_t> part = whole;
        part.begin = begin;
        part.end = end;
        kernels<scalar_t>().addNorm(part);
      });
    });
  }
};

struct NormBackward {
  at::Tensor gradX, gradY, gradWeight;
  NormBackward(const variable_list& saved, const at::Tensor& gradSum, const at::Tensor& gradNormed, const NormOptions& options)
      : gradX(at::empty_like(saved[0])), gradY(options.dropout.threshold != 0 ? at::empty_like(gradX) : gradX), gradWeight(at::zeros_like(saved[1])) {
    const at::Tensor normed = gradNormed.defined() ? gradNormed.contiguous() : at::zeros_like(saved[0]), sum = gradSum.defined() ? gradSum.contiguous() : gradSum;
    AT_DISPATCH_FLOATING_TYPES(gradX.scalar_type(), "addNormBackward", [&] {
      AddNorm<scalar_t> a = normArguments<scalar_t>(saved[0], saved[1], saved[2], options);
      a.gradNormed = normed.data_ptr<scalar_t>();
      a.gradSum = sum.defined() ? sum.data_ptr<scalar_t>() : nullptr;
      a.gradX = gradX.data_ptr<scalar_t>();
      a.gradY = options.dropout.threshold != 0 ? gradY.data_ptr<scalar_t>() : nullptr;
      a.gradWeight = gradWeight.data_ptr<scalar_t>();
      kernels<scalar_t>().addNormBackward(a);
    });
  }
};

struct NormFunction : Function<NormFunction> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const at::Tensor& weight, const NormOptions& options) {
    const NormForward result(x, {}, weight, options);
    context->save_for_backward({x, weight, result.inverseRms});
    carry(context, options);
    return result.normed;
  }
  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const NormBackward result(context->get_saved_variables(), {}, gradients[0], carried<NormOptions>(context));
    return {result.gradX, result.gradWeight, at::Tensor()};
  }
};

struct AddNormFunction : Function<AddNormFunction> {
  static variable_list forward(AutogradContext* context, const at::Tensor& x, const at::Tensor& y, const at::Tensor& weight, const NormOptions& options) {
    const NormForward result(x, y, weight, options);
    context->save_for_backward({result.sum, weight, result.inverseRms});
    context->set_materialize_grads(false);
    carry(context, options);
    return {result.sum, result.normed};
  }
  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const NormBackward result(context->get_saved_variables(), gradients[0], gradients[1], carried<NormOptions>(context));
    return {result.gradX, result.gradY, result.gradWeight, at::Tensor()};
  }
};

struct SwiGluFunction : Function<SwiGluFunction> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& packed) {
    context->save_for_backward({packed});
    at::Tensor out = at::empty({packed.size(0), packed.size(1) / 2}, packed.options());
    AT_DISPATCH_FLOATING_TYPES(packed.scalar_type(), "swiGlu", [&] {
      at::parallel_for(0, packed.size(0), rowGrain, [&](std::int64_t begin, std::int64_t end) {
        kernels<scalar_t>().swiGlu({begin, end, out.size(1), packed.data_ptr<scalar_t>(), out.data_ptr<scalar_t>()});
      });
    });
    return out;
  }
  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const at::Tensor packed = context->get_saved_variables()[0], gradient = gradients[0].contiguous();
    at::Tensor gradPacked = at::empty_like(packed);
    AT_DISPATCH_FLOATING_TYPES(packed.scalar_type(), "swiGluBackward", [&] {
      at::parallel_for(0, packed.size(0), rowGrain, [&](std::int64_t begin, std::int64_t end) {
        kernels<scalar_t>().swiGluBackward({begin, end, gradient.size(1), packed.data_ptr<scalar_t>(), nullptr, gradient.data_ptr<scalar_t>(), gradPacked.data_ptr<scalar_t>()});
      });
    });
    return {gradPacked};
  }
};

struct GatherFunction : Function<GatherFunction> {
  struct State {
    std::span<const std::int32_t> tokens;
    DropoutKey dropout;
    std::int64_t rows;
  };
  static at::Tensor forward(AutogradContext* context, const at::Tensor& table, const State& state) {
    carry(context, state);
    at::Tensor out = at::empty({static_cast<std::int64_t>(state.tokens.size()), table.size(1)}, table.options());
    AT_DISPATCH_FLOATING_TYPES(table.scalar_type(), "gather", [&] {
      at::parallel_for(0, out.size(0), rowGrain, [&](std::int64_t begin, std::int64_t end) {
        kernels<scalar_t>().gather({begin, end, table.size(1), state.dropout, state.tokens.data(), table.data_ptr<scalar_t>(), out.data_ptr<scalar_t>()});
      });
    });
    return out;
  }
  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const State& state = carried<State>(context);
    const at::Tensor gradient = gradients[0].contiguous();
    at::Tensor gradTable = at::zeros({state.rows, gradient.size(1)}, gradient.options());
    AT_DISPATCH_FLOATING_TYPES(gradient.scalar_type(), "gatherBackward", [&] {
      kernels<scalar_t>().gatherBackward({0, gradient.size(0), gradient.size(1), state.dropout, state.tokens.data(), nullptr, nullptr, gradient.data_ptr<scalar_t>(), gradTable.data_ptr<scalar_t>()});
    });
    return {gradTable, at::Tensor()};
  }
};

at::Tensor dropped(const at::Tensor& x, const DropoutKey& dropout) {
  return dropout.threshold == 0 ? x : x * dropoutFactors(dropout, x.numel(), x.options()).view_as(x);
}

}  // namespace

at::Tensor linear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
  return Linear::apply(x, weight, bias.defined() ? std::optional(bias) : std::nullopt);
}

std::pair<at::Tensor, at::Tensor> addNorm(const at::Tensor& x, const at::Tensor& y, const at::Tensor& weight, const NormOptions& options) {
  if (useKernels(x, options.reference)) {
    if (!y.defined()) return {x, NormFunction::apply(x, weight, options)};
    const auto both = AddNormFunction::apply(x, y, weight, options);
    return {both[0], both[1]};
  }
  const at::Tensor sum = y.defined() ? x + dropped(y, options.dropout) : x;
  return {sum, sum * at::rsqrt(sum.square().mean(-1, true) + options.epsilon) * weight};
}

at::Tensor swiGlu(const at::Tensor& packed, bool reference) {
  if (useKernels(packed, reference)) return SwiGluFunction::apply(packed);
  const auto halves = packed.chunk(2, 1);
  return at::silu(halves[0]) * halves[1];
}

at::Tensor gather(const at::Tensor& table, std::span<const std::int32_t> tokens, const DropoutKey& dropout, bool reference) {
  if (useKernels(table, reference)) return GatherFunction::apply(table, GatherFunction::State{tokens, dropout, table.size(0)});
  return dropped(table.index_select(0, indexTensor(tokens, table)), dropout);
}

at::Tensor selectRows(const at::Tensor& x, std::span<const std::int32_t> rows) { return x.index_select(0, indexTensor(rows, x)); }

at::Tensor dropoutFactors(const DropoutKey& dropout, std::int64_t count, const at::TensorOptions& options) {
  // A gather of one row of ones from a table of one row: the numbers the kernels draw for element i.
  at::Tensor factors = at::empty({1, count}, options.device(at::kCPU)), ones = at::ones_like(factors);
  const std::int32_t token = 0;
  AT_DISPATCH_FLOATING_TYPES(factors.scalar_type(), "dropoutFactors", [&] {
    kernels<scalar_t>().gather({0, 1, count, dropout, &token, ones.data_ptr<scalar_t>(), factors.data_ptr<scalar_t>()});
  });
  return factors.to(options.device()).view({count});
}

at::Tensor indexTensor(std::span<const std::int32_t> values, const at::Tensor& like) {
  at::Tensor index = at::empty({static_cast<std::int64_t>(values.size())}, at::kLong);
  std::copy(values.begin(), values.end(), index.data_ptr<std::int64_t>());
  return index.to(like.device());
}

}  // namespace ghost::model::ops
