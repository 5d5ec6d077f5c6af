// The decomposition against matrices whose factors are known, and the vectors of texts that come from it.
#include "embed/truncated_svd.h"

#include <cmath>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/rng.h"
#include "embed/tfidf.h"

namespace ghost::embed {
namespace {

/// rows x columns of rank 3 with singular values 9, 4, 1: columns of cosines are orthogonal.
DenseMatrix known(std::int64_t rows, std::int64_t columns) {
  constexpr double singular[]{9, 4, 1};
  DenseMatrix a(rows, columns);
  auto wave = [](std::int64_t i, std::int64_t n, int k) { return std::sqrt(2.0 / static_cast<double>(n)) * std::cos(3.14159265358979323846 * (static_cast<double>(i) + 0.5) * (k + 1) / static_cast<double>(n)); };
  for (std::int64_t i = 0; i < rows; ++i)
    for (std::int64_t j = 0; j < columns; ++j)
      for (int k = 0; k < 3; ++k) a.row(i)[j] += singular[k] * wave(i, rows, k) * wave(j, columns, k);
  return a;
}

SparseRows sparse(const DenseMatrix& a) {
  SparseRows s;
  s.columns = a.columns;
  for (std::int64_t i = 0; i < a.rows; ++i) {
    for (std::int64_t j = 0; j < a.columns; ++j) {
      s.column.push_back(static_cast<std::int32_t>(j));
      s.value.push_back(a.row(i)[j]);
    }
    s.offsets.push_back(static_cast<std::int64_t>(s.value.size()));
  }
  return s;
}

TruncatedSvd factors(const LinearMap& a, std::int64_t rank, int threads = 1) {
  SvdOptions options;
  options.rank = rank;
  options.threads = threads;
  Reporter silent;
  return truncatedSvd(a, options, silent, {});
}

TEST(TruncatedSvd, FindsTheSingularValuesAndScoresOfAKnownMatrix) {
  const SparseRows a = sparse(known(40, 25));
  const TruncatedSvd found = factors(linearMap(a, 1), 5);
  ASSERT_EQ(found.singular.size(), 5u);
  EXPECT_NEAR(found.singular[0], 9, 1e-9);
  EXPECT_NEAR(found.singular[1], 4, 1e-9);
  EXPECT_NEAR(found.singular[2], 1, 1e-9);
  EXPECT_EQ(found.singular[3], 0);  // the rank is 3
  for (std::int64_t i = 0; i < 40; ++i) {
    // Distances between rows are kept by the scores.
    double inScores = 0, inRows = 0;
    for (std::int64_t c = 0; c < 5; ++c) inScores += std::pow(found.scores.row(i)[c] - found.scores.row(0)[c], 2);
    const DenseMatrix dense = known(40, 25);
    for (std::int64_t j = 0; j < 25; ++j) inRows += std::pow(dense.row(i)[j] - dense.row(0)[j], 2);
    EXPECT_NEAR(inScores, inRows, 1e-9);
  }
}

TEST(TruncatedSvd, CentredRowsGivePrincipalComponents) {
  constexpr std::int64_t rows = 60, dim = 8;
  Rng rng(3);
  std::vector<float> values(rows * dim);
  for (std::int64_t i = 0; i < rows; ++i)
    for (std::int64_t j = 0; j < dim; ++j) values[static_cast<std::size_t>(i * dim + j)] = static_cast<float>(100 + rng.normal() * static_cast<double>(dim - j));
  const TruncatedSvd found = factors(centredMap(values, dim, 1), dim);
  double variance = 0, kept = 0;
  std::vector<double> mean(dim);
  for (std::size_t i = 0; i < values.size(); ++i) mean[i % dim] += values[i] / static_cast<double>(rows);
  for (std::size_t i = 0; i < values.size(); ++i) variance += std::pow(values[i] - mean[i % dim], 2);
  for (const double s : found.singular) kept += s * s;
  EXPECT_NEAR(kept, variance, 1e-6 * variance);
  for (std::int64_t a = 0; a < dim; ++a)
    for (std::int64_t b = 0; b < a; ++b) {
      double along = 0;
      for (std::int64_t i = 0; i < rows; ++i) along += found.scores.row(i)[a] * found.scores.row(i)[b];
      EXPECT_NEAR(along, 0, 1e-7 * variance);
    }
}

TEST(TruncatedSvd, ThreadsChangeNothingAndStoppingGivesNothing) {
  const SparseRows a = sparse(known(900, 30));
  EXPECT_EQ(factors(linearMap(a, 1), 3).scores.values, factors(linearMap(a, 3), 3, 3).scores.values);
  std::stop_source stop;
  stop.request_stop();
  Reporter silent;
  EXPECT_EQ(truncatedSvd(linearMap(a, 1), {}, silent, stop.get_token()).scores.rows, 0);
}

double cosine(const ItemVectors& v, std::int64_t a, std::int64_t b) {
  double sum = 0;
  for (std::int64_t c = 0; c < v.dim; ++c) sum += static_cast<double>(v.row(a)[static_cast<std::size_t>(c)]) * v.row(b)[static_cast<std::size_t>(c)];
  return sum;
}

TEST(Tfidf, TextsOfTheSameWordsAreNearAndUnknownWordsGiveZero) {
  const std::vector<std::string> texts{"red guitar strings, nylon", "Red GUITAR strings (nylon)", "drum sticks of hickory wood", "hickory drum sticks", "guitar strings of steel", "zzz"};
  TfidfOptions options;
  options.dim = 4;
  Reporter silent;
  const ItemVectors v = tfidfVectors(texts, options, silent, {});
  ASSERT_EQ(v.rows, 6);
  EXPECT_NEAR(cosine(v, 0, 1), 1, 1e-6);
  EXPECT_GT(cosine(v, 0, 4), cosine(v, 0, 2) + 0.2);
  EXPECT_GT(cosine(v, 2, 3), cosine(v, 2, 0) + 0.4);
  EXPECT_NEAR(cosine(v, 3, 3), 1, 1e-6);
  EXPECT_EQ(cosine(v, 5, 5), 0);
}

TEST(Tfidf, TextsWithoutACommonWordAreRefused) {
  const std::vector<std::string> texts{"one", "two", ""};
  Reporter silent;
  try {
    tfidfVectors(texts, {}, silent, {});
    FAIL() << "was taken";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::Data);
    EXPECT_NE(std::string(error.what()).find("no word occurs in 2 of the texts"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace ghost::embed
