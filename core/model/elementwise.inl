// Norms, rotary embedding, SwiGLU, gathers and the optimiser. Included by kernels_body.inl only.

namespace ghost::model::GHOST_ISA {

template <class T>
void addNorm(const AddNorm<T>& a) {
  const Dropped<T> drop(a.dropout);
  const bool dropping = a.dropout.threshold != 0;
  for (std::int64_t r = a.begin; r < a.end; ++r) {
    const T* x = a.x + r * a.width;
    const T* y = a.y ? a.y + r * a.width : nullptr;
    T* out = a.sum + r * a.width;
    T* normed = a.normed + r * a.width;
    V<T> squares{};
    each<T>(a.width, [&](std::int64_t c, auto part) {
      V<T> s = load(x + c, part);
      if (y) {
        const V<T> added = load(y + c, part);
        s += dropping ? added * drop.factors(r * a.width + c) : added;
      }
      store<T>(out + c, s, part);
      squares += s * s;
    });
    const T inverse = T(1) / __builtin_sqrt(sum<T>(squares) / static_cast<T>(a.width) + static_cast<T>(a.epsilon));
    a.inverseRms[r] = inverse;
    each<T>(a.width, [&](std::int64_t c, auto part) { store<T>(normed + c, load(out + c, part) * inverse * load(a.weight + c, part), part); });
  }
}

template <class T>
void addNormBackward(const AddNorm<T>& a) {
  const Dropped<T> drop(a.dropout);
  const bool dropping = a.dropout.threshold != 0;
  for (std::int64_t r = a.begin; r < a.end; ++r) {
    const T* s = a.sum + r * a.width;
    const T* gradNormed = a.gradNormed + r * a.width;
    const T* gradSum = a.gradSum ? a.gradSum + r * a.width : nullptr;
    const T inverse = a.inverseRms[r];
    V<T> dots{};
    each<T>(a.width, [&](std::int64_t c, auto part) {
      const V<T> g = load(gradNormed + c, part), x = load(s + c, part);
      const V<T> gx = g * x;
      dots += gx * load(a.weight + c, part);
      store<T>(a.gradWeight + c, load(a.gradWeight + c, part) + gx * inverse, part);
    });
    const T shrink = sum<T>(dots) * inverse * inverse / static_cast<T>(a.width);
    each<T>(a.width, [&](std::int64_t c, auto part) {
      V<T> g = inverse * (load(gradNormed + c, part) * load(a.weight + c, part) - load(s + c, part) * shrink);
      if (gradSum) g += load(gradSum + c, part);
      store<T>(a.gradX + r * a.width + c, g, part);
      if (a.gradY) store<T>(a.gradY + r * a.width + c, dropping ? g * drop.factors(r * a.width + c) : g, part);
    });
  }
}

template <class T>
GHOST_INLINE T inverseRmsOf(const T* x, int n, double epsilon) {
  V<T> squares{};
  each<T>(n, [&](std::int64_t c, auto part) { const V<T> v = load(x + c, part); squares += v * v; });
  return T(1) / __builtin_sqrt(sum<T>(squares) / static_cast<T>(n) + static_cast<T>(epsilon));
}

/// Norm (where Normed) and rotation of one head.
template <bool Normed, class T>
GHOST_INLINE void normRopeHead(const NormRope<T>& a, const T* x, const T* w, const T* cosine, const T* sine, T* out) {
  const int half = a.headDim / 2;
  T inverse = 1;
  if constexpr (Normed) inverse = inverseRmsOf(x, a.headDim, a.epsilon);
  each<T>(half, [&](std::int64_t c, auto part) {
    V<T> low = load(x + c, part), high = load(x + half + c, part);
    if constexpr (Normed) {
      low = low * inverse * load(w + c, part);
      high = high * inverse * load(w + half + c, part);
    }
    const V<T> co = load(cosine + c, part), si = load(sine + c, part);
    store<T>(out + c, low * co - high * si, part);
    store<T>(out + half + c, high * co + low * si, part);
  });
}

template <class T>
void normRope(const NormRope<T>& a) {
  const int half = a.headDim / 2, rotatedHeads = a.heads + a.kvHeads;
  const std::int64_t stride = static_cast<std::int64_t>(a.heads + 2 * a.kvHeads) * a.headDim;
  for (std::int64_t r = a.begin; r < a.end; ++r) {
    const T* cosine = a.cosine + static_cast<std::int64_t>(a.position[r]) * half;
    const T* sine = a.sine + static_cast<std::int64_t>(a.position[r]) * half;
    for (int h = 0; h < rotatedHeads; ++h) {
      const T* x = a.packed + r * stride + h * a.headDim;
      const T* w = h < a.heads ? a.queryWeight : a.keyWeight;
      T* out = a.rotated + (r * rotatedHeads + h) * a.headDim;
      if (w) normRopeHead<true>(a, x, w, cosine, sine, out);
      else normRopeHead<false>(a, x, w, cosine, sine, out);
    }
  }
}

/// The gradient g of a rotated head becomes that of the head before norm and rotation; gw is the norm's weight gradient.
template <class T>
GHOST_INLINE void normRopeHeadBackward(const NormRope<T>& a, const T* x, const T* w, const T* cosine, const T* sine, T* g, T* gw) {
  const int half = a.headDim / 2;
  const T inverse = inverseRmsOf(x, a.headDim, a.epsilon);
  V<T> dots{};
  each<T>(half, [&](std::int64_t c, auto part) {
    const V<T> co = load(cosine + c, part), si = load(sine + c, part), g1 = load(g + c, part), g2 = load(g + half + c, part);
    const V<T> low = g1 * co + g2 * si, high = g2 * co - g1 * si;  // gradient of the normed head: the rotation turned back
    const V<T> lowX = low * load(x + c, part), highX = high * load(x + half + c, part);
    store<T>(gw + c, load(gw + c, part) + lowX * inverse, part);
    store<T>(gw + half + c, load(gw + half + c, part) + highX * inverse, part);
    const V<T> w1 = load(w + c, part), w2 = load(w + half + c, part);
    dots += lowX * w1 + highX * w2;
    store<T>(g + c, low * w1, part);
    store<T>(g + half + c, high * w2, part);
  });
  const T shrink = sum<T>(dots) * inverse * inverse / static_cast<T>(a.headDim);
  each<T>(a.headDim, [&](std::int64_t c, auto part) { store<T>(g + c, inverse * (load(g + c, part) - load(x + c, part) * shrink), part); });
}
/// Likewise where there is no norm.
template <class T>
GHOST_INLINE void ropeHeadBackward(const T* cosine, const T* sine, int half, T* g) {
  each<T>(half, [&](std::int64_t c, auto part) {
    const V<T> co = load(cosine + c, part), si = load(sine + c, part), g1 = load(g + c, part), g2 = load(g + half + c, part);
    store<T>(g + c, g1 * co + g2 * si, part);
    store<T>(g + half + c, g2 * co - g1 * si, part);
  });
}

template <class T>
void normRopeBackward(const NormRope<T>& a) {
  const int half = a.headDim / 2, rotatedHeads = a.heads + a.kvHeads;
  const std::int64_t stride = static_cast<std::int64_t>(a.heads + 2 * a.kvHeads) * a.headDim;
  for (std::int64_t r = a.begin; r < a.end; ++r) {
    const T* cosine = a.cosine + static_cast<std::int64_t>(a.position[r]) * half;
    const T* sine = a.sine + static_cast<std::int64_t>(a.position[r]) * half;
    for (int h = 0; h < rotatedHeads; ++h) {
      T* g = a.gradPacked + r * stride + h * a.headDim;
      const T* w = h < a.heads ? a.queryWeight : a.keyWeight;
      if (w) normRopeHeadBackward(a, a.packed + r * stride + h * a.headDim, w, cosine, sine, g, h < a.heads ? a.gradQueryWeight : a.gradKeyWeight);
      else ropeHeadBackward(cosine, sine, half, g);
    }
  }
}

template <class T>
void swiGlu(const SwiGlu<T>& a) {
  for (std::int64_t r = a.begin; r < a.end; ++r) {
    const T* gate = a.packed + r * 2 * a.width;
    each<T>(a.width, [&](std::int64_t c, auto part) {
      const V<T> g = load(gate + c, part);
      store<T>(a.out + r * a.width + c, g / (T(1) + exponential(-g)) * load(gate + a.width + c, part), part);
    });
  }
}

template <class T>
void swiGluBackward(const SwiGlu<T>& a) {
  for (std::int64_t r = a.begin; r < a.end; ++r) {
    const T* gate = a.packed + r * 2 * a.width;
    T* gradGate = a.gradPacked + r * 2 * a.width;
    each<T>(a.width, [&](std::int64_t c, auto part) {
      const V<T> g = load(gate + c, part), up = load(gate + a.width + c, part), d = load(a.gradOut + r * a.width + c, part);
      const V<T> sigmoid = T(1) / (T(1) + exponential(-g));
      const V<T> silu = g * sigmoid;
      store<T>(gradGate + c, d * up * (sigmoid + silu * (T(1) - sigmoid)), part);
      store<T>(gradGate + a.width + c, d * silu, part);
    });
  }
}

template <class T>
void gather(const Gather<T>& a) {
  const Dropped<T> drop(a.dropout);
  const bool dropping = a.dropout.threshold != 0;
  for (std::int64_t r = a.begin; r < a.end; ++r) {
    const T* from = a.table + static_cast<std::int64_t>(a.token[r]) * a.width;
    each<T>(a.width, [&](std::int64_t c, auto part) {
      const V<T> v = load(from + c, part);
      store<T>(a.out + r * a.width + c, dropping ? v * drop.factors(r * a.width + c) : v, part);
    });
  }
}

template <class T>
void gatherBackward(const Gather<T>& a) {
  const Dropped<T> drop(a.dropout);
  const bool dropping = a.dropout.threshold != 0;
  for (std::int64_t r = a.begin; r < a.end; ++r) {
    T* to = a.gradTable + static_cast<std::int64_t>(a.token[r]) * a.width;
    each<T>(a.width, [&](std::int64_t c, auto part) {
      const V<T> g = load(a.gradOut + r * a.width + c, part);
      store<T>(to + c, load(to + c, part) + (dropping ? g * drop.factors(r * a.width + c) : g), part);
    });
  }
}

template <class T>
GHOST_INLINE V<T> rootOf(V<T> x) {
  for (int i = 0; i < lanes<T>; ++i) x[i] = __builtin_sqrt(x[i]);
  return x;
}

template <class T>
void adamW(const AdamW<T>& a) {
  const T keep = static_cast<T>(1 - a.rate * a.weightDecay), rate = static_cast<T>(a.rate / a.correction1), root = static_cast<T>(1 / __builtin_sqrt(a.correction2));
  const T b1 = static_cast<T>(a.beta1), b2 = static_cast<T>(a.beta2), e = static_cast<T>(a.epsilon), scale = static_cast<T>(a.gradientScale);
  const T c1 = static_cast<T>(1 - a.beta1), c2 = static_cast<T>(1 - a.beta2);
  each<T>(a.end - a.begin, [&](std::int64_t i, auto part) {
    i += a.begin;
    const V<T> g = load(a.gradient + i, part) * scale;
    const V<T> m = load(a.first + i, part) * b1 + g * c1, v = load(a.second + i, part) * b2 + g * g * c2;
    store<T>(a.first + i, m, part);
    store<T>(a.second + i, v, part);
    store<T>(a.value + i, load(a.value + i, part) * keep - rate * m / (rootOf<T>(v) * root + e), part);
  });
}

template <class T>
double sumOfSquares(const T* values, std::int64_t count) {
  double total = 0;
  for (std::int64_t i = 0; i < count; i += 4096) {  // short float sums, long double ones
    V<T> squares{};
    each<T>(count - i < 4096 ? count - i : 4096, [&](std::int64_t c, auto part) { const V<T> v = load(values + i + c, part); squares += v * v; });
    total += static_cast<double>(sum<T>(squares));
  }
  return total;
}

template <class T>
void addTo(T* to, const T* values, std::int64_t count) {
  each<T>(count, [&](std::int64_t c, auto part) { store<T>(to + c, load(to + c, part) + load(values + c, part), part); });
}

}  // namespace ghost::model::GHOST_ISA
