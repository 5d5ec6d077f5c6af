#include "model/rqvae.h"

#include <cmath>

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/rng.h"
#include "model/collision_repair.h"
#include "model/dead_codes.h"
#include "model/letter_losses.h"
#include "model/sinkhorn.h"

namespace ghost::model {
namespace {

at::Tensor matrix(std::vector<float> values, std::int64_t columns) {
  return at::tensor(values).view({-1, columns});
}
at::Tensor numbers(std::vector<std::int64_t> values) { return at::tensor(values); }

TEST(Sinkhorn, L1_TwoRowsWithOneNearestCodeAreSpread) {
  const at::Tensor distances = matrix({0, 1, .1F, .9F}, 2);
  EXPECT_TRUE(distances.argmin(1).equal(numbers({0, 0})));
  const at::Tensor plan = sinkhornPlan(distances, {.003, 50});
  EXPECT_EQ(plan.scalar_type(), at::kDouble);
  EXPECT_TRUE(at::allclose(plan, matrix({.99F, 0, .01F, 1}, 2).to(at::kDouble), 0, .005)) << plan;
  EXPECT_TRUE(plan.argmax(1).equal(numbers({0, 1})));
}

TEST(Sinkhorn, L1_EqualRowsCannotBeToldApart) {
  const at::Tensor plan = sinkhornPlan(matrix({0, 1, 0, 1}, 2), {.003, 50});
  EXPECT_TRUE(at::allclose(plan, at::full({2, 2}, .5, at::kDouble))) << plan;
}

TEST(Sinkhorn, ColumnsAreEvenAndATinyTemperatureStaysFinite) {
  const at::Tensor distances = matrix({0, 4, 9, 1, 1, 8, 2, 5, 3, 3, 7, 7}, 3);
  for (const double epsilon : {1.0, .003, 1e-6}) EXPECT_TRUE(sinkhornPlan(distances, {epsilon, 50}).isfinite().all().item<bool>()) << epsilon;
  EXPECT_TRUE(at::allclose(sinkhornPlan(distances, {1.0, 50}).sum({0}), at::full({3}, 4.0 / 3, at::kDouble)));
}

TEST(Rqvae, L2_LevelLossAndItsGradients) {
  const at::Tensor x = matrix({1}, 1).requires_grad_(true), e = matrix({.6F}, 1).requires_grad_(true);
  const at::Tensor loss = levelLoss(x, e, .25);
  EXPECT_NEAR(loss.item<double>(), .16 + .25 * .16, 1e-6);
  loss.backward();
  EXPECT_NEAR(e.grad().item<double>(), -.8, 1e-6);
  EXPECT_NEAR(x.grad().item<double>(), .25 * .8, 1e-6);
}

TEST(Rqvae, L2_TwoLevelsAverageAndTheGradientPassesStraightThrough) {
  Rqvae network({1, {}, 1, 2, 2}, Rng(1));
  network.startCodebooks(matrix({.6F, -5}, 1), 1, 1);  // level 1: -5 and .6 exactly, level 2: zeros
  const at::Tensor latent = matrix({1}, 1).requires_grad_(true);
  const Quantised quantised = network.quantise(latent, {.25, {0, 0}});
  EXPECT_NEAR(quantised.loss.item<double>(), (.20 + .20) / 2, 1e-6);  // residual .4 at the second level
  EXPECT_NEAR(quantised.latent.item<double>(), .6, 1e-6);
  quantised.latent.sum().backward();
  EXPECT_NEAR(latent.grad().item<double>(), 1, 1e-6);
}

TEST(Rqvae, OnlyTheFirstLevelsCommitmentReachesTheEncoder) {
  Rqvae network({1, {}, 1, 3, 2}, Rng(1));
  network.startCodebooks(matrix({.6F, -5}, 1), 1, 1);
  const at::Tensor latent = matrix({1}, 1).requires_grad_(true);
  network.quantise(latent, {.25, {0, 0}}).loss.backward();
  EXPECT_NEAR(latent.grad().item<double>(), .25 * .8 / 3, 1e-6);
}

TEST(Rqvae, WidthsAreClippedToTheInput) {
  EXPECT_EQ(usualWidths(384), (std::vector<std::int64_t>{256, 128, 64}));
  EXPECT_EQ(usualWidths(4096).front(), 2048);
  EXPECT_TRUE(usualWidths(16).empty());
}

TEST(Rqvae, L3_RepairTellsDistinctResidualsApartAndLeavesEqualOnes) {
  const std::vector<float> book{0, 0, 1, 0, 0, 1};
  const embed::ItemVectors distinct{3, 2, {.1F, 0, 0, .1F, .9F, .9F}};
  const std::vector<std::vector<std::int32_t>> codes{{4, 4, 5}, {2, 2, 2}, {7, 7, 7}, {0, 0, 1}};
  const Repair apart = repairCollisions(codes, {distinct, book, {}, 20});
  EXPECT_EQ(apart.before, 1);
  EXPECT_EQ(apart.after, 0);
  EXPECT_EQ(apart.rounds, 1);
  EXPECT_NE(apart.lastCodes[0], apart.lastCodes[1]);
  EXPECT_EQ(apart.lastCodes[2], 1);
  const embed::ItemVectors equal{3, 2, {.1F, 0, .1F, 0, .9F, .9F}};
  const Repair together = repairCollisions(codes, {equal, book, {}, 20});
  EXPECT_EQ(together.after, 1);
  EXPECT_EQ(together.rounds, 20);
  EXPECT_EQ(together.lastCodes, codes.back());
  EXPECT_EQ(repairCollisions(codes, {distinct, book, {}, 0}).after, 1);
  EXPECT_EQ(repairCollisions(codes, {distinct, book, {0, 50}, 20}).after, 1);
}

TEST(DeadCodes, OnlyCodesThatNothingTookMoveOntoResidualsOfItems) {
  Rqvae network({2, {}, 2, 2, 3}, Rng(1));
  at::Tensor first = network.book(0).detach(), second = network.book(1).detach();
  first.copy_(matrix({0, 0, 10, 10, 90, 90}, 2));
  second.copy_(matrix({0, 0, 70, 70, 80, 80}, 2));
  DeadCodes codes(2, 3);
  codes.count(at::stack({numbers({0, 1, 1}), numbers({0, 0, 0})}));
  const at::Tensor latents = matrix({1, 0, 11, 10, 13, 10}, 2);
  Rng rng(4);
  EXPECT_EQ(codes.restart(network, latents, rng), 3);
  EXPECT_TRUE(first.narrow(0, 0, 2).equal(matrix({0, 0, 10, 10}, 2)));
  EXPECT_TRUE(latents.eq(first[2]).all(1).any().item<bool>()) << first;
  EXPECT_TRUE(second[0].equal(numbers({0, 0}).to(at::kFloat)));
  const at::Tensor residuals = latents - first.index_select(0, squaredDistances(latents, first).argmin(1));
  for (const std::int64_t code : {1, 2}) EXPECT_TRUE(residuals.eq(second[code]).all(1).any().item<bool>()) << second;

  EXPECT_EQ(codes.restart(network, latents, rng), 6) << "counts are forgotten, so now all are dead";
  EXPECT_EQ(codes.restart(network, latents.narrow(0, 0, 1), rng), 2) << "one row revives one code a level";
}

TEST(Letter, E1_CollaborativeLoss) {
  EXPECT_NEAR(collaborativeLoss(matrix({1, 0, 0, 1}, 2), matrix({2, 0, 0, 2}, 2)).item<double>(), std::log(1 + std::exp(-2)), 1e-6);
}

TEST(Letter, E2_DiversityLossDrawsToTheOtherCodeOfTheCluster) {
  const at::Tensor codes = matrix({1, 0, 2, 0, 0, 1, 0, -1}, 2);
  const std::vector<std::int32_t> labels{0, 0, 1, 1};
  const CodeClusters clusters(labels);
  Rng rng(3);
  const at::Tensor assigned = numbers({0});
  for (int i = 0; i < 20; ++i) EXPECT_EQ(clusters.positives(assigned, rng).item<std::int64_t>(), 1);
  EXPECT_NEAR(diversityLoss(codes, assigned, numbers({1})).item<double>(), std::log(1 + 2 * std::exp(-2)), 1e-6);
}

TEST(Letter, E3_TemperatureOfTheCrossEntropy) {
  const at::Tensor logits = matrix({2, 0}, 2).to(at::kDouble);
  EXPECT_NEAR(crossEntropy(logits, numbers({0})).item<double>(), .126928, 1e-6);
  EXPECT_NEAR(crossEntropy(logits, numbers({0}), .5).item<double>(), .018150, 1e-6);
}

TEST(Letter, PositivesAreOtherCodesOfTheClusterAndAllOfThemComeUp) {
  const at::Tensor codes = at::arange(48, at::kFloat).view({24, 2}).sin();
  const CodeClusters clusters(codes, 3, 5, 1);
  Rng rng(1);
  const at::Tensor assigned = at::arange(24).repeat({50});
  const at::Tensor drawn = clusters.positives(assigned, rng);
  EXPECT_FALSE(drawn.eq(assigned).any().item<bool>());
  // Being drawn to each other is symmetric and transitive, so every code meets as many others as every code it meets.
  const at::Tensor met = at::zeros({24, 24}, at::kBool).index_put_({assigned, drawn}, at::ones({1}, at::kBool));
  EXPECT_TRUE(met.equal(met.t()));
  EXPECT_THROW(CodeClusters(codes, 13, 5, 1), Error);
  const std::vector<std::int32_t> lonely{0, 0, 1};
  EXPECT_THROW(CodeClusters{std::span(lonely)}, Error);
}

}  // namespace
}  // namespace ghost::model
