#include "model/tree_attention.h"

#include <optional>

#include <ATen/Dispatch.h>
#include <ATen/Parallel.h>

#include "model/autograd_state.h"
#include "model/kernels.h"
#include "model/ops.h"

namespace ghost::model {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::Function;
using torch::autograd::variable_list;

template <class T>
T* workspace(const AttentionTask& task, const AttentionShape& shape) {
  thread_local std::vector<T> memory;
  const auto size = static_cast<std::size_t>(attentionWorkspace(task.end - task.begin, shape.headDim, shape.heads / shape.kvHeads));
  if (memory.size() < size) memory.resize(size);
  return memory.data();
}

/// Every sequence with every key-value head.
template <class F>
void overTasks(const sample::TokenTrees& trees, int kvHeads, F&& body) {
  at::parallel_for(0, trees.sequences() * kvHeads, 8, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      const auto s = static_cast<std::size_t>(i / kvHeads);
      body(AttentionTask{trees.segment[s], trees.segment[s + 1], static_cast<int>(i % kvHeads)});
    }
  });
}

template <class T>
TreeAttention<T> treeArguments(const AttentionShape& shape, const sample::TokenTrees& trees, const std::vector<std::uint8_t>& needed) {
  TreeAttention<T> a;
  a.heads = shape.heads;
  a.kvHeads = shape.kvHeads;
  a.headDim = shape.headDim;
  a.trunkBegin = trees.trunkBegin.data();
  a.trunkEnd = trees.trunkEnd.data();
  a.ownBegin = trees.ownBegin.data();
  a.needed = needed.empty() ? nullptr : needed.data();
  return a;
}

template <class T>
NormRope<T> normRopeArguments(const at::Tensor& packed, const at::Tensor& queryNorm, const at::Tensor& keyNorm, const Rope& rope, const AttentionShape& shape, const std::int32_t* position) {
  NormRope<T> a;
  a.end = packed.size(0);
  a.heads = shape.heads;
  a.kvHeads = shape.kvHeads;
  a.headDim = shape.headDim;
  a.epsilon = shape.epsilon;
  a.position = position;
  a.cosine = rope.cosine.data_ptr<T>();
  a.sine = rope.sine.data_ptr<T>();
  a.packed = packed.data_ptr<T>();
  a.queryWeight = queryNorm.defined() ? queryNorm.data_ptr<T>() : nullptr;
  a.keyWeight = keyNorm.defined() ? keyNorm.data_ptr<T>() : nullptr;
  return a;
}

template <class T>
at::Tensor rotate(NormRope<T> a, const at::Tensor& packed) {
  at::Tensor rotated = at::empty({packed.size(0), (a.heads + a.kvHeads) * a.headDim}, packed.options());
  a.rotated = rotated.data_ptr<T>();
  at::parallel_for(0, packed.size(0), 256, [&](std::int64_t begin, std::int64_t end) {
    NormRope<T> part = a;
    part.begin = begin;
    part.end = end;
    kernels<T>().normRope(part);
  });
  return rotated;
}

struct TreeAttentionFunction : Function<TreeAttentionFunction> {
  struct State {
    Rope rope;
    AttentionShape shape;
    const sample::TokenTrees* trees;
    std::vector<std::uint8_t> needed;
  };

  template <class T>
  static TreeAttention<T> arguments(const State& state, const at::Tensor& packed, const at::Tensor& rotated, const at::Tensor& logSumExp) {
    TreeAttention<T> a = treeArguments<T>(state.shape, *state.trees, state.needed);
    a.query = rotated.data_ptr<T>();
    a.key = a.query + a.heads * a.headDim;
    a.value = packed.data_ptr<T>() + (a.heads + a.kvHeads) * a.headDim;
    a.queryStride = a.keyStride = rotated.size(1);
    a.valueStride = packed.size(1);
    a.logSumExp = logSumExp.data_ptr<T>();
    return a;
  }

  /// An undefined tensor can't be an argument, an absent one can.
  static at::Tensor forward(AutogradContext* context, const at::Tensor& packed, const std::optional<at::Tensor>& queryWeight, const std::optional<at::Tensor>& keyWeight, const State& state) {
    const AttentionShape& shape = state.shape;
    const at::Tensor queryNorm = queryWeight.value_or(at::Tensor()), keyNorm = keyWeight.value_or(at::Tensor());
    at::Tensor out = at::empty({packed.size(0), shape.heads * shape.headDim}, packed.options());
    at::Tensor logSumExp = at::empty({packed.size(0), shape.heads}, packed.options()), rotated;
    AT_DISPATCH_FLOATING_TYPES(packed.scalar_type(), "treeAttention", [&] {
      rotated = rotate<scalar_t>(normRopeArguments<scalar_t>(packed, queryNorm, keyNorm, state.rope, shape, state.trees->position.data()), packed);
      TreeAttention<scalar_t> a = arguments<scalar_t>(state, packed, rotated, logSumExp);
      a.out = out.data_ptr<scalar_t>();
      overTasks(*state.trees, shape.kvHeads, [&](const AttentionTask& task) {
        kernels<scalar_t>().attention(a, task, workspace<scalar_t>(task, shape));
      });
    });
    context->save_for_backward({packed, queryNorm, keyNorm, rotated, logSumExp});
    carry(context, state);
    return out;
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const auto saved = context->get_saved_variables();
    const State& state = carried<State>(context);
    const at::Tensor &packed = saved[0], &rotated = saved[3], gradOut = gradients[0].contiguous();
    at::Tensor gradPacked = at::empty_like(packed), gradQueryNorm, gradKeyNorm;
    if (saved[1].defined()) {
      gradQueryNorm = at::zeros_like(saved[1]);
      gradKeyNorm = at::zeros_like(saved[2]);
    }
    AT_DISPATCH_FLOATING_TYPES(packed.scalar_type(), "treeAttentionBackward", [&] {
      TreeAttention<scalar_t> a = arguments<scalar_t>(state, packed, rotated, saved[4]);
      a.gradOut = gradOut.data_ptr<scalar_t>();
      a.gradQuery = gradPacked.data_ptr<scalar_t>();
      a.gradKey = a.gradQuery + a.heads * a.headDim;
      a.gradValue = a.gradKey + a.kvHeads * a.headDim;
      a.gradStride = gradPacked.size(1);
      overTasks(*state.trees, a.kvHeads, [&](const AttentionTask& task) {
        kernels<scalar_t>().attentionBackward(a, task, workspace<scalar_t>(task, state.shape));
      });
      NormRope<scalar_t> norm = normRopeArguments<scalar_t>(packed, saved[1], saved[2], state.rope, state.shape, state.trees->position.data());
      norm.gradPacked = gradPacked.data_ptr<scalar_t>();
      if (gradQueryNorm.defined()) {
        norm.gradQueryWeight = gradQueryNorm.data_ptr<scalar_t>();
        norm.gradKeyWeight = gradKeyNorm.data_ptr<scalar_t>();
      }
      kernels<scalar_t>().normRopeBackward(norm);
    });
    return {gradPacked, gradQueryNorm, gradKeyNorm, at::Tensor()};
  }
};

/// [rows, heads * headDim] -> normed and rotated, by ATen operations.
at::Tensor normRopeReference(const at::Tensor& x, const at::Tensor& weight, const Rope& rope, const AttentionShape& shape, const at::Tensor& position) {
  const at::Tensor heads = x.reshape({x.size(0), -1, shape.headDim});
  const at::Tensor normed = weight.defined() ? heads * at::rsqrt(heads.square().mean(-1, true) + shape.epsilon) * weight : heads;
  const at::Tensor cosine = rope.cosine.index_select(0, position).unsqueeze(1), sine = rope.sine.index_select(0, position).unsqueeze(1);
  const auto halves = normed.chunk(2, -1);
  return at::cat({halves[0] * cosine - halves[1] * sine, halves[1] * cosine + halves[0] * sine}, -1);
}

struct Padded {
  at::Tensor slot;   ///< [rows]: place of each row in the padded batch, sequence * longest + offset
  at::Tensor mask;   ///< [sequences, 1, longest, longest], 0 or -inf; rows of padding see themselves
  std::int64_t sequences = 0, longest = 0;
};
Padded pad(const sample::TokenTrees& trees, const at::Tensor& like) {
  Padded p;
  p.sequences = trees.sequences();
  for (std::size_t s = 0; s + 1 < trees.segment.size(); ++s) p.longest = std::max<std::int64_t>(p.longest, trees.segment[s + 1] - trees.segment[s]);
  at::Tensor visible = at::eye(p.longest, at::kBool).repeat({p.sequences, 1, 1});
  at::Tensor slot = at::empty({trees.rows()}, at::kLong);
  for (std::int64_t s = 0; s < p.sequences; ++s) {
    const std::int64_t first = trees.segment[static_cast<std::size_t>(s)], end = trees.segment[static_cast<std::size_t>(s) + 1];
    for (std::int64_t r = first; r < end; ++r) {
      const auto i = static_cast<std::size_t>(r);
      bool* line = visible.data_ptr<bool>() + (s * p.longest + r - first) * p.longest;
      for (std::int64_t j = trees.trunkBegin[i]; j < trees.trunkEnd[i]; ++j) line[j - first] = true;
      for (std::int64_t j = trees.ownBegin[i]; j <= r; ++j) line[j - first] = true;
      slot.data_ptr<std::int64_t>()[r] = s * p.longest + r - first;
    }
  }
  p.slot = slot.to(like.device());
  p.mask = at::zeros({p.sequences, 1, p.longest, p.longest}, like.options()).masked_fill(visible.to(like.device()).logical_not().unsqueeze(1), -INFINITY);
  return p;
}

/// Masked attention of [rows, heads, headDim] queries, keys and values -> [rows, heads * headDim].
at::Tensor maskedAttention(const at::Tensor& query, const at::Tensor& key, const at::Tensor& value, const sample::TokenTrees& trees) {
  const Padded padded = pad(trees, query);
  auto batched = [&](const at::Tensor& heads) {  // -> [sequences, heads, longest, headDim]
    const at::Tensor flat = at::zeros({padded.sequences * padded.longest, heads.size(1), heads.size(2)}, heads.options()).index_copy(0, padded.slot, heads);
    return flat.view({padded.sequences, padded.longest, heads.size(1), heads.size(2)}).transpose(1, 2);
  };
  const at::Tensor out = at::scaled_dot_product_attention(batched(query), batched(key), batched(value), padded.mask, 0.0, false, std::nullopt, true);
  return out.transpose(1, 2).reshape({padded.sequences * padded.longest, query.size(1) * query.size(2)}).index_select(0, padded.slot);
}

}  // namespace

Rope Rope::table(std::int64_t positions, int headDim, double theta, const RopeScaling& scaling, const at::TensorOptions& options) {
  const auto wide = at::TensorOptions().dtype(at::kDouble);
  const RopeFrequencies turned = ropeFrequencies(headDim, theta, scaling);
  const at::Tensor frequency = at::empty({static_cast<std::int64_t>(turned.perPosition.size())}, wide);
  std::copy(turned.perPosition.begin(), turned.perPosition.end(), frequency.data_ptr<double>());
  const at::Tensor angle = at::outer(at::arange(positions, wide), frequency);
  return {(angle.cos() * turned.scale).to(options).contiguous(), (angle.sin() * turned.scale).to(options).contiguous()};
}

at::Tensor treeAttention(const at::Tensor& packed, const at::Tensor& queryNorm, const at::Tensor& keyNorm, const Rope& rope, const AttentionShape& shape,
                         const sample::TokenTrees& trees, std::vector<std::uint8_t> needed) {
  auto given = [](const at::Tensor& weight) { return weight.defined() ? std::optional(weight) : std::nullopt; };
  return TreeAttentionFunction::apply(packed, given(queryNorm), given(keyNorm), TreeAttentionFunction::State{rope, shape, &trees, std::move(needed)});
}

at::Tensor treeAttentionReference(const at::Tensor& packed, const at::Tensor& queryNorm, const at::Tensor& keyNorm, const Rope& rope, const AttentionShape& shape,
                                  const sample::TokenTrees& trees) {
  const std::int64_t q = shape.heads * shape.headDim, kv = shape.kvHeads * shape.headDim;
  const auto parts = packed.split_with_sizes({q, kv, kv}, 1);
  const at::Tensor position = ops::indexTensor(trees.position, packed);
  return maskedAttention(normRopeReference(parts[0], queryNorm, rope, shape, position), normRopeReference(parts[1], keyNorm, rope, shape, position),
                         parts[2].reshape({packed.size(0), shape.kvHeads, shape.headDim}), trees);
}

at::Tensor attendTrees(const Projected& rows, const AttentionShape& shape, const sample::TokenTrees& trees, const std::vector<std::uint8_t>& needed) {
  auto heads = [&](const at::Tensor& x) { return x.view({x.size(0), -1, shape.headDim}); };
  if (!rows.query.is_cpu()) return maskedAttention(heads(rows.query), heads(rows.key), heads(rows.value), trees);
  at::Tensor out = at::empty_like(rows.query), logSumExp = at::empty({rows.query.size(0), shape.heads}, out.options());
  AT_DISPATCH_FLOATING_TYPES(out.scalar_type(), "attendTrees", [&] {
    TreeAttention<scalar_t> a = treeArguments<scalar_t>(shape, trees, needed);
    a.query = rows.query.data_ptr<scalar_t>();
    a.key = rows.key.data_ptr<scalar_t>();
    a.value = rows.value.data_ptr<scalar_t>();
    a.queryStride = rows.query.size(1);
    a.keyStride = a.valueStride = rows.key.size(1);
    a.out = out.data_ptr<scalar_t>();
    a.logSumExp = logSumExp.data_ptr<scalar_t>();
    overTasks(trees, shape.kvHeads, [&](const AttentionTask& task) { kernels<scalar_t>().attention(a, task, workspace<scalar_t>(task, shape)); });
  });
  return out;
}

Projected project(const at::Tensor& packed, const at::Tensor& queryNorm, const at::Tensor& keyNorm, const Rope& rope, const AttentionShape& shape,
                  std::span<const std::int32_t> position) {
  const std::int64_t q = shape.heads * shape.headDim, kv = shape.kvHeads * shape.headDim;
  at::Tensor rotated;
  if (packed.is_cpu()) {
    AT_DISPATCH_FLOATING_TYPES(packed.scalar_type(), "project", [&] {
      rotated = rotate<scalar_t>(normRopeArguments<scalar_t>(packed, queryNorm, keyNorm, rope, shape, position.data()), packed);
    });
  } else {
    const at::Tensor index = ops::indexTensor(position, packed);
    const auto parts = packed.split_with_sizes({q, kv, kv}, 1);
    rotated = at::cat({normRopeReference(parts[0], queryNorm, rope, shape, index), normRopeReference(parts[1], keyNorm, rope, shape, index)}, 1).reshape({packed.size(0), q + kv});
  }
  return {rotated.narrow(1, 0, q).contiguous(), rotated.narrow(1, q, kv).contiguous(), packed.narrow(1, q + kv, kv).contiguous()};
}

}  // namespace ghost::model
