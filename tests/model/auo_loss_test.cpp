// Hand tests G5 and G6 (methods 1.7), numerics, and the gradient probe.
#include "model/auo_loss.h"

#include <cmath>

namespace ghost::model::testing {
namespace {

/// One row whose logits are `logits`: the hidden state is (1) and the head holds the logits.
struct OneRow {
  at::Tensor hidden, head;
  HeadTerms terms;
  explicit OneRow(std::vector<double> logits, at::ScalarType type = at::kDouble)
      : hidden(at::ones({1, 1}, type).requires_grad_(true)), head(at::tensor(logits, at::kDouble).to(type).view({-1, 1}).requires_grad_(true)) {
    terms.rows = {0};
    terms.begin = {0, 0};
  }
  void add(std::int32_t token, double weight, bool undesired) {
    terms.token.push_back(token);
    terms.weight.push_back(weight);
    terms.undesired.push_back(undesired);
    terms.tailTarget.push_back(true);
    ++terms.begin[1];
  }
  /// The head's gradient is dL/dz, as the hidden state is 1.
  std::vector<double> gradient(const AuoOptions& options, AuoLoss& loss) {
    head.mutable_grad() = at::Tensor();
    loss = auoLoss(hidden, head, terms, options);
    loss.loss.backward();
    const at::Tensor flat = head.grad().to(at::kDouble).contiguous();
    return {flat.data_ptr<double>(), flat.data_ptr<double>() + flat.numel()};
  }
};

TEST(HandTest, G5LossAndGradientOfOneTargetAndOneDistractor) {
  for (const bool reference : {false, true}) {
    OneRow row({std::log(2.0), 0, 0});
    row.add(1, 1.0, false);
    row.add(0, 0.1, true);
    AuoOptions options;
    options.reference = reference;
    AuoLoss loss;
    const auto dz = row.gradient(options, loss);
    EXPECT_NEAR(loss.sums.nll[1], 1.386294, 1e-6);
    EXPECT_NEAR(loss.sums.ul[1], 0.693147, 1e-6);
    EXPECT_NEAR(loss.loss.item<double>(), 1.455609, 1e-6);
    EXPECT_NEAR(dz[0], 0.55, 1e-12);
    EXPECT_NEAR(dz[1], -0.775, 1e-12);
    EXPECT_NEAR(dz[2], 0.225, 1e-12);
  }
}

TEST(HandTest, G6TheReleasedFloorGivesItsLossAndNoGradient) {
  for (const bool reference : {false, true}) {
    OneRow row({std::log(1e9 - 1), 0});  // p = 1 - 1e-9
    row.add(0, 1.0, true);
    AuoOptions options;
    options.floor = releasedFloor;
    options.reference = reference;
    AuoLoss loss;
    const auto dz = row.gradient(options, loss);
    EXPECT_NEAR(loss.sums.ul[1], 11.512925, 1e-6);
    EXPECT_EQ(dz[0], 0);
    EXPECT_EQ(dz[1], 0);
  }
}

TEST(AuoLoss, ThePaperFormHasNoFloorButTheRoundingOfOne) {
  OneRow row({std::log(1e6 - 1), 0});  // p = 1 - 1e-6: below the released floor, above the paper's
  row.add(0, 1.0, true);
  AuoLoss loss;
  const auto dz = row.gradient({}, loss);
  EXPECT_NEAR(loss.sums.ul[1], std::log(1e6), 1e-9);
  EXPECT_NEAR(dz[0], 1 - 1e-6, 1e-9);
  EXPECT_NEAR(dz[1], -(1 - 1e-6), 1e-9);
  OneRow certain({60, 0}, at::kFloat);
  certain.add(0, 1.0, true);
  const auto bounded = certain.gradient({}, loss);
  EXPECT_NEAR(loss.sums.ul[1], 24 * std::log(2.0), 1e-4);
  EXPECT_NEAR(bounded[0], 1, 1e-6);
  EXPECT_TRUE(std::isfinite(bounded[1]));
}

TEST(AuoLoss, RepeatedTokensOfOneRowAddUpAsInTheReference) {
  for (const double floor : {0.0, releasedFloor}) {
    OneRow row({1.0, 0.3, -0.2, 0.7});
    row.add(1, 0.5, false);
    row.add(1, 0.5, false);
    row.add(2, 0.3, true);
    row.add(2, 0.2, true);
    row.add(0, 0.2, true);
    row.add(1, 0.1, true);  // target and distractor at once
    AuoOptions options;
    options.floor = floor;
    AuoLoss ours, reference;
    const auto dz = row.gradient(options, ours);
    options.reference = true;
    const auto expected = row.gradient(options, reference);
    EXPECT_NEAR(ours.loss.item<double>(), reference.loss.item<double>(), 1e-12);
    double total = 0;
    for (std::size_t i = 0; i < dz.size(); ++i) {
      EXPECT_NEAR(dz[i], expected[i], 1e-12);
      total += dz[i];
    }
    EXPECT_NEAR(total, 0, 1e-12);
  }
}

}  // namespace
}  // namespace ghost::model::testing
