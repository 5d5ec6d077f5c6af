#include "embed/npy.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json_file.h"
#include "embed/item_vectors.h"
#include "embed/float_bits.h"
#include "tests/base/scratch.h"
#include "tests/embed/largest_allocation.h"

namespace ghost::embed {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using testing_base::errorOf;
const std::filesystem::path folder = GHOST_FIXTURES "/npy";

template <class T>
T at(const NpyArray& array, std::size_t i) {
  T value;
  std::memcpy(&value, array.bytes.data() + i * sizeof(T), sizeof(T));
  return value;
}

double realAt(const NpyArray& array, std::size_t i) {
  switch (array.header.size) {
    case 2: return floatOfHalf(at<std::uint16_t>(array, i));
    case 4: return at<float>(array, i);
    default: return at<double>(array, i);
  }
}

std::int64_t integerAt(const NpyArray& array, std::size_t i) {
  const bool isSigned = array.header.kind == 'i';
  switch (array.header.size) {
    case 1: return isSigned ? at<std::int8_t>(array, i) : at<std::uint8_t>(array, i);
    case 2: return isSigned ? at<std::int16_t>(array, i) : at<std::uint16_t>(array, i);
    case 4: return isSigned ? at<std::int32_t>(array, i) : static_cast<std::int64_t>(at<std::uint32_t>(array, i));
    default: return at<std::int64_t>(array, i);
  }
}

void expectReal(double got, const OrderedJson& expected) {
  if (expected == "nan") {
    EXPECT_TRUE(std::isnan(got));
    return;
  }
  const double value = expected == "inf" ? INFINITY : expected == "-inf" ? -INFINITY : expected.get<double>();
  EXPECT_EQ(std::bit_cast<std::uint64_t>(got), std::bit_cast<std::uint64_t>(value)) << got << " is not " << value;
}

class NpyGood : public testing::TestWithParam<std::string> {};

TEST_P(NpyGood, ReadsEveryElementBitForBit) {
  const auto expected = readJsonFile(folder / "expected.json").at(GetParam());
  const NpyArray array = readNpy(folder / "good" / GetParam());
  EXPECT_EQ(array.header.dtypeName(), expected.at("descr").get<std::string>());
  EXPECT_EQ(array.header.fortranOrder, expected.at("fortran_order").get<bool>());
  EXPECT_EQ(array.header.shape, expected.at("shape").get<std::vector<std::int64_t>>());
  const auto& values = expected.at("values_in_c_order");
  ASSERT_EQ(array.bytes.size(), values.size() * static_cast<std::size_t>(array.header.size));
  for (std::size_t i = 0; i < values.size(); ++i) {
    SCOPED_TRACE(i);
    if (array.header.kind == 'f') expectReal(realAt(array, i), values[i]);
    else if (array.header.kind == 'b') EXPECT_EQ(integerAt(array, i) != 0, values[i].get<bool>());
    else EXPECT_EQ(integerAt(array, i), values[i].get<std::int64_t>());
  }
}

std::vector<std::string> filesOf(const char* list, const char* key) {
  std::vector<std::string> names;
  const auto json = readJsonFile(folder / list);
  for (const auto& [name, entry] : (key ? json.at(key) : json).items()) names.push_back(name);
  return names;
}
std::string testName(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param.substr(0, info.param.find('.'));
  for (char& c : name)
    if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
  return name;
}
INSTANTIATE_TEST_SUITE_P(Fixtures, NpyGood, testing::ValuesIn(filesOf("expected.json", nullptr)), testName);

class NpyBad : public testing::TestWithParam<std::string> {};

TEST_P(NpyBad, IsRefusedWithItsNameAndWithoutALargeAllocation) {
  const auto file = folder / "bad" / GetParam();
  testing_embed::resetLargestAllocation();
  const auto error = errorOf([&] { readNpy(file); });
  EXPECT_LT(testing_embed::largestAllocation(), 100'000u);
  EXPECT_THAT(error, StartsWith("3 " + file.string() + ": "));
  EXPECT_THAT(errorOf([&] { readItemVectors(file); }), StartsWith("3 " + file.string()));
}
INSTANTIATE_TEST_SUITE_P(Fixtures, NpyBad, testing::ValuesIn(filesOf("bad.json", "files")), testName);

TEST(Npy, CorpusIsComplete) {
  EXPECT_EQ(filesOf("expected.json", nullptr).size(), 28u);
  EXPECT_EQ(filesOf("bad.json", "files").size(), 37u);
}

TEST(Npy, MalformedFilesGetTheirOwnMessage) {
  const auto error = [](const char* name) { return errorOf([&] { readNpy(folder / "bad" / name); }); };
  EXPECT_THAT(error("bad-magic.npy"), HasSubstr("no npy file"));
  EXPECT_THAT(error("version-9.npy"), HasSubstr("format 9.0 is unknown"));
  EXPECT_THAT(error("header-length-2-32-v2.npy"), HasSubstr("claims 4294967295 bytes"));
  EXPECT_THAT(error("overflow-shape.npy"), HasSubstr("64 bits"));
  EXPECT_THAT(error("overflow-shape-fits.npy"), HasSubstr("no 64-bit integer"));
  EXPECT_THAT(error("huge-shape.npy"), HasSubstr("asks for 4000000000000 data bytes, the file holds 16"));
  EXPECT_THAT(error("negative-shape.npy"), HasSubstr("negative"));
  EXPECT_THAT(error("object-pickle.npy"), HasSubstr("pickle"));
  EXPECT_THAT(error("structured-dtype.npy"), HasSubstr("structured"));
  EXPECT_THAT(error("complex-dtype.npy"), HasSubstr("complex"));
  EXPECT_THAT(error("unicode-dtype.npy"), HasSubstr("text"));
  EXPECT_THAT(error("duplicate-key.npy"), HasSubstr("stands twice"));
  EXPECT_THAT(error("trailing-bytes.npy"), HasSubstr("something was appended"));
  EXPECT_THAT(error("header-is-code.npy"), HasSubstr("malformed"));
}

TEST(Npy, WhatIsWrittenReadsBackAndStartsAtAMultipleOf64) {
  const testing_base::Scratch scratch;
  ItemVectors vectors;
  vectors.rows = 3;
  vectors.dim = 2;
  vectors.values = {1, -0.0f, 1e-45f, 3.4e38f, 5, 6};
  const auto file = scratch.path() / "v.npy";
  writeNpy(file, vectors);
  const auto header = readNpyHeader(file);
  EXPECT_EQ(header.dataStart % 64, 0u);
  EXPECT_EQ(header.dtypeName(), "<f4");
  const auto read = readItemVectors(file, 3);
  EXPECT_EQ(std::memcmp(read.values.data(), vectors.values.data(), 6 * sizeof(float)), 0);
}

TEST(Npy, EveryCutAndEveryChangedHeaderByteIsReadOrRefusedCleanly) {
  const testing_base::Scratch scratch;
  const std::string whole = readFile(folder / "good/le-f4-c.npy");
  const auto file = scratch.path() / "f.npy";
  const auto attempt = [&] {
    testing_embed::resetLargestAllocation();
    const auto error = errorOf([&] { readItemVectors(file); });  // anything but Error would end the test
    EXPECT_LT(testing_embed::largestAllocation(), 100'000u);
    return error;
  };
  std::ofstream(file, std::ios::binary) << whole;
  std::fstream patch(file, std::ios::in | std::ios::out | std::ios::binary);
  for (std::size_t i = 0; i < 128; ++i) {
    for (const char c : {'\0', '9', '(', '\'', '\xff'}) {
      patch.seekp(static_cast<std::streamoff>(i)).put(c).flush();
      attempt();
    }
    patch.seekp(static_cast<std::streamoff>(i)).put(whole[i]).flush();
  }
  EXPECT_EQ(attempt(), "");
  for (std::size_t n = whole.size(); n-- > 0;) {
    std::filesystem::resize_file(file, n);
    EXPECT_NE(attempt(), "") << "cut at " << n;
  }
}

}  // namespace
}  // namespace ghost::embed
