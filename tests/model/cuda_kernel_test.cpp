#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/rng.h"
#include "model/cuda/auo_rows.h"
#include "model/cuda_plugin.h"

namespace ghost::model {
namespace {

struct Rows {
  int rows, vocabulary;
  std::vector<float> logits, weight, loss;
  std::vector<int> begin, token;
  std::vector<unsigned char> undesired;
};

Rows randomRows(int rows, int vocabulary, std::uint64_t seed) {
  Rng rng(seed);
  Rows r{rows, vocabulary, {}, {}, {}, {0}, {}, {}};
  for (int i = 0; i < rows * vocabulary; ++i) r.logits.push_back(static_cast<float>(3 * rng.normal()));
  for (int row = 0; row < rows; ++row) {
    const int terms = static_cast<int>(rng.below(7));
    for (int t = 0; t < terms; ++t) {
      r.token.push_back(static_cast<int>(rng.below(static_cast<std::uint64_t>(vocabulary))));
      r.weight.push_back(static_cast<float>(rng.uniform()));
      r.undesired.push_back(t > 0);
    }
    r.begin.push_back(static_cast<int>(r.token.size()));
  }
  r.loss.resize(r.token.size());
  return r;
}

// The textbook form in float64: softmax, then every term's gradient added one by one.
void reference(Rows& r) {
  for (int row = 0; row < r.rows; ++row) {
    float* z = r.logits.data() + static_cast<std::size_t>(row) * r.vocabulary;
    double sum = 0;
    for (int k = 0; k < r.vocabulary; ++k) sum += std::exp(static_cast<double>(z[k]));
    std::vector<double> p(r.vocabulary), dz(r.vocabulary);
    for (int k = 0; k < r.vocabulary; ++k) p[k] = std::exp(static_cast<double>(z[k])) / sum;
    for (int t = r.begin[row]; t < r.begin[row + 1]; ++t) {
      const int j = r.token[t];
      const double w = r.weight[t];
      r.loss[t] = static_cast<float>(r.undesired[t] ? -std::log1p(-p[j]) : -std::log(p[j]));
      for (int k = 0; k < r.vocabulary; ++k) {
        if (r.undesired[t]) dz[k] += k == j ? w * p[j] : -w * p[j] * p[k] / (1 - p[j]);
        else dz[k] += w * (p[k] - (k == j));
      }
    }
    for (int k = 0; k < r.vocabulary; ++k) z[k] = static_cast<float>(dz[k]);
  }
}

TEST(CudaKernel, AuoRowsEqualTheReferenceWhereADeviceIs) {
  const CudaPlugin& plugin = CudaPlugin::instance();
  if (!plugin.usable()) GTEST_SKIP() << plugin.state();
  for (const int vocabulary : {7, 255, 1613, 50000}) {
    Rows ours = randomRows(64, vocabulary, static_cast<std::uint64_t>(vocabulary));
    Rows expected = ours;
    reference(expected);
    GhostAuoRows call{ours.logits.data(), ours.rows, ours.vocabulary, ours.vocabulary, 0, 7, ours.begin.data(), ours.token.data(),
                      ours.weight.data(), ours.undesired.data(), 0.f, ours.loss.data()};
    ASSERT_EQ(plugin.auoRowsOnHost(call), 0);
    for (std::size_t i = 0; i < ours.logits.size(); ++i) ASSERT_NEAR(ours.logits[i], expected.logits[i], 2e-5) << "vocabulary " << vocabulary << " entry " << i;
    for (std::size_t t = 0; t < ours.loss.size(); ++t) ASSERT_NEAR(ours.loss[t], expected.loss[t], 1e-4 * (1 + std::abs(expected.loss[t])));
  }
}

TEST(CudaKernel, AMissingPluginIsASentence) {
  const CudaPlugin& plugin = CudaPlugin::instance();
  EXPECT_FALSE(plugin.state().empty());
  EXPECT_EQ(plugin.usable(), !plugin.devices().empty());
}

}  // namespace
}  // namespace ghost::model
