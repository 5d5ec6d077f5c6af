// Every instruction set computes the same, to rounding; dropout masks are the same bits.
#include "model/kernels.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "base/rng.h"

namespace ghost::model::testing {
namespace {

template <class T>
std::vector<T> drawn(std::size_t n, std::uint64_t seed, double scale = 1) {
  Rng rng(seed);
  std::vector<T> values(n);
  for (T& v : values) v = static_cast<T>(rng.normal() * scale);
  return values;
}

template <class T>
void expectClose(const std::vector<T>& a, const std::vector<T>& b, double tolerance, const char* what) {
  ASSERT_EQ(a.size(), b.size());
  double worst = 0;
  for (std::size_t i = 0; i < a.size(); ++i) worst = std::max(worst, std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i])) / (1 + std::abs(static_cast<double>(b[i]))));
  EXPECT_LE(worst, tolerance) << what;
}

template <class T>
class KernelSets : public ::testing::Test {
 protected:
  static constexpr double tolerance = sizeof(T) == 4 ? 2e-5 : 1e-13;
};
using Types = ::testing::Types<float, double>;
TYPED_TEST_SUITE(KernelSets, Types);

TYPED_TEST(KernelSets, DropoutMasksAreTheSameBits) {
  using T = TypeParam;
  const std::int64_t n = 1003;
  const std::vector<T> ones(n, T(1));
  const std::int32_t token = 0;
  std::vector<T> fast(n), plain(n);
  const DropoutKey key{123, 456, 1288490189u, 1 / 0.7};
  kernels<T>().gather({0, 1, n, key, &token, ones.data(), fast.data()});
  baselineKernels<T>().gather({0, 1, n, key, &token, ones.data(), plain.data()});
  EXPECT_EQ(fast, plain);
  const auto dropped = static_cast<double>(std::count(fast.begin(), fast.end(), T(0)));
  EXPECT_NEAR(dropped / static_cast<double>(n), 0.3, 0.05);
}

TYPED_TEST(KernelSets, SwiGluAndItsGradient) {
  using T = TypeParam;
  const std::int64_t rows = 5, width = 29;
  const auto packed = drawn<T>(rows * 2 * width, 1, 4), gradient = drawn<T>(rows * width, 2);
  for (const bool fast : {true, false}) {
    const Kernels<T>& set = fast ? kernels<T>() : baselineKernels<T>();
    std::vector<T> out(rows * width), grad(rows * 2 * width), expectedOut, expectedGrad;
    set.swiGlu({0, rows, width, packed.data(), out.data()});
    set.swiGluBackward({0, rows, width, packed.data(), nullptr, gradient.data(), grad.data()});
    for (std::int64_t r = 0; r < rows; ++r) {
      for (std::int64_t c = 0; c < width; ++c) {
        const double g = static_cast<double>(packed[static_cast<std::size_t>(r * 2 * width + c)]), u = static_cast<double>(packed[static_cast<std::size_t>((2 * r + 1) * width + c)]);
        expectedOut.push_back(static_cast<T>(g / (1 + std::exp(-g)) * u));
      }
    }
    expectClose(out, expectedOut, this->tolerance, "out");
    static std::vector<T> first;
    if (fast) first = grad;
    else expectClose(first, grad, this->tolerance, "gradient");
  }
}

TYPED_TEST(KernelSets, TheExponentialIsGoodOverItsWholeRange) {
  using T = TypeParam;
  // Softmax rows of two logits: p = 1 / (1 + e^(b - a)).
  for (double gap = 0; gap < 100; gap += 0.37) {
    std::vector<T> row{T(0), static_cast<T>(-gap)};
    const std::int64_t begin[2] = {0, 1};
    const std::int32_t token = 1;
    const double weight = 1;
    const std::uint8_t undesired = 0;
    double loss = 0, logP = 0, factor = 0;
    kernels<T>().headRows({0, 1, 2, row.data(), begin, &token, &weight, &undesired, 0, true, &loss, &logP, &factor});
    const double exact = static_cast<double>(static_cast<T>(gap)) + std::log1p(std::exp(-static_cast<double>(static_cast<T>(gap))));
    EXPECT_NEAR(loss, exact, (sizeof(T) == 4 ? 3e-7 : 1e-15) * (1 + exact)) << gap;
  }
}

TYPED_TEST(KernelSets, AttentionAndItsGradientAgree) {
  using T = TypeParam;
  const std::int64_t rows = 150;
  const int heads = 3, kvHeads = 1, dim = 20;
  const auto q = drawn<T>(rows * heads * dim, 1), k = drawn<T>(rows * kvHeads * dim, 2), v = drawn<T>(rows * kvHeads * dim, 3), gradOut = drawn<T>(rows * heads * dim, 4);
  std::vector<std::int32_t> trunkBegin(rows, 0), trunkEnd(rows), ownBegin(rows);
  for (std::int32_t r = 0; r < rows; ++r) {  // a trunk of 120, then branches of three from various rows
    trunkEnd[static_cast<std::size_t>(r)] = r < 120 ? r : (r - 120) / 3 * 7 + 1;
    ownBegin[static_cast<std::size_t>(r)] = r < 120 ? r : 120 + (r - 120) / 3 * 3;
  }
  std::vector<std::vector<T>> results[2];
  for (const bool fast : {true, false}) {
    std::vector<T> out(q.size()), lse(rows * heads), gq(q.size()), gk(q.size()), gv(q.size()), memory(static_cast<std::size_t>(attentionWorkspace(rows, dim, heads / kvHeads)));
    TreeAttention<T> a;
    a.heads = heads;
    a.kvHeads = kvHeads;
    a.headDim = dim;
    a.query = q.data();
    a.key = k.data();
    a.value = v.data();
    a.queryStride = heads * dim;
    a.keyStride = a.valueStride = kvHeads * dim;
    a.trunkBegin = trunkBegin.data();
    a.trunkEnd = trunkEnd.data();
    a.ownBegin = ownBegin.data();
    a.out = out.data();
    a.logSumExp = lse.data();
    a.gradOut = gradOut.data();
    a.gradQuery = gq.data();
    a.gradKey = gk.data();
    a.gradValue = gv.data();
    a.gradStride = heads * dim;
    const Kernels<T>& set = fast ? kernels<T>() : baselineKernels<T>();
    set.attention(a, {0, rows, 0}, memory.data());
    set.attentionBackward(a, {0, rows, 0}, memory.data());
    results[fast] = {out, lse, gq, gk, gv};
  }
  const char* names[] = {"out", "log-sum-exp", "gradient of q", "of k", "of v"};
  for (std::size_t i = 0; i < 5; ++i) expectClose(results[1][i], results[0][i], this->tolerance, names[i]);
}

}  // namespace
}  // namespace ghost::model::testing
