// Softmax rows with likelihood and unlikelihood terms. Included by kernels_body.inl only.

namespace ghost::model::GHOST_ISA {

/// The row becomes e^(z - max); returns max and the sum.
template <class T>
GHOST_INLINE void exponentials(T* row, std::int64_t n, T& highest, T& total) {
  T top = row[0];
  V<T> tops = all<T>(top);
  std::int64_t c = 0;
  for (; c + lanes<T> <= n; c += lanes<T>) { const V<T> v = load(row + c); tops = v > tops ? v : tops; }
  for (; c < n; ++c) top = row[c] > top ? row[c] : top;
  for (int i = 0; i < lanes<T>; ++i) top = tops[i] > top ? tops[i] : top;
  V<T> sums{};
  T rest = 0;
  each<T>(n, [&](std::int64_t at, auto part) {
    const V<T> e = exponential(load(row + at, part) - top);
    store<T>(row + at, e, part);
    if constexpr (!decltype(part)::whole) {
      for (std::int64_t i = at; i < n; ++i) rest += row[i];
    } else {
      sums += e;
    }
  });
  highest = top;
  total = sum<T>(sums) + rest;
}

/// One unlikelihood term: its loss, and the factor b with which it adds b (onehot - p) to the gradient.
struct Unlikely { double loss, factor; };
GHOST_INLINE Unlikely unlikelihood(double logP, double weight, double floor) {
  if (floor > 0 && -__builtin_expm1(logP) < floor) return {-__builtin_log(floor), 0};
  const double limit = -5.9604646e-8;  // log(1 - 2^-24)
  const double q = logP < limit ? logP : limit;
  const double rest = q > -0.6931471805599453 ? __builtin_log(-__builtin_expm1(q)) : __builtin_log1p(-__builtin_exp(q));
  return {-rest, weight * __builtin_exp(q - rest)};
}

/// Losses of the terms of one row and their factors; returns the factor of p in the gradient.
template <class T>
GHOST_INLINE double rowLosses(const HeadRows<T>& a, std::int64_t first, std::int64_t last, double logTotal) {
  double dense = 0;
  for (std::int64_t t = first; t < last; ++t) {
    const double logP = a.logP[t] = a.logP[t] - logTotal;
    a.factor[t] = 0;
    if (a.undesired[t]) {
      const Unlikely u = unlikelihood(logP, a.weight[t], a.floor);
      a.loss[t] = u.loss;
      a.factor[t] = u.factor;
      dense -= u.factor;
    } else {
      a.loss[t] = -logP;
      dense += a.weight[t];
    }
  }
  return dense;
}

/// The gradient of term t's own token, all terms of that token together. A distractor's own share is w p: as part of dense p + b it would be the difference of
/// two large numbers when p is near 1, so its factor is taken out of `dense` first.
template <class T>
GHOST_INLINE double ownGradient(const HeadRows<T>& a, std::int64_t first, std::int64_t last, std::int64_t t, double dense) {
  const double p = __builtin_exp(a.logP[t]);
  double extra = 0;
  for (std::int64_t s = first; s < last; ++s) {
    if (a.token[s] != a.token[t]) continue;
    dense += a.factor[s];
    if (!a.undesired[s]) extra -= a.weight[s];
    else if (a.factor[s] != 0) extra += a.weight[s] * p;
  }
  return p * dense + extra;
}

template <class T>
void headRows(const HeadRows<T>& a) {
  for (std::int64_t r = a.begin; r < a.end; ++r) {
    T* row = a.logits + r * a.vocabulary;
    const std::int64_t first = a.termBegin[r], last = a.termBegin[r + 1];
    for (std::int64_t t = first; t < last; ++t) a.logP[t] = static_cast<double>(row[a.token[t]]);
    T top, total;
    exponentials(row, a.vocabulary, top, total);
    const double dense = rowLosses(a, first, last, static_cast<double>(top) + __builtin_log(static_cast<double>(total)));
    if (!a.gradient) continue;
    const T factor = static_cast<T>(dense / static_cast<double>(total));
    each<T>(a.vocabulary, [&](std::int64_t c, auto part) { store<T>(row + c, load(row + c, part) * factor, part); });
    for (std::int64_t t = first; t < last; ++t) row[a.token[t]] = static_cast<T>(ownGradient(a, first, last, t, dense));
  }
}

}  // namespace ghost::model::GHOST_ISA
