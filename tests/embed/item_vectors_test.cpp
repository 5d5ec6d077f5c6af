#include "embed/item_vectors.h"

#include <cmath>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "embed/safetensors.h"
#include "tests/base/scratch.h"
#include "tests/base/small_disk.h"

namespace ghost::embed {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;
using testing_base::errorOf;
using testing_base::Scratch;

ItemVectors table(std::int64_t rows, std::int64_t dim, std::vector<float> values) { return {rows, dim, std::move(values)}; }

TEST(ItemVectors, InstrumentsVectorsAre9922By32) {
  const auto vectors = readItemVectors(GHOST_PROJECTS "/instruments/data/Instruments.emb-sasrec.npy", 9922);
  EXPECT_EQ(vectors.rows, 9922);
  EXPECT_EQ(vectors.dim, 32);
}

TEST(ItemVectors, AnotherRowCountNamesBothNumbers) {
  const auto error = errorOf([] { readItemVectors(GHOST_PROJECTS "/instruments/data/Instruments.emb-sasrec.npy", 9921); });
  EXPECT_THAT(error, HasSubstr("9922 rows"));
  EXPECT_THAT(error, HasSubstr("9921 items"));
}

TEST(ItemVectors, NaNAndInfinityAreNamedWithRowAndColumn) {
  const Scratch scratch;
  const auto file = scratch.path() / "v.npy";
  writeNpy(file, table(2, 3, {1, 2, 3, 4, std::nanf(""), 6}));
  EXPECT_THAT(errorOf([&] { readItemVectors(file); }), HasSubstr("row 1, column 1 (both from 0) is NaN"));
  writeNpy(file, table(2, 3, {1, 2, -std::numeric_limits<float>::infinity(), 4, 5, 6}));
  EXPECT_THAT(errorOf([&] { readItemVectors(file); }), HasSubstr("row 0, column 2 (both from 0) is infinite"));
}

TEST(ItemVectors, EveryFloatDtypeAndOrderGivesTheSameTable) {
  const auto of = [](const char* name) { return readItemVectors(std::string(GHOST_FIXTURES "/npy/good/") + name, 3); };
  const auto reference = of("le-f4-c.npy");
  for (const char* name : {"le-f4-fortran.npy", "be-f4-c.npy", "be-f4-fortran.npy", "le-f8-c.npy", "le-f8-fortran.npy", "be-f8-c.npy"}) {
    SCOPED_TRACE(name);
    const auto vectors = of(name);
    ASSERT_EQ(vectors.values.size(), 12u);
    for (std::size_t i = 0; i < 12; ++i) EXPECT_FLOAT_EQ(vectors.values[i], reference.values[i]);
  }
  const auto half = of("le-f2-c.npy");
  for (std::size_t i = 0; i < 12; ++i) EXPECT_NEAR(half.values[i], reference.values[i], 0.07);
}

TEST(ItemVectors, WhatIsNoFloatTableIsRefusedByName) {
  const auto error = [](const char* name) { return errorOf([&] { readItemVectors(std::string(GHOST_FIXTURES "/npy/good/") + name); }); };
  EXPECT_THAT(error("le-i8-c.npy"), HasSubstr("dtype '<i8'"));
  EXPECT_THAT(error("b1-c.npy"), HasSubstr("dtype '|b1'"));
  EXPECT_THAT(error("le-f4-1d.npy"), HasSubstr("1 dimensions"));
  EXPECT_THAT(error("le-f4-scalar.npy"), HasSubstr("0 dimensions"));
  EXPECT_THAT(error("le-f4-empty.npy"), HasSubstr("empty"));
}

TEST(ItemVectors, MissingFileAndFolderAreErrors) {
  EXPECT_THAT(errorOf([] { readItemVectors("no/such/file.npy"); }), StartsWith("3 no/such/file.npy: can't be read"));
  EXPECT_THAT(errorOf([] { readItemVectors(GHOST_FIXTURES); }), HasSubstr("this is a folder, a file was expected"));
}

TEST(ItemVectors, PickleAndTorchArchivesAreRefusedWithAWayOut) {
  const Scratch scratch;
  for (const auto& [name, content] : std::vector<std::pair<std::string, std::string>>{
           {"a.pt", "PK\x03\x04zip"}, {"b", "PK\x03\x04zip"}, {"c.dat", "\x80\x02}q"}, {"d.bin", "anything"}, {"e.PKL", "(lp0"}, {"f.pth", "x"}}) {
    SCOPED_TRACE(name);
    const auto error = errorOf([&, file = scratch.write(name, content)] { readItemVectors(file); });
    EXPECT_THAT(error, StartsWith("3 "));
    EXPECT_THAT(error, HasSubstr("isn't read"));
    EXPECT_THAT(error, HasSubstr("weights_only=True"));
  }
}

TEST(ItemVectors, SafetensorsNeedsExactlyOneFloatTable) {
  const Scratch scratch;
  const std::vector<float> values{1, 2, 3, 4};
  const auto bytes = std::as_bytes(std::span(values));
  const auto file = scratch.path() / "v.safetensors";
  writeSafetensors(file, std::vector<TensorBytes>{{"bias", Dtype::F32, {4}, bytes}, {"items", Dtype::F32, {2, 2}, bytes}, {"ids", Dtype::I32, {2, 2}, bytes}});
  EXPECT_THAT(readItemVectors(file, 2).values, ElementsAre(1, 2, 3, 4));
  writeSafetensors(file, std::vector<TensorBytes>{{"a", Dtype::F32, {2, 2}, bytes}, {"b", Dtype::F32, {1, 4}, bytes}});
  EXPECT_THAT(errorOf([&] { readItemVectors(file); }), HasSubstr("holds 2 such (a, b)"));
  writeSafetensors(file, std::vector<TensorBytes>{{"ids", Dtype::I32, {2, 2}, bytes}});
  EXPECT_THAT(errorOf([&] { readItemVectors(file); }), HasSubstr("holds 0 such"));
}

TEST(ItemVectors, TsvRowsMayComeInAnyOrder) {
  const Scratch scratch;
  const auto vectors = readItemVectors(scratch.write("v.tsv", "1\t3 4e0\r\n0\t1.5 -2\n\n2\t1e-60\t6\n"), 3);
  EXPECT_EQ(vectors.dim, 2);
  EXPECT_THAT(vectors.values, ElementsAre(1.5f, -2, 3, 4, 0, 6));
}

TEST(ItemVectors, TsvFaultsNameTheirLine) {
  const Scratch scratch;
  const auto error = [&](const char* text) { return errorOf([&, file = scratch.write("v.tsv", text)] { readItemVectors(file); }); };
  EXPECT_THAT(error("0\t1 2\n1\t3\n"), HasSubstr("line 2: 1 numbers stand here, 2 in the lines before"));
  EXPECT_THAT(error("0\t1 2\n1\t3 x4\n"), HasSubstr("line 2: \"x4\" is no number"));
  EXPECT_THAT(error("0\t1\nitem 3\n"), HasSubstr("line 2: the line doesn't begin with an item id and a tab"));
  EXPECT_THAT(error("0\t1\n0\t2\n"), HasSubstr("item id 0 stands in row 1 already"));
  EXPECT_THAT(error("0\t1\n2\t2\n"), HasSubstr("ids must run from 0 to 1"));
  EXPECT_THAT(error("0\t\n"), HasSubstr("no number follows"));
  EXPECT_THAT(error("0\t1 nan\n"), HasSubstr("column 1 (both from 0) is NaN"));
  EXPECT_THAT(error("0\t1e60\n"), HasSubstr("infinite"));
  EXPECT_THAT(error(""), HasSubstr("empty"));
  EXPECT_THAT(errorOf([&, file = scratch.write("v.bytes", std::string("\x01\x02\0\x03", 4))] { readItemVectors(file); }), HasSubstr("no text and none of the known formats"));
}

TEST(ItemVectors, AFullDiskKeepsTheVectorsThatWereThere) {
  const Scratch scratch;
  const auto file = scratch.path() / "v.npy";
  writeNpy(file, table(1, 2, {1, 2}));
  {
    const testing_base::SmallDisk disk(130);
    EXPECT_THAT(errorOf([&] { writeNpy(file, table(1, 2, {3, 4})); }), StartsWith("4 "));
  }
  EXPECT_THAT(readItemVectors(file, 1).values, ElementsAre(1, 2));
}

TEST(ItemVectors, NormalisedRowsHaveUnitLengthAndZeroRowsStayZero) {
  const auto unit = normalised(table(3, 2, {3, 4, 0, 0, -1e-30f, 0}));
  EXPECT_FLOAT_EQ(unit.values[0], 0.6f);
  EXPECT_FLOAT_EQ(unit.values[1], 0.8f);
  EXPECT_EQ(unit.values[2], 0);
  EXPECT_EQ(unit.values[3], 0);
  EXPECT_FLOAT_EQ(unit.values[4], -1);
}

}  // namespace
}  // namespace ghost::embed
