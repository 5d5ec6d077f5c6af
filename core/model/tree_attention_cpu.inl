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

/// For the keys of one piece: dK += dS q, dV += p dO.
template <class T>
GHOST_INLINE void scatter(const T* p, const T* dS, const T* query, const T* gradOut, std::int64_t count, int dim, T* gradKey, T* gradValue) {
  each<T>(dim, [&](std::int64_t c, auto part) {
    const V<T> q = load(query + c, part), g = load(gradOut + c, part);
    for (std::int64_t j = 0; j < count; ++j) {
      store<T>(gradKey + j * dim + c, load(gradKey + j * dim + c, part) + dS[j] * q, part);
      store<T>(gradValue + j * dim + c, load(gradValue + j * dim + c, part) + p[j] * g, part);
    }
  });
}

template <class T>
void attentionBackward(const TreeAttention<T>& a, const AttentionTask& task, T* workspace) {
  const std::int64_t rows = task.end - task.begin, padded = (rows + 127) / 64 * 64;
  const int dim = a.headDim, group = a.heads / a.kvHeads;
  T* keys = workspace;                    // [dim, padded]
  T* values = keys + dim * padded;        // [dim, padded]
  T* gradKey = values + dim * padded;     // [rows, dim]
  T* gradValue = gradKey + dim * padded;  // [rows, dim]
  T* p = gradValue + dim * padded;        // [padded]
  T* dS = p + padded;                     // [padded]
  T* scaled = dS + padded;                // [dim]
  const T* key = a.key + task.begin * a.keyStride + task.kvHead * dim;
  transpose(key, a.keyStride, rows, dim, keys, padded);
  transpose(a.value + task.begin * a.valueStride + task.kvHead * dim, a.valueStride, rows, dim, values, padded);
  for (std::int64_t i = 0; i < 2 * dim * padded; ++i) gradKey[i] = 0;
  const T scale = T(1) / __builtin_sqrt(static_cast<T>(dim));
  for (std::int64_t r = task.begin; r < task.end; ++r) {
    const Visible v = visible(a, r, task.begin);
    const std::int64_t count = v.trunkCount + v.ownCount;
    for (int h = task.kvHead * group; h < (task.kvHead + 1) * group; ++h) {
      T* gradQuery = a.gradQuery + r * a.gradStride + h * dim;
      for (int c = 0; c < dim; ++c) gradQuery[c] = 0;
      if (a.needed && !a.needed[r]) continue;
      const T* query = a.query + r * a.queryStride + h * dim;
      const T* gradOut = a.gradOut + (r * a.heads + h) * dim;
      const T logSumExp = a.logSumExp[r * a.heads + h];
      for (int c = 0; c < dim; ++c) scaled[c] = query[c] * scale;
      products(scaled, dim, keys, padded, v, p);
      products(gradOut, dim, values, padded, v, dS);
      V<T> dots{};
      each<T>(count, [&](std::int64_t j, auto part) {
        const V<T> weight = exponential(load(p + j, part) - logSumExp);
        store<T>(p + j, weight, part);
        if constexpr (!decltype(part)::whole) {
          for (std::int64_t i = j; i < count; ++i) dots[i - j] += p[i] * dS[i];
        } else {
          dots += weight * load(dS + j, part);
        }
      });
      const T dot = sum<T>(dots);
      each<T>(count, [&](std::int64_t j, auto part) { store<T>(dS + j, load(p + j, part) * (load(dS + j, part) - dot), part); });
      weightedSum(dS, key + v.trunkBegin * a.keyStride, a.keyStride, v.trunkCount, dim, gradQuery);
      scatter(p, dS, scaled, gradOut, v.trunkCount, dim, gradKey + v.trunkBegin * dim, gradValue + v.trunkBegin * dim);
      if (v.ownCount) {
        weightedSum(dS + v.trunkCount, key + v.ownBegin * a.keyStride, a.keyStride, v.ownCount, dim, gradQuery);
        scatter(p + v.trunkCount, dS + v.trunkCount, scaled, gradOut, v.ownCount, dim, gradKey + v.ownBegin * dim, gradValue + v.ownBegin * dim);
      }
      for (int c = 0; c < dim; ++c) gradQuery[c] *= scale;
    }
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
