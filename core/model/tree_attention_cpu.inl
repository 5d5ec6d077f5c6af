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

/// products[j] = x . column (begin + j) of `transposed` for j < count; up to three vectors more are written.
template <class T>
GHOST_INLINE void products(const T* x, int dim, const T* transposed, std::int64_t padded, std::int64_t begin, std::int64_t count, T* products) {
  constexpr int n = lanes<T>;
  for (std::int64_t j = 0; j < count; j += 4 * n) {
    V<T> s0{}, s1{}, s2{}, s3{};
    const T* line = transposed + begin + j;
    if (count - j > 2 * n) {
      for (int c = 0; c < dim; ++c, line += padded) {
        const V<T> v = all<T>(x[c]);
        s0 += v * load(line);
        s1 += v * load(line + n);
        s2 += v * load(line + 2 * n);
        s3 += v * load(line + 3 * n);
      }
    } else {
      for (int c = 0; c < dim; ++c, line += padded) {
        const V<T> v = all<T>(x[c]);
        s0 += v * load(line);
        s1 += v * load(line + n);
      }
    }
    store<T>(products + j, s0);
    store<T>(products + j + n, s1);
    store<T>(products + j + 2 * n, s2);
    store<T>(products + j + 3 * n, s3);
  }
}
template <class T>
GHOST_INLINE void products(const T* x, int dim, const T* transposed, std::int64_t padded, const Visible& v, T* out) {
  products(x, dim, transposed, padded, v.trunkBegin, v.trunkCount, out);
  if (v.ownCount) products(x, dim, transposed, padded, v.ownBegin, v.ownCount, out + v.trunkCount);
}

template <class T>
GHOST_INLINE T softmax(T* scores, std::int64_t count) {
  T top = scores[0];
  for (std::int64_t j = 1; j < count; ++j) top = scores[j] > top ? scores[j] : top;
  V<T> sums{};
  each<T>(count, [&](std::int64_t j, auto part) { store<T>(scores + j, exponential(load(scores + j, part) - top), part); });
  T total = 0;
  std::int64_t j = 0;
  for (; j + lanes<T> <= count; j += lanes<T>) sums += load(scores + j);
  for (; j < count; ++j) total += scores[j];
  total += sum<T>(sums);
  const T inverse = T(1) / total;
  each<T>(count, [&](std::int64_t i, auto part) { store<T>(scores + i, load(scores + i, part) * inverse, part); });
  return top + static_cast<T>(__builtin_log(static_cast<double>(total)));
}

/// out[c] += sum over j of weights[j] * rows[j][c].
template <class T>
GHOST_INLINE void weightedSum(const T* weights, const T* rows, std::int64_t stride, std::int64_t count, int dim, T* out) {
  constexpr int n = lanes<T>;
  int c = 0;
  for (; c + 4 * n <= dim; c += 4 * n) {
    V<T> s0 = load(out + c), s1 = load(out + c + n), s2 = load(out + c + 2 * n), s3 = load(out + c + 3 * n);
    for (std::int64_t j = 0; j < count; ++j) {
      const V<T> w = all<T>(weights[j]);
      const T* row = rows + j * stride + c;
      s0 += w * load(row);
      s1 += w * load(row + n);
      s2 += w * load(row + 2 * n);
      s3 += w * load(row + 3 * n);
    }
    store<T>(out + c, s0);
    store<T>(out + c + n, s1);
    store<T>(out + c + 2 * n, s2);
    store<T>(out + c + 3 * n, s3);
  }
  each<T>(dim - c, [&](std::int64_t i, auto part) {
    V<T> s = load(out + c + i, part);
    for (std::int64_t j = 0; j < count; ++j) s += weights[j] * load(rows + j * stride + c + i, part);
    store<T>(out + c + i, s, part);
  });
}

template <class T>
void attention(const TreeAttention<T>& a, const AttentionTask& task, T* workspace) {
  const std::int64_t rows = task.end - task.begin, padded = (rows + 127) / 64 * 64;
  const int dim = a.headDim, group = a.heads / a.kvHeads;
  T* keys = workspace;                    // [dim, padded]
  T* scores = keys + dim * padded;        // [padded]
  T* scaled = scores + padded;            // [dim]
  const T* key = a.key + task.begin * a.keyStride + task.kvHead * dim;
  const T* value = a.value + task.begin * a.valueStride + task.kvHead * dim;
  transpose(key, a.keyStride, rows, dim, keys, padded);
  const T scale = T(1) / __builtin_sqrt(static_cast<T>(dim));
  for (std::int64_t r = task.begin; r < task.end; ++r) {
    const Visible v = visible(a, r, task.begin);
    for (int h = task.kvHead * group; h < (task.kvHead + 1) * group; ++h) {
      T* out = a.out + (r * a.heads + h) * dim;
      for (int c = 0; c < dim; ++c) out[c] = 0;
      if (a.needed && !a.needed[r]) continue;
      const T* query = a.query + r * a.queryStride + h * dim;
      for (int c = 0; c < dim; ++c) scaled[c] = query[c] * scale;
      products(scaled, dim, keys, padded, v, scores);
      a.logSumExp[r * a.heads + h] = softmax(scores, v.trunkCount + v.ownCount);
      weightedSum(scores, value + v.trunkBegin * a.valueStride, a.valueStride, v.trunkCount, dim, out);
      if (v.ownCount) weightedSum(scores + v.trunkCount, value + v.ownBegin * a.valueStride, a.valueStride, v.ownCount, dim, out);
    }
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
template <class T>
GHOST_INLINE void scatter(const RowHeads<T>& row, int group, std::int64_t offset, std::int64_t count, T* gradKey, T* gradValue) {
  int head = 0;
  for (; head + 2 <= group; head += 2) scatterHeads<2>(row, head, offset, count, gradKey, gradValue);
  if (head < group) scatterHeads<1>(row, head, offset, count, gradKey, gradValue);
}

/// p: scores -> probabilities; dS: dO . V -> gradients of the scores.
template <class T>
GHOST_INLINE void scoreGradients(T* p, T* dS, std::int64_t count, T logSumExp) {
  V<T> dots{};
  each<T>(count, [&](std::int64_t j, auto part) {
    const V<T> weight = exponential(load(p + j, part) - logSumExp);
    store<T>(p + j, weight, part);
    dots += load(p + j, part) * load(dS + j, part);  // what a short vector reads beyond its end is zero
  });
  const T dot = sum<T>(dots);
  each<T>(count, [&](std::int64_t j, auto part) { store<T>(dS + j, load(p + j, part) * (load(dS + j, part) - dot), part); });
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
    for (int g = 0; g < group; ++g) {
      T *pHead = p + g * padded, *dSHead = dS + g * padded, *gradHead = gradQuery + g * dim;
      products(scaled + g * dim, dim, keys, padded, v, pHead);
      products(gradOut + g * dim, dim, values, padded, v, dSHead);
      scoreGradients(pHead, dSHead, v.trunkCount + v.ownCount, a.logSumExp[r * a.heads + firstHead + g]);
      weightedSum(dSHead, key + v.trunkBegin * a.keyStride, a.keyStride, v.trunkCount, dim, gradHead);
      if (v.ownCount) weightedSum(dSHead + v.trunkCount, key + v.ownBegin * a.keyStride, a.keyStride, v.ownCount, dim, gradHead);
    }
    for (int c = 0; c < group * dim; ++c) gradQuery[c] *= scale;
    const RowHeads<T> row{p, dS, scaled, gradOut, padded, dim};
    scatter(row, group, std::int64_t{0}, v.trunkCount, gradKey + v.trunkBegin * dim, gradValue + v.trunkBegin * dim);
    if (v.ownCount) scatter(row, group, v.trunkCount, v.ownCount, gradKey + v.ownBegin * dim, gradValue + v.ownBegin * dim);
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
