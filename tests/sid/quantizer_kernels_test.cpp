#include "sid/quantizer_kernels.h"

#include <gtest/gtest.h>

#include "base/rng.h"
#include "embed/neighbour_search.h"
#include "sid/anchors.h"
#include "sid/residual_quantizer.h"
#include "sid_testing.h"

namespace ghost::sid {
namespace {

/// Hands on to the processor and counts, as a device would take the work over.
class RecordingKernels : public QuantizerKernels {
 public:
  mutable int passes = 0, runs = 0, balancedPasses = 0, balancedRuns = 0;

  std::unique_ptr<AssignmentPass> assignmentPass(const embed::ItemVectors& points, std::int64_t codes, const LloydOptions& options) const override {
    ++passes;
    return std::make_unique<Pass>(processorKernels().assignmentPass(points, codes, options), runs);
  }
  std::unique_ptr<BalancedPass> balancedPass(std::int64_t rows, std::int64_t codes, const SizeBounds& bounds, const BalancedOptions& options) const override {
    ++balancedPasses;
    return std::make_unique<Balanced>(processorKernels().balancedPass(rows, codes, bounds, options), balancedRuns);
  }

 private:
  struct Pass : AssignmentPass {
    Pass(std::unique_ptr<AssignmentPass> own, int& runs) : inner(std::move(own)), count(runs) {}
    std::int64_t run(std::span<const float> centroids, std::vector<std::int32_t>& labels, ClusterSums& sums) override {
      ++count;
      return inner->run(centroids, labels, sums);
    }
    std::span<const float> scores() const override { return inner->scores(); }
    void relabelled(std::int64_t row) override { inner->relabelled(row); }
    std::unique_ptr<AssignmentPass> inner;
    int& count;
  };
  struct Balanced : BalancedPass {
    Balanced(std::unique_ptr<BalancedPass> own, int& runs) : inner(std::move(own)), count(runs) {}
    std::vector<std::int32_t> run(const embed::ItemVectors& points, std::span<const float> centroids) override {
      ++count;
      return inner->run(points, centroids);
    }
    bool wantsOrder() const override { return inner->wantsOrder(); }
    std::unique_ptr<BalancedPass> inner;
    int& count;
  };
};

ResidualOptions threeLevels(bool balanced, const QuantizerKernels* kernels) {
  ResidualOptions options;
  options.levels = 3;
  options.codes = 12;
  options.balanced = balanced;
  options.nInit = 2;
  options.maxIter = 6;
  options.kernels = kernels;
  return options;
}

TEST(QuantizerKernels, ResidualKMeansLeavesEveryPassToThem) {
  const auto points = randomPoints(400, 6, 3, 4);
  RecordingKernels kernels;
  Reporter silent;
  const auto taken = quantiseResiduals(points, threeLevels(false, &kernels), silent), plain = quantiseResiduals(points, threeLevels(false, nullptr), silent);
  EXPECT_EQ(taken.codes, plain.codes);
  EXPECT_EQ(kernels.passes, 3 * 2);           // levels x starts
  EXPECT_GE(kernels.runs, 3 * 2 * 2);         // a first pass and one an update
  EXPECT_LE(kernels.runs, 3 * 2 * (1 + 6));
  EXPECT_EQ(kernels.balancedPasses, 0);
}

TEST(QuantizerKernels, SoDoBalancedLevels) {
  const auto points = randomPoints(400, 6, 3, 4);
  RecordingKernels kernels;
  Reporter silent;
  const auto taken = quantiseResiduals(points, threeLevels(true, &kernels), silent), plain = quantiseResiduals(points, threeLevels(true, nullptr), silent);
  EXPECT_EQ(taken.codes, plain.codes);
  EXPECT_EQ(kernels.balancedPasses, 3 * 2);
  EXPECT_GE(kernels.balancedRuns, 3 * 2 * 2);
  EXPECT_EQ(kernels.passes, 0);
}

/// A device of which every answer is the last candidate, so that it can't be mistaken for the processor.
struct LastCandidate : embed::NearestKernel {
  embed::Neighbours nearest(const embed::ItemVectors&, std::span<const std::int32_t> queries, std::span<const std::int32_t> candidates, std::int64_t k, int) const override {
    return {k, std::vector<std::int32_t>(queries.size() * static_cast<std::size_t>(k), candidates.back()), std::vector<float>(queries.size() * static_cast<std::size_t>(k), 0.5f), {}};
  }
};

TEST(QuantizerKernels, AnchorsComeFromTheNearestKernel) {
  const auto vectors = randomPoints(10, 4, 3, 4);
  const LastCandidate kernel;
  AnchorOptions options;
  options.neighbours.kernel = &kernel;
  const std::vector<ItemId> tails{7, 8, 9};
  const auto found = findAnchors(vectors, popularityWith(10, {0, 1, 2, 3, 4, 5, 6}), tails, options);
  for (const ItemId tail : tails) EXPECT_EQ(found.anchor[static_cast<std::size_t>(tail)], 6);
}

TEST(QuantizerKernels, ATokenizerHandsThemOn) {
  const auto vectors = randomPoints(60, 4, 3, 4);
  const auto popularity = popularityWith(60, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
  const RecordingKernels kernels;
  const LastCandidate nearest;
  ParamValues values = tokenizerDefaults(tokenizer("skt"), "paper");
  for (const auto& [key, value] : {std::pair{"codes", "4"}, std::pair{"head_levels", "2"}, std::pair{"n_init", "1"}}) values.set(key, value);
  const auto tokens = tokenizer("skt").build({vectors, popularity, silentReporter(), {}, 1, nullptr, &kernels, &nearest}, values);
  EXPECT_EQ(kernels.passes, 4) << "two levels of heads and two of tails";
  for (ItemId tail = 10; tail < 60; ++tail) EXPECT_EQ(tokens.skeleton->anchor[static_cast<std::size_t>(tail)], 9);
}

}  // namespace
}  // namespace ghost::sid
