#include "run/ngram_model.h"

#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/rng.h"

namespace ghost::run {
namespace {

// Tokens: 1 = EOS, 2.. = SID tokens. Items A = 2 3, B = 2 4.
const std::vector<std::int32_t> ab{2, 3, 1, 2, 4, 1}, aba{2, 3, 1, 2, 4, 1, 2, 3, 1};

TEST(Ngram, HandCheck) {
  NgramModel model(5);
  model.add(ab);
  // Counted: 2, 4 and EOS of the second item, each after its item prefix and after item A with that prefix.
  // First token after A EOS: p_0 = 1/5, p_1 = (1 + 1 * 1/5) / 2 = .6, p_2 = (1 + 1 * .6) / 2 = .8.
  const auto p = model.logProbabilities(std::vector<std::int32_t>{2, 3, 1});
  EXPECT_NEAR(std::exp(p[2]), 0.8, 1e-12);
  EXPECT_NEAR(std::exp(p[3]), 0.05, 1e-12);  // (0 + (0 + 1/5) / 2) / 2
  // After another item (B EOS) only the item prefix is known: .6.
  EXPECT_NEAR(std::exp(model.logProbabilities(std::vector<std::int32_t>{2, 4, 1})[2]), 0.6, 1e-12);
  // An unfinished item nobody has begun: uniform.
  EXPECT_NEAR(std::exp(model.logProbabilities(std::vector<std::int32_t>{2, 3, 1, 3})[0]), 0.2, 1e-12);
}

TEST(Ngram, TheFirstItemIsNeitherCountedNorScored) {
  NgramModel model(5);
  EXPECT_EQ(model.firstPredicted(ab), 3u);
  model.add(std::vector<std::int32_t>{2, 3, 1});
  EXPECT_EQ(model.parameters(), 0);
  EXPECT_EQ(model.firstPredicted(std::vector<std::int32_t>{2, 3}), 2u);
}

TEST(Ngram, ProbabilitiesSumToOneAndAgreeWithTheLikelihood) {
  Rng rng(3);
  NgramModel model(9);
  for (int user = 0; user < 20; ++user) {
    std::vector<std::int32_t> stream;
    for (int item = 0; item < 6; ++item) {
      for (std::uint64_t i = 0, n = 1 + rng.below(3); i < n; ++i) stream.push_back(static_cast<std::int32_t>(2 + rng.below(7)));
      stream.push_back(1);
    }
    model.add(stream);
    double nll = 0;
    for (std::size_t i = 4; i < stream.size(); ++i) {
      const auto p = model.logProbabilities(std::span(stream).first(i));
      double sum = 0;
      for (const double value : p) sum += std::exp(value);
      ASSERT_NEAR(sum, 1, 1e-12);
      nll -= p[static_cast<std::size_t>(stream[i])];
    }
    ASSERT_NEAR(model.negativeLogLikelihood(stream, 4), nll, 1e-9);
  }
}

TEST(Ngram, SavedAndReadBackItIsTheSame) {
  NgramModel model(6);
  model.add(aba);
  const NgramModel read = NgramModel::fromText(model.toText(), "counts.json");
  EXPECT_EQ(read.toText(), model.toText());
  EXPECT_EQ(read.logProbabilities(ab), model.logProbabilities(ab));
}

TEST(Ngram, CountsThatCantBeAreRefused) {
  for (const char* text : {"{}", "[]", R"({"vocabulary":5,"eos":1,"contexts":[[[2],[[7,1]]]]})", R"({"vocabulary":5,"eos":1,"contexts":[[[2],[[3,0]]]]})", R"({"vocabulary":5,"eos":1,"contexts":[[[2],[]]]})",
                           R"({"vocabulary":5,"eos":1,"contexts":[[[2]]]})", R"({"vocabulary":"5","eos":1,"contexts":[]})"})
    EXPECT_THROW(NgramModel::fromText(text, "counts.json"), Error) << text;
}

}  // namespace
}  // namespace ghost::run
