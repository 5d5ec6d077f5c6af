// One sequence a user, one an example, and one an undesired SID give the same loss and gradients; our kernels agree with the dense reference.
#include <cmath>

#include "model/auo_loss.h"
#include "model/decoder.h"
#include "small_world.h"

namespace ghost::model::testing {
namespace {

struct Outcome {
  double loss = 0;
  LossSums sums;
  std::vector<NamedTensor> gradients;
  std::int64_t rows = 0;
};

Outcome run(const Decoder& decoder, const std::vector<sample::TokenTrees>& pieces, bool reference, double dropout = 0, bool prune = true, double floor = 0) {
  Outcome outcome;
  decoder.gradients().zero_();
  for (const auto& trees : pieces) {
    const HeadTerms terms = HeadTerms::of(trees);
    Decoder::Pass pass{dropout, 7, reference, {}};
    if (prune) pass.rows = terms.rows;
    at::Tensor hidden = decoder.forward(trees, pass);
    if (!prune) hidden = hidden.index_select(0, at::tensor(std::vector<std::int64_t>(terms.rows.begin(), terms.rows.end())));
    AuoOptions options;
    options.reference = reference;
    options.chunk = 37;
    options.floor = floor;
    const AuoLoss loss = auoLoss(hidden, decoder.head(), terms, options);
    loss.loss.backward();
    outcome.loss += loss.loss.item<double>();
    outcome.sums += loss.sums;
    outcome.rows += trees.rows();
  }
  for (const auto& one : decoder.namedGradients()) outcome.gradients.push_back({one.name, one.tensor.clone()});
  return outcome;
}

void expectEqual(const Outcome& a, const Outcome& b, double relative) {
  EXPECT_NEAR(a.loss, b.loss, relative * std::abs(b.loss));
  EXPECT_EQ(a.sums.targets[0], b.sums.targets[0]);
  EXPECT_EQ(a.sums.targets[1], b.sums.targets[1]);
  EXPECT_EQ(a.sums.undesired[1], b.sums.undesired[1]);
  for (int g = 0; g < 2; ++g) EXPECT_NEAR(a.sums.nll[g], b.sums.nll[g], relative * (1 + std::abs(b.sums.nll[g])));
  ASSERT_EQ(a.gradients.size(), b.gradients.size());
  for (std::size_t i = 0; i < a.gradients.size(); ++i) {
    const at::Tensor x = a.gradients[i].tensor.to(at::kDouble), y = b.gradients[i].tensor.to(at::kDouble);
    ASSERT_GT(y.norm().item<double>(), 0) << b.gradients[i].name;
    EXPECT_LE((x - y).norm().item<double>() / y.norm().item<double>(), relative) << b.gradients[i].name;
  }
}

sample::SampleOptions exact(sample::Layout layout, sample::Normalisation normalisation = sample::Normalisation::ExampleSums) {
  sample::SampleOptions options;
  options.window = sample::Window::Exact;
  options.layout = layout;
  options.normalisation = normalisation;
  return options;
}

class Layouts : public ::testing::TestWithParam<at::ScalarType> {
 protected:
  double tolerance() const { return GetParam() == at::kDouble ? 1e-12 : 5e-6; }
};

TEST_P(Layouts, B1WithoutWeightUndesiredSidsAreAsIfThereWereNone) {
  const SmallWorld world;
  const Decoder decoder(smallConfig(world.table), Rng(5), GetParam());
  auto of = [&](double alpha, const sample::UndesiredSets& undesired) {
    sample::SampleOptions options;
    options.alpha = alpha;
    const sample::SampleSet samples(world.interactions, world.popularity, world.table, undesired, options);
    return run(decoder, samples.step(samples.trainUsers(), 1, 0, 300), false);
  };
  const Outcome weightless = of(0, world.undesired()), none = of(0.1, {}), with = of(0.1, world.undesired());
  EXPECT_EQ(weightless.loss, none.loss);
  EXPECT_EQ(weightless.rows, none.rows);
  EXPECT_NE(with.loss, none.loss);
  for (std::size_t i = 0; i < none.gradients.size(); ++i) EXPECT_TRUE(at::equal(weightless.gradients[i].tensor, none.gradients[i].tensor)) << none.gradients[i].name;
}

TEST_P(Layouts, SharedPrefixesGiveTheLossAndGradientsOfSeparateRows) {
  const SmallWorld world;
  const Decoder decoder(smallConfig(world.table), Rng(5), GetParam());
  for (const auto normalisation : {sample::Normalisation::ExampleSums, sample::Normalisation::TokenMeans}) {
    auto of = [&](sample::Layout layout) {
      const auto samples = world.samples(exact(layout, normalisation));
      return run(decoder, samples.step(samples.trainUsers(), 1, 0, 300), false);
    };
    const Outcome separate = of(sample::Layout::SeparateRows), examples = of(sample::Layout::ExampleTrees), users = of(sample::Layout::UserTrees);
    EXPECT_LT(users.rows, examples.rows);
    EXPECT_LT(examples.rows, separate.rows);
    EXPECT_GT(separate.sums.undesired[1], 0);
    expectEqual(examples, separate, tolerance());
    expectEqual(users, separate, tolerance());
  }
}

TEST_P(Layouts, KernelsAgreeWithTheDenseReference) {
  const SmallWorld world;
  const Decoder decoder(smallConfig(world.table), Rng(5), GetParam());
  const auto samples = world.samples(exact(sample::Layout::UserTrees));
  const auto pieces = samples.step(samples.trainUsers(), 1, 0, 300);
  for (const double dropout : {0.0, 0.3}) expectEqual(run(decoder, pieces, false, dropout, false), run(decoder, pieces, true, dropout, false), tolerance());
}

TEST_P(Layouts, LeavingOutUnsupervisedRowsOfTheLastLayerChangesNothing) {
  const SmallWorld world;
  const Decoder decoder(smallConfig(world.table), Rng(5), GetParam());
  const auto samples = world.samples(exact(sample::Layout::UserTrees));
  const auto pieces = samples.step(samples.trainUsers(), 1, 0, 1000);
  expectEqual(run(decoder, pieces, false, 0, true), run(decoder, pieces, false, 0, false), tolerance());
}

TEST_P(Layouts, MicroBatchesAddUpToTheStep) {
  const SmallWorld world;
  const Decoder decoder(smallConfig(world.table), Rng(5), GetParam());
  const auto samples = world.samples(exact(sample::Layout::UserTrees, sample::Normalisation::TokenMeans));
  const auto whole = samples.step(samples.trainUsers(), 1, 0, 100000), cut = samples.step(samples.trainUsers(), 1, 0, 128);
  ASSERT_EQ(whole.size(), 1u);
  ASSERT_GT(cut.size(), 3u);
  expectEqual(run(decoder, cut, false), run(decoder, whole, false), tolerance());
}

TEST_P(Layouts, OddShapesThatFillNoVectorAgreeWithTheReferenceToo) {
  const SmallWorld world;
  for (const int group : {1, 3, 4}) {
    DecoderConfig config = smallConfig(world.table);
    config.width = 21;
    config.headDim = 6;
    config.kvHeads = 2;
    config.heads = 2 * group;
    config.feedForward = 13;
    config.tied = group == 1;
    const Decoder decoder(config, Rng(5), GetParam());
    const auto samples = world.samples(exact(sample::Layout::UserTrees));
    const auto pieces = samples.step(samples.trainUsers(), 1, 0, 300);
    expectEqual(run(decoder, pieces, false, 0.3, false), run(decoder, pieces, true, 0.3, false), tolerance());
  }
}

INSTANTIATE_TEST_SUITE_P(Types, Layouts, ::testing::Values(at::kDouble, at::kFloat), [](const auto& type) { return type.param == at::kDouble ? "Float64" : "Float32"; });

TEST(FiniteDifferences, EveryParameterGradientOfTheWholeLoss) {
  const SmallWorld world(5, 9, 8);
  const Decoder decoder(smallConfig(world.table), Rng(6), at::kDouble);
  const auto samples = world.samples(exact(sample::Layout::UserTrees));
  const auto pieces = samples.step(samples.trainUsers(), 1, 0, 100000);
  const Outcome analytic = run(decoder, pieces, false, 0.2);
  auto lossAt = [&] {
    double loss = 0;
    for (const auto& trees : pieces) {
      const HeadTerms terms = HeadTerms::of(trees);
      loss += auoLoss(decoder.forward(trees, {0.2, 7, false, terms.rows}), decoder.head(), terms, {}).loss.item<double>();
    }
    return loss;
  };
  Rng rng(8);
  const auto values = decoder.named();
  for (std::size_t i = 0; i < values.size(); ++i) {
    const at::Tensor direction = at::empty_like(values[i].tensor);
    for (std::int64_t j = 0; j < direction.numel(); ++j) direction.data_ptr<double>()[j] = rng.normal();
    const double step = 1e-5, slope = (analytic.gradients[i].tensor * direction).sum().item<double>();
    at::Tensor value = values[i].tensor;
    value += direction * step;
    const double up = lossAt();
    value -= direction * (2 * step);
    const double down = lossAt();
    value += direction * step;
    EXPECT_NEAR((up - down) / (2 * step), slope, 1e-6 * (1 + std::abs(slope))) << values[i].name;
  }
}

}  // namespace
}  // namespace ghost::model::testing
