#include "model/beam_attention.h"

#include <algorithm>
#include <cmath>

#include "base/parallel.h"

namespace ghost::model {
namespace {

#if defined(__x86_64__)
#define GHOST_VECTOR_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define GHOST_VECTOR_CLONES
#endif

// Scores of `count` consecutive key rows against the query heads of one group: out[h * stride + j].
GHOST_VECTOR_CLONES void scoreRows(const float* query, int group, int dim, const float* keys, std::int64_t rowSize, std::int64_t count, float scale, float* out, std::int64_t stride) {
  for (std::int64_t j = 0; j < count; ++j) {
    const float* key = keys + j * rowSize;
    for (int h = 0; h < group; ++h) {
      const float* q = query + static_cast<std::int64_t>(h) * dim;
      float lanes[16] = {};
      int d = 0;
      for (; d + 16 <= dim; d += 16)
        for (int l = 0; l < 16; ++l) lanes[l] += q[d + l] * key[d + l];
      float sum = 0;
      for (; d < dim; ++d) sum += q[d] * key[d];
      for (int l = 0; l < 16; ++l) sum += lanes[l];
      out[h * stride + j] = sum * scale;
    }
  }
}

GHOST_VECTOR_CLONES void addRows(const float* weights, std::int64_t stride, int group, int dim, const float* values, std::int64_t rowSize, std::int64_t count, float* out) {
  for (std::int64_t j = 0; j < count; ++j) {
    const float* value = values + j * rowSize;
    for (int h = 0; h < group; ++h) {
      const float w = weights[h * stride + j];
      float* o = out + static_cast<std::int64_t>(h) * dim;
      for (int d = 0; d < dim; ++d) o[d] += w * value[d];
    }
  }
}

void softmax(float* scores, std::int64_t count) {
  const float top = *std::max_element(scores, scores + count);
  float sum = 0;
  for (std::int64_t j = 0; j < count; ++j) sum += scores[j] = std::exp(scores[j] - top);
  for (std::int64_t j = 0; j < count; ++j) scores[j] /= sum;
}

void attendBeam(const BeamAttention& a, std::int64_t beam, std::vector<float>& scores) {
  const int group = a.heads / a.kvHeads;
  const std::int64_t rowSize = static_cast<std::int64_t>(a.kvHeads) * a.headDim;
  const auto steps = static_cast<std::int64_t>(a.stepKeys.size());
  const std::int64_t begin = a.promptBegin[static_cast<std::size_t>(beam)];
  const std::int64_t prompt = a.promptEnd[static_cast<std::size_t>(beam)] - begin;
  const std::int64_t keys = prompt + steps;
  const auto* path = a.path.data() + beam * steps;
  const float scale = 1.f / std::sqrt(static_cast<float>(a.headDim));
  scores.resize(static_cast<std::size_t>(group * keys));
  for (int kv = 0; kv < a.kvHeads; ++kv) {
    const std::int64_t column = static_cast<std::int64_t>(kv) * a.headDim;
    const std::int64_t at = beam * a.heads * a.headDim + static_cast<std::int64_t>(kv) * group * a.headDim;
    scoreRows(a.queries + at, group, a.headDim, a.promptKeys + begin * rowSize + column, rowSize, prompt, scale, scores.data(), keys);
    for (std::int64_t t = 0; t < steps; ++t)
      scoreRows(a.queries + at, group, a.headDim, a.stepKeys[static_cast<std::size_t>(t)] + path[t] * rowSize + column, rowSize, 1, scale, scores.data() + prompt + t, keys);
    float* out = a.output + at;
    std::fill(out, out + static_cast<std::int64_t>(group) * a.headDim, 0.f);
    for (int h = 0; h < group; ++h) softmax(scores.data() + h * keys, keys);
    addRows(scores.data(), keys, group, a.headDim, a.promptValues + begin * rowSize + column, rowSize, prompt, out);
    for (std::int64_t t = 0; t < steps; ++t)
      addRows(scores.data() + prompt + t, keys, group, a.headDim, a.stepValues[static_cast<std::size_t>(t)] + path[t] * rowSize + column, rowSize, 1, out);
  }
}

}  // namespace

void beamAttention(const BeamAttention& a, int threads) {
  const auto beams = static_cast<std::int64_t>(a.promptBegin.size());
  parallelFor(beams, 64, threads, [&](std::int64_t begin, std::int64_t end) {
    std::vector<float> scores;
    for (std::int64_t beam = begin; beam < end; ++beam) attendBeam(a, beam, scores);
  });
}

}  // namespace ghost::model
