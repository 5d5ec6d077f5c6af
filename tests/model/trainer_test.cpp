// Training as a whole: it learns, it doesn't depend on threads, and a stopped run continues in the same bits.
#include "model/trainer.h"

#include <fstream>

#include <ATen/Parallel.h>
#include <gmock/gmock.h>

#include "base/error.h"
#include "base/file_ops.h"
#include "model/checkpoint.h"
#include "model/gradient_probe.h"
#include "model/hugging_face.h"
#include "temporary_folder.h"
#include "tiny_training.h"

namespace ghost::model::testing {
namespace {
namespace fs = std::filesystem;

Train trainOf(const TinyTraining& training) {
  return [&training](const fs::path& checkpoints, bool resume, Reporter& reporter, std::stop_token stop) { return train(training.input(checkpoints, resume, reporter, stop)); };
}
Finished finish(const TinyTraining& training, const fs::path& checkpoints, bool resume = false) { return testing::finish(trainOf(training), checkpoints, resume); }

TEST(Training, LearnsAndKeepsTheBestCheckpoint) {
  const TinyTraining training(60, {{"epochs", "8"}, {"dropout", "0"}});
  const TemporaryFolder folder;
  const Finished f = finish(training, folder.path());
  const auto& nll = f.memory.curves.at("train/nll all");
  EXPECT_LT(nll.back(), 0.6 * nll.front());
  for (const char* curve : {"train/nll head", "train/nll tail", "train/ul all", "train/ul tail", "train/loss all", "train/grad_norm all", "train/lr all", "valid/nll/epoch all", "valid/nll/epoch head", "valid/nll/epoch tail"})
    EXPECT_FALSE(f.memory.curves.at(curve).empty()) << curve;
  const auto& valid = f.memory.curves.at("valid/nll/epoch all");
  ASSERT_EQ(valid.size(), 8u);
  const auto best = std::min_element(valid.begin(), valid.end()) - valid.begin();
  EXPECT_EQ(f.result.summary["best_epoch"].get<int>(), best + 1);
  EXPECT_EQ(f.result.summary["valid_nll"].get<double>(), valid[static_cast<std::size_t>(best)]);
  EXPECT_EQ(f.result.bestCheckpoint, checkpointFolder(folder.path(), (best + 1) * 8));
  EXPECT_EQ(checkpointFault(f.result.bestCheckpoint), "");
  EXPECT_FALSE(f.result.stopped);
}

TEST(Training, ValidationIsThePlainMeanOverTheTargetTokensOfAllUsers) {
  const TinyTraining training(20, {{"epochs", "1"}});
  const TemporaryFolder folder;
  const Finished f = finish(training, folder.path());
  const Decoder decoder = readHuggingFace(f.result.bestCheckpoint);
  double nll = 0;
  std::int64_t tokens = 0;
  for (data::UserId user = 0; user < 20; ++user) {
    const auto trees = training.samples.validation(std::span(&user, 1));
    const at::Tensor logP = at::log_softmax(decoder.logits(decoder.forward(trees, {}).detach()), 1);
    for (const auto& term : trees.terms) {
      nll -= logP[term.row][term.token].item<double>();
      ++tokens;
    }
  }
  EXPECT_NEAR(f.memory.curves.at("valid/nll/epoch all").at(0), nll / static_cast<double>(tokens), 1e-5);
}

TEST(Training, TheNumberOfThreadsChangesNoBit) {
  std::vector<Finished> all;
  for (const char* threads : {"1", "2", "3", "5"}) {
    const TemporaryFolder folder;
    all.push_back(finish(TinyTraining(60, {{"threads", threads}}), folder.path()));
    EXPECT_EQ(all.back().memory.events, all.front().memory.events) << threads << " threads";
    EXPECT_EQ(all.back().bits, all.front().bits) << threads << " threads";
  }
}

TEST(Training, AnotherSeedGivesOtherBits) {
  const TemporaryFolder a, b;
  EXPECT_NE(finish(TinyTraining(60), a.path()).memory.events, finish(TinyTraining(60, {{"seed", "8"}}), b.path()).memory.events);
}

TEST(Training, StoppedAtEveryStepAndResumedItEndsInTheSameBitsAndEvents) {
  const TinyTraining training;
  expectTheSameWhenStoppedAtEveryStep(trainOf(training), 24);
}

TEST(Training, ADamagedCheckpointIsReportedAndTheOneBeforeItContinues) {
  const TinyTraining training;
  expectADamagedCheckpointIsPassedOver(trainOf(training), [](const fs::path& checkpoint) {
    std::fstream file(checkpoint / "model.safetensors", std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(-3, std::ios::end);
    file.put('\x7f');
  });
}

TEST(Training, ACheckpointOfOtherParametersIsRefusedByName) {
  const TemporaryFolder folder;
  finish(TinyTraining(), folder.path());
  Memory memory;
  for (const auto& [key, value] : std::map<std::string, std::string>{{"lr", "0.02"}, {"dropout", "0.1"}, {"alpha", "0.2"}}) {
    try {
      train(TinyTraining(60, {{key, value}}).input(folder.path(), true, memory));
      ADD_FAILURE() << key;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::Usage);
      EXPECT_NE(std::string(error.what()).find("(" + key + ")"), std::string::npos) << error.what();
    }
  }
}

TEST(Checkpoints, OnlyTheNewestTwoAndTheBestStayAndDeadSaversLeaveNothing) {
  const TemporaryFolder folder;
  for (const char* name : {"step-2", "step-9", "step-10", "step-11", "step-12.tmp-0123456789abcdef", "notes"}) fs::create_directory(folder.path() / name);
  pruneCheckpoints(folder.path(), 2);
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder.path())) names.push_back(entry.path().filename().string());
  EXPECT_THAT(names, ::testing::UnorderedElementsAre("step-2", "step-10", "step-11", "notes"));
}

TEST(Training, APlaceThatCannotBeWrittenEndsWithOneSentence) {
  const TinyTraining training;
  const TemporaryFolder folder;
  std::ofstream(folder.path() / "file") << "not a folder";
  Memory memory;
  try {
    train(training.input(folder.path() / "file" / "checkpoints", false, memory));
    ADD_FAILURE() << "was written";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::Resource);
    EXPECT_NE(std::string(error.what()).find("checkpoints"), std::string::npos);
  }
}

TEST(Training, AStopDuringValidationSavesAndValidatesAgainOnResume) {
  const TinyTraining training;
  const TemporaryFolder whole, cut;
  const Finished expected = finish(training, whole.path());
  Memory first;
  first.stopAt = 8;  // the last step of the first epoch: what follows is its validation
  EXPECT_TRUE(train(training.input(cut.path(), false, first, first.stop.get_token())).stopped);
  EXPECT_FALSE(first.curves.contains("valid/nll/epoch all"));
  const Finished resumed = finish(training, cut.path(), true);
  EXPECT_EQ(resumed.memory.curves.at("valid/nll/epoch all"), expected.memory.curves.at("valid/nll/epoch all"));
  EXPECT_EQ(resumed.bits, expected.bits);
}

TEST(Decoder, ASequenceBeyondItsPositionsIsRefused) {
  const SmallWorld world;
  DecoderConfig config = smallConfig(world.table);
  config.maxPositions = 5;
  const Decoder decoder(config, Rng(1));
  EXPECT_NO_THROW(decoder.prefill(trunk(std::vector<std::int32_t>{2, 3, 4, 5, 1})));
  EXPECT_THROW(decoder.prefill(trunk(std::vector<std::int32_t>{2, 3, 4, 5, 1, 2})), Error);
}

TEST(Optimiser, OneStepIsWarmUpCosineClippingAndDecayByHand) {
  OptimiserOptions o;
  o.rate = 1;
  o.lowestRate = 0.2;
  o.warmup = 0.25;
  o.steps = 8;
  EXPECT_DOUBLE_EQ(learningRate(o, 0), 0.5);
  EXPECT_DOUBLE_EQ(learningRate(o, 1), 1.0);
  EXPECT_DOUBLE_EQ(learningRate(o, 2), 1.0);
  EXPECT_NEAR(learningRate(o, 5), 0.6, 1e-12);
  EXPECT_NEAR(learningRate(o, 8), 0.2, 1e-12);
  const SmallWorld world;
  const Decoder decoder(smallConfig(world.table), Rng(1), at::kDouble);
  o.warmup = 0;
  o.rate = o.lowestRate = 0.1;
  o.weightDecay = 0.5;
  o.clip = 1;
  Optimiser optimiser(decoder, o);
  const at::Tensor before = decoder.values().clone(), gradient = at::ones_like(before) * 3;
  EXPECT_NEAR(optimiser.step(gradient), 3 * std::sqrt(static_cast<double>(before.numel())), 1e-9);
  // The first step of Adam is the sign of the gradient; norms don't decay.
  const at::Tensor change = decoder.values() - before;
  EXPECT_NEAR(change[0].item<double>(), -0.1 - 0.05 * before[0].item<double>(), 1e-4);
  EXPECT_NEAR(change[decoder.decayed()].item<double>(), -0.1, 1e-4);
  EXPECT_THROW(optimiser.step(gradient / 0.0), Error);
}

TEST(GradientProbe, ItsFourPartsSumToTheGradientOfAnUntiedHead) {
  const SmallWorld world;
  DecoderConfig config = smallConfig(world.table);
  config.tied = false;
  const Decoder decoder(config, Rng(2), at::kDouble);
  sample::SampleOptions options;
  options.alpha = 0.5;
  const auto samples = world.samples(options);
  for (const double floor : {0.0, releasedFloor, 0.999}) {  // the last floors nearly every term
    decoder.gradients().zero_();
    GradientParts parts(config.vocabulary, config.width);
    AuoOptions auo;
    auo.floor = floor;
    for (const auto& trees : samples.step(samples.trainUsers(), 1, 0, 400)) {
      const HeadTerms terms = HeadTerms::of(trees);
      const at::Tensor hidden = decoder.forward(trees, {0.1, 3, false, terms.rows});
      auoLoss(hidden, decoder.head(), terms, auo).loss.backward();
      parts.add(hidden.detach(), decoder.head(), terms, auo);
    }
    const at::Tensor sum = parts.part[0] + parts.part[1] + parts.part[2] + parts.part[3];
    at::Tensor expected;
    for (const auto& one : decoder.namedGradients())
      if (one.name == "lm_head.weight") expected = one.tensor;
    EXPECT_LE((sum - expected).norm().item<double>(), 1e-12 * expected.norm().item<double>());
    const bool unlikelihoodLeft = floor < 0.9;
    for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(parts.part[i].norm().item<double>() > 0, i < 2 || unlikelihoodLeft) << GradientParts::names[i] << ", floor " << floor;
  }
}

TEST(GradientProbe, CodesAreGroupedByTheTailShareOfTheirTrainMass) {
  const SmallWorld world;
  const CodeGroups groups = codeGroups(world.interactions, world.popularity, world.table);
  EXPECT_EQ(groups.levels, 5);
  int tailOnly = 0, shared = 0;
  for (sid::SidToken t = 0; t < world.table.tokens(); ++t) {
    const auto i = static_cast<std::size_t>(t);
    if (groups.group[i] == 4) {
      ++tailOnly;
      EXPECT_GE(groups.level[i], 3) << world.table.tokenName(t);  // levels d and e are used by tails only
    } else if (groups.group[i] >= 0) {
      ++shared;
      EXPECT_LT(groups.level[i], 3);
    }
  }
  EXPECT_EQ(tailOnly, 3 + 12);
  EXPECT_EQ(shared, 2 + 2 + 8);
}

TEST(GradientProbe, ReportsEveryGroupAndPartWithTheDocumentedLabels) {
  const TinyTraining training;
  const TemporaryFolder folder;
  struct Labels : Memory {
    std::map<std::string, std::vector<std::string>> labels;
    std::vector<std::int64_t> steps;
    void probe(const Probe& probe) override {
      labels[probe.name] = probe.labels;
      if (probe.name == "gradient/l2") steps.push_back(probe.step);
    }
  } memory;
  train(training.input(folder.path(), false, memory));
  EXPECT_THAT(memory.steps, ::testing::ElementsAre(1, 6, 11, 16, 21));
  EXPECT_EQ(memory.labels.at("gradient/l2").size(), 20u);
  EXPECT_EQ(memory.labels.at("gradient/l2").front(), "q1/target_pull");
  EXPECT_EQ(memory.labels.at("gradient/inner").back(), "tail_only/auo_rescue");
  EXPECT_THAT(memory.labels.at("gradient/l2/level4"), ::testing::ElementsAre("tail_only/target_pull", "tail_only/mle_push", "tail_only/auo_repulsion", "tail_only/auo_rescue"));
  EXPECT_THAT(memory.labels.at("gradient/codes"), ::testing::Contains("level4/tail_only"));
}

}  // namespace
}  // namespace ghost::model::testing
