// The network against a plain reading of its formulas, what its rows may see, its losses and its exact ranking.
#include "model/sasrec.h"

#include <cmath>
#include <fstream>
#include <limits>
#include <map>

#include <gmock/gmock.h>

#include "base/error.h"
#include "model/item_loss.h"
#include "model/item_ranking.h"
#include "model/sasrec_folder.h"
#include "model/sasrec_vectors.h"
#include "sample/item_sequences.h"
#include "small_world.h"
#include "temporary_folder.h"

namespace ghost::model::testing {
namespace {

using Row = std::vector<double>;
using Rows = std::vector<Row>;

SasrecShape smallShape(bool preNorm = true) { return {20, 8, 2, 2, 12, 20, preNorm}; }

/// The network's formulas on plain doubles, one sequence, nothing shared with the tensor code but the parameters' names.
class Plain {
 public:
  explicit Plain(const Sasrec& network) : m_shape(network.shape()) {
    for (const auto& one : network.named()) {
      const at::Tensor t = one.tensor.to(at::kDouble).contiguous();
      m_values[one.name] = {t.data_ptr<double>(), t.data_ptr<double>() + t.numel()};
    }
  }
  Rows states(const std::vector<std::int32_t>& items) const {
    Rows x;
    for (std::size_t t = 0; t < items.size(); ++t) {
      Row row(width());
      for (std::size_t c = 0; c < width(); ++c) row[c] = at("item_embedding.weight", static_cast<std::size_t>(items[t]), c, width()) + at("position_embedding.weight", t, c, width());
      x.push_back(row);
    }
    if (!m_shape.preNorm) x = each(x, "norm");
    for (std::int64_t l = 0; l < m_shape.layers; ++l) {
      const std::string block = "layers." + std::to_string(l) + ".";
      x = plus(x, attention(m_shape.preNorm ? each(x, block + "attention_norm") : x, block));
      if (!m_shape.preNorm) x = each(x, block + "attention_norm");
      x = plus(x, feedForward(m_shape.preNorm ? each(x, block + "feed_forward_norm") : x, block));
      if (!m_shape.preNorm) x = each(x, block + "feed_forward_norm");
    }
    return m_shape.preNorm ? each(x, "norm") : x;
  }

 private:
  std::size_t width() const { return static_cast<std::size_t>(m_shape.width); }
  double at(const std::string& name, std::size_t r, std::size_t c, std::size_t columns) const { return m_values.at(name)[r * columns + c]; }
  Rows each(const Rows& x, const std::string& norm) const {
    Rows out;
    for (const Row& row : x) {
      double mean = 0, variance = 0;
      for (const double v : row) mean += v / static_cast<double>(row.size());
      for (const double v : row) variance += (v - mean) * (v - mean) / static_cast<double>(row.size());
      Row normed(row.size());
      for (std::size_t c = 0; c < row.size(); ++c) normed[c] = (row[c] - mean) / std::sqrt(variance + 1e-8) * m_values.at(norm + ".weight")[c] + m_values.at(norm + ".bias")[c];
      out.push_back(normed);
    }
    return out;
  }
  static Rows plus(Rows a, const Rows& b) {
    for (std::size_t r = 0; r < a.size(); ++r)
      for (std::size_t c = 0; c < a[r].size(); ++c) a[r][c] += b[r][c];
    return a;
  }
  Row linear(const Row& x, const std::string& name) const {
    Row out = m_values.at(name + ".bias");
    for (std::size_t o = 0; o < out.size(); ++o)
      for (std::size_t c = 0; c < x.size(); ++c) out[o] += at(name + ".weight", o, c, x.size()) * x[c];
    return out;
  }
  Rows attention(const Rows& x, const std::string& block) const {
    const std::size_t heads = static_cast<std::size_t>(m_shape.heads), size = width() / heads;
    Rows qkv, out;
    for (const Row& row : x) qkv.push_back(linear(row, block + "attention.qkv"));
    for (std::size_t t = 0; t < x.size(); ++t) {
      Row row(width(), 0);
      for (std::size_t h = 0; h < heads; ++h) {
        Row score(t + 1, 0);
        double total = 0;
        for (std::size_t s = 0; s <= t; ++s) {
          for (std::size_t c = 0; c < size; ++c) score[s] += qkv[t][h * size + c] * qkv[s][width() + h * size + c];
          total += score[s] = std::exp(score[s] / std::sqrt(static_cast<double>(size)));
        }
        for (std::size_t s = 0; s <= t; ++s)
          for (std::size_t c = 0; c < size; ++c) row[h * size + c] += score[s] / total * qkv[s][2 * width() + h * size + c];
      }
      out.push_back(row);
    }
    return out;
  }
  Rows feedForward(const Rows& x, const std::string& block) const {
    Rows out;
    for (const Row& row : x) {
      Row inner = linear(row, block + "feed_forward.inner");
      for (double& v : inner) v = std::max(v, 0.0);
      out.push_back(linear(inner, block + "feed_forward.outer"));
    }
    return out;
  }
  SasrecShape m_shape;
  std::map<std::string, Row> m_values;
};

/// A network whose every parameter matters: fresh biases are zero and fresh norms one.
Sasrec shaken(const SasrecShape& shape, at::ScalarType type = at::kDouble) {
  const Sasrec network(shape, Rng(5), type);
  Rng rng(9);
  at::Tensor values = network.values();
  for (std::int64_t i = 0; i < values.numel(); ++i) values[i] += 0.3 * rng.normal();
  return network;
}

sample::TokenTrees joined(const std::vector<std::vector<std::int32_t>>& sequences) {
  sample::TokenTrees all;
  all.segment = {0};
  for (const auto& items : sequences) {
    const auto begin = static_cast<std::int32_t>(all.rows());
    const sample::TokenTrees one = trunk(items);
    for (std::int32_t r = 0; r < static_cast<std::int32_t>(one.rows()); ++r) {
      all.token.push_back(one.token[static_cast<std::size_t>(r)]);
      all.position.push_back(r);
      all.trunkBegin.push_back(begin);
      all.trunkEnd.push_back(begin + r);
      all.ownBegin.push_back(begin + r);
    }
    all.segment.push_back(static_cast<std::int32_t>(all.rows()));
  }
  return all;
}

double difference(const at::Tensor& a, const at::Tensor& b) { return (a - b).abs().max().item<double>(); }

TEST(Sasrec, IsItsFormulasOnPlainNumbers) {
  for (const bool preNorm : {true, false})
    for (const auto type : {at::kDouble, at::kFloat}) {
      const Sasrec network = shaken(smallShape(preNorm), type);
      const Plain plain(network);
      const std::vector<std::vector<std::int32_t>> sequences{{3, 1, 4, 1, 5, 9, 2}, {6}, {5, 3, 5}};
      const sample::TokenTrees packed = joined(sequences);
      for (const bool reference : {false, true}) {
        const at::Tensor found = network.forward(packed, {0, 0, {}, reference});
        std::int64_t row = 0;
        for (const auto& items : sequences)
          for (const Row& expected : plain.states(items)) {
            for (std::size_t c = 0; c < expected.size(); ++c) EXPECT_NEAR(found[row][static_cast<std::int64_t>(c)].item<double>(), expected[c], type == at::kDouble ? 1e-10 : 2e-4) << "row " << row;
            ++row;
          }
      }
    }
}

TEST(Sasrec, ALaterItemChangesNothingBeforeItAndWhatIsPackedBesideChangesNothingAtAll) {
  const Sasrec network = shaken(smallShape());
  const std::vector<std::int32_t> items{3, 1, 4, 1, 5, 9};
  const at::Tensor whole = network.forward(joined({items}), {});
  for (std::size_t t = 1; t < items.size(); ++t) {
    std::vector<std::int32_t> changed = items;
    changed[t] = 17;
    const at::Tensor other = network.forward(joined({changed}), {});
    const auto before = static_cast<std::int64_t>(t);
    EXPECT_EQ(difference(other.narrow(0, 0, before), whole.narrow(0, 0, before)), 0);
    EXPECT_GT(difference(other[before], whole[before]), 1e-3);
  }
  const at::Tensor beside = network.forward(joined({{7, 7, 7}, items, {2}}), {});
  EXPECT_LT(difference(beside.narrow(0, 3, 6), whole), 1e-12);
}

TEST(Sasrec, OnlyWantedRowsAreComputedAndTheyAreTheSame) {
  for (const bool preNorm : {true, false}) {
    const Sasrec network = shaken(smallShape(preNorm));
    const sample::TokenTrees packed = joined({{3, 1, 4}, {1, 5}, {9}});
    const at::Tensor all = network.forward(packed, {}), some = network.forward(packed, {0, 0, {2, 4, 5}});
    ASSERT_EQ(some.size(0), 3);
    EXPECT_LT(difference(some[0], all[2]), 1e-12);
    EXPECT_LT(difference(some[1], all[4]), 1e-12);
    EXPECT_LT(difference(some[2], all[5]), 1e-12);
  }
}

TEST(Sasrec, ASequenceLongerThanItReadsIsRefused) {
  const Sasrec network(smallShape(), Rng(1));
  EXPECT_NO_THROW(network.forward(joined({std::vector<std::int32_t>(20, 1)}), {}));
  EXPECT_THROW(network.forward(joined({std::vector<std::int32_t>(21, 1)}), {}), Error);
}

TEST(Sasrec, ShapesThatCannotBeBuiltAreRefusedByName) {
  for (const SasrecShape& shape : {SasrecShape{20, 9, 2, 1, 8, 20}, SasrecShape{20, 8, 2, 3, 8, 20}, SasrecShape{20, 6, 2, 2, 8, 20}}) {
    try {
      check(shape);
      ADD_FAILURE() << shape.width << " over " << shape.heads;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::Usage);
      EXPECT_THAT(error.what(), ::testing::HasSubstr("width"));
    }
  }
}

/// d loss / d theta by central differences at some places of every parameter.
void expectGradients(bool binary, bool preNorm, double dropout) {
  const SmallWorld world(6, 3, 12);
  const sample::ItemSequences sequences(world.interactions, world.popularity, {20, binary ? 2 : 0});
  const auto pieces = sequences.step(sequences.trainUsers(), 1, 0, 1 << 20);
  ASSERT_EQ(pieces.size(), 1u);
  const HeadTerms terms = HeadTerms::of(pieces[0]);
  const Sasrec network = shaken(smallShape(preNorm));
  auto loss = [&] {
    const at::Tensor hidden = network.forward(pieces[0], {dropout, 11, terms.rows});
    return binary ? binaryLoss(hidden, network.itemEmbedding(), terms).loss : auoLoss(hidden, network.itemEmbedding(), terms, {}).loss;
  };
  loss().backward();
  std::int64_t offset = 0;
  for (const auto& one : network.named()) {
    at::Tensor values = one.tensor.view({-1});
    const at::Tensor gradient = network.gradients().narrow(0, offset, values.numel());
    offset += (values.numel() + 15) / 16 * 16;
    for (std::int64_t i = 0; i < values.numel(); i += std::max<std::int64_t>(1, values.numel() / 5)) {
      constexpr double step = 1e-5;
      const double before = values[i].item<double>();
      values[i] = before + step;
      const double above = loss().item<double>();
      values[i] = before - step;
      const double below = loss().item<double>();
      values[i] = before;
      EXPECT_NEAR(gradient[i].item<double>(), (above - below) / (2 * step), 1e-7) << one.name << " " << i;
    }
  }
}
TEST(Sasrec, SoftmaxGradientsAreThoseOfFiniteDifferences) {
  expectGradients(false, true, 0);
  expectGradients(false, false, 0);
}
TEST(Sasrec, BinaryGradientsAreThoseOfFiniteDifferences) { expectGradients(true, true, 0); }
TEST(Sasrec, DropoutKeepsItsMaskFromForwardToBackward) { expectGradients(false, true, 0.3); }

TEST(Sasrec, DropoutIsAFunctionOfItsKey) {
  const Sasrec network = shaken(smallShape());
  const sample::TokenTrees packed = joined({{3, 1, 4, 1, 5, 9}});
  EXPECT_EQ(difference(network.forward(packed, {0.3, 7}), network.forward(packed, {0.3, 7})), 0);
  EXPECT_GT(difference(network.forward(packed, {0.3, 7}), network.forward(packed, {0.3, 8})), 1e-3);
}

TEST(BinaryLoss, ByHand) {
  const at::Tensor hidden = at::tensor({1.0, 2.0}, at::kDouble).view({1, 2}), items = at::tensor({1.0, 0.0, -1.0, 0.5, 0.0, 1.0}, at::kDouble).view({3, 2});
  HeadTerms terms;
  terms.rows = {0};
  terms.begin = {0, 2};
  terms.token = {0, 2};             // scores 1 and 2
  terms.weight = {0.5, 0.25};
  terms.undesired = {0, 1};
  terms.tailTarget = {1, 1};
  const AuoLoss loss = binaryLoss(hidden, items, terms);
  const double target = std::log(1 + std::exp(-1.0)), drawn = std::log(1 + std::exp(2.0));
  EXPECT_NEAR(loss.loss.item<double>(), 0.5 * target + 0.25 * drawn, 1e-12);
  EXPECT_NEAR(loss.sums.nll[1], target, 1e-12);
  EXPECT_NEAR(loss.sums.ul[1], drawn, 1e-12);
  EXPECT_EQ(loss.sums.targets[0], 0);
}

TEST(ItemRanking, TheBestItemsAreExactAndTiesGoToTheSmallerId) {
  const std::vector<float> scores{1, 5, 3, 5, 2, 3};
  auto ids = [](const std::vector<RankedItem>& items) {
    std::vector<int> all;
    for (const auto& one : items) all.push_back(one.item);
    return all;
  };
  const std::vector<std::int32_t> history{3, 1};
  EXPECT_EQ(ids(bestItems(scores, 4, {})), (std::vector<int>{1, 3, 2, 5}));
  EXPECT_EQ(ids(bestItems(scores, 3, history)), (std::vector<int>{2, 5, 4}));
  EXPECT_EQ(ids(bestItems(scores, 99, history)), (std::vector<int>{2, 5, 4, 0}));
  EXPECT_TRUE(bestItems(scores, 0, {}).empty());
  Rng rng(4);
  for (int round = 0; round < 50; ++round) {
    std::vector<float> random(60);
    for (float& v : random) v = static_cast<float>(rng.below(20));
    std::vector<int> expected(60);
    for (int i = 0; i < 60; ++i) expected[static_cast<std::size_t>(i)] = i;
    std::stable_sort(expected.begin(), expected.end(), [&](int a, int b) { return random[static_cast<std::size_t>(a)] > random[static_cast<std::size_t>(b)]; });
    expected.resize(7);
    EXPECT_EQ(ids(bestItems(random, 7, {})), expected);
  }
}

TEST(ItemRanking, AScoreThatIsNoNumberNeverRanksAhead) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  HeadTerms terms;
  terms.rows = {0, 1};
  terms.begin = {0, 1, 2};
  terms.token = {1, 1};
  terms.weight = {1, 1};
  terms.undesired = terms.tailTarget = {0, 0};
  const at::Tensor hidden = at::ones({2, 1});
  at::Tensor items = at::ones({12, 1});
  items[1][0] = nan;
  EXPECT_EQ(targetSums(hidden, items, terms).hits[0], 0) << "a target without a score is no hit";
  items.fill_(nan);
  items[1][0] = 5;
  EXPECT_EQ(targetSums(hidden, items, terms).hits[0], 0) << "what can't be compared isn't beaten";
  items.fill_(1);
  items[1][0] = 5;
  EXPECT_EQ(targetSums(hidden, items, terms).hits[0], 2);
}

TEST(ItemRanking, LargeCataloguesAreScoredFewRowsAtATime) {
  EXPECT_EQ(scoredRows(9922), 256);
  EXPECT_EQ(scoredRows(1000000), 33);
  EXPECT_EQ(scoredRows(std::int64_t{1} << 40), 1);
  Rng rng(5);
  at::Tensor hidden = at::empty({600, 3}), items = at::empty({7, 3});
  for (const at::Tensor& t : {hidden, items})
    for (std::int64_t i = 0; i < t.numel(); ++i) t.view({-1}).data_ptr<float>()[i] = static_cast<float>(rng.normal());
  std::int64_t next = 0;
  scoreAll(hidden, items, [&](std::int64_t first, const at::Tensor& scores) {
    EXPECT_EQ(first, next);
    next += scores.size(0);
    EXPECT_TRUE(at::allclose(scores, at::mm(hidden.narrow(0, first, scores.size(0)), items.t())));
  });
  EXPECT_EQ(next, 600);
}

TEST(ItemRanking, TargetsAreRankedAsTheListsRankThem) {
  Rng rng(8);
  at::Tensor hidden = at::empty({300, 4}), items = at::empty({40, 4});  // more rows than are scored at a time
  for (const at::Tensor& t : {hidden, items})
    for (std::int64_t i = 0; i < t.numel(); ++i) t.view({-1}).data_ptr<float>()[i] = static_cast<float>(static_cast<int>(rng.below(5)) - 2);  // many ties
  HeadTerms terms;
  TargetSums expected;
  for (std::int32_t r = 0; r < 300; ++r) {
    terms.rows.push_back(r);
    terms.begin.push_back(r);
    terms.token.push_back(static_cast<std::int32_t>(rng.below(40)));
    terms.weight.push_back(1);
    terms.undesired.push_back(0);
    terms.tailTarget.push_back(r % 3 == 0);
    const at::Tensor scores = at::mv(items, hidden[r]).contiguous();
    const auto list = bestItems({scores.const_data_ptr<float>(), 40}, 10, {});
    const int group = r % 3 == 0;
    ++expected.targets[group];
    for (std::size_t i = 0; i < list.size(); ++i)
      if (list[i].item == terms.token.back()) {
        ++expected.hits[group];
        expected.ndcg[group] += 1 / std::log2(static_cast<double>(i) + 2);
      }
    expected.nll[group] -= at::log_softmax(scores.to(at::kDouble), 0)[terms.token.back()].item<double>();
  }
  terms.begin.push_back(300);
  const TargetSums found = targetSums(hidden, items, terms);
  for (int g = 0; g < 2; ++g) {
    EXPECT_EQ(found.targets[g], expected.targets[g]);
    EXPECT_EQ(found.hits[g], expected.hits[g]);
    EXPECT_NEAR(found.ndcg[g], expected.ndcg[g], 1e-9);
    EXPECT_NEAR(found.nll[g], expected.nll[g], 1e-3);
  }
}

TEST(SasrecFolder, IsReadBackBitForBit) {
  const TemporaryFolder folder;
  const Sasrec network = shaken(smallShape(false), at::kFloat);
  savedSasrec(network).write(folder.path());
  EXPECT_TRUE(isSasrec(folder.path()));
  const Sasrec again = readSasrec(folder.path());
  EXPECT_EQ(again.shape(), network.shape());
  const auto written = network.named(), read = again.named();
  for (std::size_t i = 0; i < written.size(); ++i) EXPECT_TRUE(read[i].tensor.equal(written[i].tensor)) << written[i].name;
  const embed::ItemVectors vectors = sasrecItemVectors(folder.path());
  EXPECT_EQ(vectors.rows, 20);
  EXPECT_EQ(vectors.dim, 8);
  for (std::int64_t i = 0; i < 20; ++i)
    for (std::int64_t c = 0; c < 8; ++c) EXPECT_EQ(vectors.row(i)[static_cast<std::size_t>(c)], network.itemEmbedding()[i][c].item<float>());
}

TEST(SasrecFolder, WhatIsBrokenIsNamed) {
  const TemporaryFolder folder;
  const Sasrec network(smallShape(), Rng(1));
  savedSasrec(network).write(folder.path());
  OrderedJson config = readJsonFile(folder.path() / "config.json");
  auto sentence = [&](const OrderedJson& written) {
    std::ofstream(folder.path() / "config.json") << written.dump();
    try {
      readSasrec(folder.path());
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::Data);
      return std::string(error.what());
    }
    return std::string("was read");
  };
  auto with = [&](const char* key, const OrderedJson& value) {
    OrderedJson changed = config;
    changed[key] = value;
    return sentence(changed);
  };
  EXPECT_THAT(with("model_type", "qwen3"), ::testing::HasSubstr("isn't the folder of a SASRec"));
  EXPECT_THAT(with("hidden_size", "wide"), ::testing::HasSubstr("another kind"));
  EXPECT_THAT(with("num_attention_heads", 3), ::testing::HasSubstr("width"));
  EXPECT_THAT(with("vocab_size", 21), ::testing::HasSubstr("item_embedding.weight"));
  EXPECT_THAT(with("num_hidden_layers", 3), ::testing::HasSubstr("layers.2"));
  EXPECT_THAT(with("norm", "both"), ::testing::HasSubstr("norm"));
  config.erase("norm");
  EXPECT_THAT(sentence(config), ::testing::HasSubstr("missing"));
  EXPECT_FALSE(isSasrec(folder.path() / "nowhere"));
}

}  // namespace
}  // namespace ghost::model::testing
