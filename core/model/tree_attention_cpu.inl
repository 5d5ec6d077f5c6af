// Attention over token trees. Included by kernels_body.inl only.
// Keys (and in the backward pass values) of a task are transposed once, so that scores are computed for a vector of keys at a time.

namespace ghost::model::GHOST_ISA {

/// The keys a row sees, relative to the task's first row: [trunkBegin, trunkEnd) then [ownBegin, ownEnd). Scores lie one after the other in that order.
struct Visible { std::int64_t trunkBegin, trunkCount, ownBegin, ownCount; };
template <class T>
GHOST_INLINE Visible visible(const TreeAttention<T>& a, std::int64_t row, std::int64_t first) {
  const std::int64_t own = a.ownBegin[row], trunkBegin = a.trunkBegin[row], trunkEnd = a.trunkEnd[row];
  if (trunkEnd == own) return {trunkBegin - first, row + 1 - trunkBegin, 0, 0};  // one piece
  return {trunkBegin - first, trunkEnd - trunkBegin, own - first, row + 1 - own};
}

template <class T>
GHOST_INLINE void transpose(const T* from, std::int64_t stride, std::int64_t rows, int dim, T* to, std::int64_t padded) {
  for (int c = 0; c < dim; ++c) {
    T* line = to + c * padded;
    for (std::int64_t j = 0; j < rows; ++j) line[j] = from[j * stride + c];
    for (std::int64_t j = rows; j < padded; ++j) line[j] = 0;
  }
}

/// How many query heads that share a key head are worked on at once: a key or value is loaded once for all of them, and their sums hide each other's latency.
inline constexpr int headsAtOnce = 2;

/// f(integral constant G, first head) for the query heads of a group, headsAtOnce at a time and the rest one by one.
template <int N> struct Heads { static constexpr int value = N; };
template <class F>
GHOST_INLINE void overHeads(int group, F f) {
  int head = 0;
  for (; head + headsAtOnce <= group; head += headsAtOnce) f(Heads<headsAtOnce>{}, head);
  for (; head < group; ++head) f(Heads<1>{}, head);
}

/// W vectors of products for each of G heads, from column `at` of `transposed` on.
template <int G, int W, class T>
GHOST_INLINE void productBlock(const T* x, int dim, const T* line, std::int64_t padded, T* out) {
  constexpr int n = lanes<T>;
  V<T> sums[G][W] = {};
  for (int c = 0; c < dim; ++c, line += padded) {
    V<T> key[W];
#pragma GCC unroll 8
    for (int w = 0; w < W; ++w) key[w] = load(line + w * n);
#pragma GCC unroll 8
    for (int g = 0; g < G; ++g) {
      const V<T> v = all<T>(x[g * dim + c]);
#pragma GCC unroll 8
      for (int w = 0; w < W; ++w) sums[g][w] += v * key[w];
    }
  }
#pragma GCC unroll 8
  for (int g = 0; g < G; ++g)
#pragma GCC unroll 8
    for (int w = 0; w < W; ++w) store<T>(out + g * padded + w * n, sums[g][w]);
}

/// out[g * padded + j] = x[g] . column (begin + j) of `transposed` for j < count and G heads; up to three vectors more a head are written.
template <int G, class T>
GHOST_INLINE void products(const T* x, int dim, const T* transposed, std::int64_t padded, std::int64_t begin, std::int64_t count, T* out) {
  constexpr int n = lanes<T>;
  std::int64_t j = 0;
  for (; count - j > 2 * n; j += 4 * n) productBlock<G, 4>(x, dim, transposed + begin + j, padded, out + j);
  if (j < count) productBlock<G, 2>(x, dim, transposed + begin + j, padded, out + j);
}
template <int G, class T>
GHOST_INLINE void products(const T* x, int dim, const T* transposed, std::int64_t padded, const Visible& v, T* out) {
  products<G>(x, dim, transposed, padded, v.trunkBegin, v.trunkCount, out);
  if (v.ownCount) products<G>(x, dim, transposed, padded, v.ownBegin, v.ownCount, out + v.trunkCount);
}

/// Makes a line of scores end with a whole vector: what is beyond `count` becomes `value`. Returns the length to work on.
template <class T>
GHOST_INLINE std::int64_t wholeVectors(T* line, std::int64_t count, T value) {
  const std::int64_t end = (count + lanes<T> - 1) / lanes<T> * lanes<T>;
  for (std::int64_t j = count; j < end; ++j) line[j] = value;
  return end;
}
template <class T> inline constexpr T unseen = T(-1e30);  // its exponential is zero

/// Scores -> probabilities, and zeros up to a whole vector; returns the log of the sum of exponentials.
template <class T>
GHOST_INLINE T softmax(T* scores, std::int64_t count) {
  constexpr int n = lanes<T>;
  const std::int64_t end = wholeVectors(scores, count, unseen<T>);
  V<T> tops = load(scores);
  for (std::int64_t j = n; j < end; j += n) { const V<T> v = load(scores + j); tops = v > tops ? v : tops; }
  T top = tops[0];
  for (int i = 1; i < n; ++i) top = tops[i] > top ? tops[i] : top;
  V<T> sums{};
  for (std::int64_t j = 0; j < end; j += n) {
    const V<T> e = exponential(load(scores + j) - top);
    store<T>(scores + j, e);
    sums += e;
  }
  const T total = sum<T>(sums), inverse = T(1) / total;
  for (std::int64_t j = 0; j < end; j += n) store<T>(scores + j, load(scores + j) * inverse);
  return top + static_cast<T>(__builtin_log(static_cast<double>(total)));
}

/// out[g * dim + c] += sum over j of weights[g * padded + j] * rows[j][c], for G heads.
template <int G, class T>
GHOST_INLINE void weightedSum(const T* weights, std::int64_t padded, const T* rows, std::int64_t stride, std::int64_t count, int dim, T* out) {
  constexpr int n = lanes<T>, W = 4;
  int c = 0;
  for (; c + W * n <= dim; c += W * n) {
    V<T> sums[G][W];
#pragma GCC unroll 8
    for (int g = 0; g < G; ++g)
#pragma GCC unroll 8
      for (int w = 0; w < W; ++w) sums[g][w] = load(out + g * dim + c + w * n);
    for (std::int64_t j = 0; j < count; ++j) {
      V<T> row[W];
#pragma GCC unroll 8
      for (int w = 0; w < W; ++w) row[w] = load(rows + j * stride + c + w * n);
#pragma GCC unroll 8
      for (int g = 0; g < G; ++g) {
        const V<T> weight = all<T>(weights[g * padded + j]);
#pragma GCC unroll 8
        for (int w = 0; w < W; ++w) sums[g][w] += weight * row[w];
      }
    }
#pragma GCC unroll 8
    for (int g = 0; g < G; ++g)
#pragma GCC unroll 8
      for (int w = 0; w < W; ++w) store<T>(out + g * dim + c + w * n, sums[g][w]);
  }
  for (int g = 0; g < G; ++g)
    each<T>(dim - c, [&](std::int64_t i, auto part) {
      V<T> s = load(out + g * dim + c + i, part);
      for (std::int64_t j = 0; j < count; ++j) s += weights[g * padded + j] * load(rows + j * stride + c + i, part);
      store<T>(out + g * dim + c + i, s, part);
    });
}
template <int G, class T>
GHOST_INLINE void weightedSum(const T* weights, std::int64_t padded, const T* rows, std::int64_t stride, const Visible& v, int dim, T* out) {
  weightedSum<G>(weights, padded, rows + v.trunkBegin * stride, stride, v.trunkCount, dim, out);
  if (v.ownCount) weightedSum<G>(weights + v.trunkCount, padded, rows + v.ownBegin * stride, stride, v.ownCount, dim, out);
}

template <class T>
void attention(const TreeAttention<T>& a, const AttentionTask& task, T* workspace) {
  const std::int64_t rows = task.end - task.begin, padded = (rows + 127) / 64 * 64;
  const int dim = a.headDim, group = a.heads / a.kvHeads, firstHead = task.kvHead * group;
  T* keys = workspace;                    // [dim, padded]
  T* scores = keys + dim * padded;        // [group, padded]
  T* scaled = scores + group * padded;    // [group, dim]
  const T* key = a.key + task.begin * a.keyStride + task.kvHead * dim;
  const T* value = a.value + task.begin * a.valueStride + task.kvHead * dim;
  transpose(key, a.keyStride, rows, dim, keys, padded);
  const T scale = T(1) / __builtin_sqrt(static_cast<T>(dim));
  for (std::int64_t r = task.begin; r < task.end; ++r) {
    T* out = a.out + (r * a.heads + firstHead) * dim;
    for (int c = 0; c < group * dim; ++c) out[c] = 0;
    if (a.needed && !a.needed[r]) continue;
    const Visible v = visible(a, r, task.begin);
    const T* query = a.query + r * a.queryStride + firstHead * dim;
    for (int c = 0; c < group * dim; ++c) scaled[c] = query[c] * scale;
    overHeads(group, [&](auto heads, int head) {
      constexpr int G = decltype(heads)::value;
      T* line = scores + head * padded;
      products<G>(scaled + head * dim, dim, keys, padded, v, line);
      for (int g = 0; g < G; ++g) a.logSumExp[r * a.heads + firstHead + head + g] = softmax(line + g * padded, v.trunkCount + v.ownCount);
      weightedSum<G>(line, padded, value, a.valueStride, v, dim, out + head * dim);
    });
  }
}

/// One row's query heads that share a key head, as the backward pass sees them: head g's probabilities and score gradients start at g * padded,
/// its scaled query and output gradient at g * dim.
template <class T>
struct RowHeads {
  const T *p, *dS, *scaled, *gradOut;
  std::int64_t padded;
  int dim;
};

/// For the keys of one piece and G heads from `head` on: dK += dS q, dV += p dO. Two vectors of each at a time, so that a key is loaded and stored once for all heads.
template <int G, class T>
GHOST_INLINE void scatterHeads(const RowHeads<T>& row, int head, std::int64_t offset, std::int64_t count, T* gradKey, T* gradValue) {
  constexpr int n = lanes<T>;
  const T* p = row.p + head * row.padded + offset;
  const T* dS = row.dS + head * row.padded + offset;
  int c = 0;
  for (; c + 2 * n <= row.dim; c += 2 * n) {
    V<T> q0[G], q1[G], o0[G], o1[G];
    for (int g = 0; g < G; ++g) {
      const std::int64_t at = static_cast<std::int64_t>(head + g) * row.dim + c;
      q0[g] = load(row.scaled + at);
      q1[g] = load(row.scaled + at + n);
      o0[g] = load(row.gradOut + at);
      o1[g] = load(row.gradOut + at + n);
    }
    for (std::int64_t j = 0; j < count; ++j) {
      T* key = gradKey + j * row.dim + c;
      T* value = gradValue + j * row.dim + c;
      V<T> k0 = load(key), k1 = load(key + n), v0 = load(value), v1 = load(value + n);
      for (int g = 0; g < G; ++g) {
        const T s = dS[g * row.padded + j], w = p[g * row.padded + j];
        k0 += s * q0[g];
        k1 += s * q1[g];
        v0 += w * o0[g];
        v1 += w * o1[g];
      }
      store<T>(key, k0);
      store<T>(key + n, k1);
      store<T>(value, v0);
      store<T>(value + n, v1);
    }
  }
  each<T>(row.dim - c, [&](std::int64_t i, auto part) {
    for (std::int64_t j = 0; j < count; ++j) {
      T* key = gradKey + j * row.dim + c + i;
      T* value = gradValue + j * row.dim + c + i;
      V<T> k = load(key, part), v = load(value, part);
      for (int g = 0; g < G; ++g) {
        const std::int64_t at = static_cast<std::int64_t>(head + g) * row.dim + c + i;
        k += dS[g * row.padded + j] * load(row.scaled + at, part);
        v += p[g * row.padded + j] * load(row.gradOut + at, part);
      }
      store<T>(key, k, part);
      store<T>(value, v, part);
    }
  });
}
/// p: scores -> probabilities; dS: dO . V -> gradients of the scores. Both end with zeros up to a whole vector.
template <class T>
GHOST_INLINE void scoreGradients(T* p, T* dS, std::int64_t count, T logSumExp) {
  constexpr int n = lanes<T>;
  const std::int64_t end = wholeVectors(p, count, unseen<T>);
  wholeVectors(dS, count, T(0));
  V<T> dots{};
  for (std::int64_t j = 0; j < end; j += n) {
    const V<T> weight = exponential(load(p + j) - logSumExp);
    store<T>(p + j, weight);
    dots += weight * load(dS + j);
  }
  const T dot = sum<T>(dots);
  for (std::int64_t j = 0; j < end; j += n) store<T>(dS + j, load(p + j) * (load(dS + j) - dot));
}

template <class T>
void attentionBackward(const TreeAttention<T>& a, const AttentionTask& task, T* workspace) {
  const std::int64_t rows = task.end - task.begin, padded = (rows + 127) / 64 * 64;
  const int dim = a.headDim, group = a.heads / a.kvHeads;
  T* keys = workspace;                    // [dim, padded]
  T* values = keys + dim * padded;        // [dim, padded]
  T* gradKey = values + dim * padded;     // [rows, dim]
  T* gradValue = gradKey + dim * padded;  // [rows, dim]
  T* p = gradValue + dim * padded;        // [group, padded]
  T* dS = p + group * padded;             // [group, padded]
  T* scaled = dS + group * padded;        // [group, dim]
  const T* key = a.key + task.begin * a.keyStride + task.kvHead * dim;
  transpose(key, a.keyStride, rows, dim, keys, padded);
  transpose(a.value + task.begin * a.valueStride + task.kvHead * dim, a.valueStride, rows, dim, values, padded);
  for (std::int64_t i = 0; i < 2 * dim * padded; ++i) gradKey[i] = 0;
  const T scale = T(1) / __builtin_sqrt(static_cast<T>(dim));
  const int firstHead = task.kvHead * group;
  for (std::int64_t r = task.begin; r < task.end; ++r) {
    T* gradQuery = a.gradQuery + r * a.gradStride + firstHead * dim;
    for (int c = 0; c < group * dim; ++c) gradQuery[c] = 0;
    if (a.needed && !a.needed[r]) continue;
    const Visible v = visible(a, r, task.begin);
    const T* query = a.query + r * a.queryStride + firstHead * dim;
    const T* gradOut = a.gradOut + (r * a.heads + firstHead) * dim;
    for (int c = 0; c < group * dim; ++c) scaled[c] = query[c] * scale;
    overHeads(group, [&](auto heads, int head) {
      constexpr int G = decltype(heads)::value;
      T *pHead = p + head * padded, *dSHead = dS + head * padded;
      products<G>(scaled + head * dim, dim, keys, padded, v, pHead);
      products<G>(gradOut + head * dim, dim, values, padded, v, dSHead);
      for (int g = 0; g < G; ++g) scoreGradients(pHead + g * padded, dSHead + g * padded, v.trunkCount + v.ownCount, a.logSumExp[r * a.heads + firstHead + head + g]);
      weightedSum<G>(dSHead, padded, key, a.keyStride, v, dim, gradQuery + head * dim);
    });
    for (int c = 0; c < group * dim; ++c) gradQuery[c] *= scale;
    const RowHeads<T> row{p, dS, scaled, gradOut, padded, dim};
    overHeads(group, [&](auto heads, int head) {
      constexpr int G = decltype(heads)::value;
      scatterHeads<G>(row, head, std::int64_t{0}, v.trunkCount, gradKey + v.trunkBegin * dim, gradValue + v.trunkBegin * dim);
      if (v.ownCount) scatterHeads<G>(row, head, v.trunkCount, v.ownCount, gradKey + v.ownBegin * dim, gradValue + v.ownBegin * dim);
    });
  }
  for (std::int64_t j = 0; j < rows; ++j) {
    T* toKey = a.gradKey + (task.begin + j) * a.gradStride + task.kvHead * dim;
    T* toValue = a.gradValue + (task.begin + j) * a.gradStride + task.kvHead * dim;
    for (int c = 0; c < dim; ++c) {
      toKey[c] = gradKey[j * dim + c];
      toValue[c] = gradValue[j * dim + c];
    }
  }
}

}  // namespace ghost::model::GHOST_ISA
