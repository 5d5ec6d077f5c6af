// How far vectors tell items apart: equal ones, equal but for rounding, zero ones.
#include "embed/variety.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/rng.h"

namespace ghost::embed {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

ItemVectors drawn(std::int64_t rows, std::int64_t dim) {
  ItemVectors vectors{rows, dim, {}};
  Rng rng(5);
  for (std::int64_t i = 0; i < rows * dim; ++i) vectors.values.push_back(static_cast<float>(rng.uniform()) - 0.5f);
  return vectors;
}

TEST(Variety, DrawnVectorsAllDiffer) {
  const Variety found = varietyOf(drawn(200, 8));
  EXPECT_EQ(found.distinct, 200);
  EXPECT_EQ(found.largestGroup, 1);
  EXPECT_EQ(found.zeros, 0);
  EXPECT_THAT(remarks(found), IsEmpty());
  EXPECT_NO_THROW(requireVariety(found, "v"));
}

TEST(Variety, EqualRowsAreCountedWithTheirRounding) {
  ItemVectors vectors = drawn(200, 8);
  for (std::int64_t row = 100; row < 200; ++row)
    for (std::int64_t c = 0; c < 8; ++c) vectors.row(row)[static_cast<std::size_t>(c)] = vectors.row(7)[static_cast<std::size_t>(c)];
  EXPECT_EQ(varietyOf(vectors).distinct, 100);
  EXPECT_EQ(varietyOf(vectors).largestGroup, 101);
  EXPECT_THAT(remarks(varietyOf(vectors)), ElementsAre(HasSubstr("the 200 item vectors hold only 100 different ones, the most common stands for 101 items")));
  for (std::int64_t row = 100; row < 200; ++row) vectors.row(row)[3] += 1e-7f * static_cast<float>(row % 3);
  EXPECT_LE(varietyOf(vectors).distinct, 102);
}

TEST(Variety, ZeroVectorsAreCounted) {
  ItemVectors vectors = drawn(100, 4);
  for (std::int64_t row = 0; row < 3; ++row) std::fill(vectors.row(row).begin(), vectors.row(row).end(), 0.0f);
  EXPECT_EQ(varietyOf(vectors).zeros, 3);
  EXPECT_THAT(remarks(varietyOf(vectors)), ElementsAre(HasSubstr("3 of 100 item vectors are zero")));
}

TEST(Variety, VectorsThatAreAllTheSameAreRefused) {
  const auto message = [](const ItemVectors& vectors) -> std::string {
    try {
      requireVariety(varietyOf(vectors), "v.npy");
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::Data);
      return error.what();
    }
    return "was taken";
  };
  EXPECT_THAT(message({3, 2, {0, 0, 0, 0, 0, 0}}), HasSubstr("all 3 vectors are zero"));
  EXPECT_THAT(message({3, 2, {1, 2, 1, 2, 1, 2}}), HasSubstr("all 3 vectors are the same"));
  EXPECT_THAT(message({3, 2, {1, 2, 1.000001f, 2, 1, 1.999999f}}), HasSubstr("all 3 vectors are the same"));  // an encoder's rounding
  EXPECT_EQ(message({3, 2, {1, 2, 1, 2, 1, 2.1f}}), "was taken");
  EXPECT_EQ(message({1, 2, {0, 0}}), "was taken");  // one item needs nothing to be told from
}

}  // namespace
}  // namespace ghost::embed
