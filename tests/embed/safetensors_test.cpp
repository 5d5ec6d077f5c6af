#include "embed/safetensors.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <fstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json_file.h"
#include "tests/base/scratch.h"
#include "tests/embed/largest_allocation.h"

namespace ghost::embed {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using testing_base::errorOf;
const std::filesystem::path folder = GHOST_FIXTURES "/safetensors";

std::string hexOf(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return text;
}

class SafetensorsGood : public testing::TestWithParam<std::string> {};

TEST_P(SafetensorsGood, ReadsEveryTensorBitForBit) {
  const auto expected = readJsonFile(folder / "expected.json").at(GetParam());
  const auto file = SafetensorsFile::open(folder / "good" / GetParam());
  ASSERT_EQ(file.tensors().size(), expected.size());
  for (const auto& [name, tensor] : expected.items()) {
    SCOPED_TRACE(name);
    const auto& info = file.info(name);
    EXPECT_EQ(dtypeName(info.dtype), tensor.at("dtype").get<std::string>());
    EXPECT_EQ(info.shape, tensor.at("shape").get<std::vector<std::int64_t>>());
    EXPECT_EQ(hexOf(file.bytes(name)), tensor.at("little_endian_hex").get<std::string>());
    if (info.dtype != Dtype::F32 && info.dtype != Dtype::F64 && info.dtype != Dtype::F16 && info.dtype != Dtype::BF16) {
      EXPECT_THAT(errorOf([&] { file.floats(name); }), HasSubstr("a floating one is needed"));
      continue;
    }
    const auto floats = file.floats(name);
    const auto& values = tensor.at("values");
    ASSERT_EQ(floats.size(), values.size());
    for (std::size_t i = 0; i < floats.size(); ++i) {
      const auto& value = values[i];
      if (value == "nan") EXPECT_TRUE(std::isnan(floats[i]));
      else EXPECT_EQ(floats[i], value == "inf" ? INFINITY : value == "-inf" ? -INFINITY : static_cast<float>(value.get<double>()));
    }
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
INSTANTIATE_TEST_SUITE_P(Fixtures, SafetensorsGood, testing::ValuesIn(filesOf("expected.json", nullptr)), testName);

class SafetensorsBad : public testing::TestWithParam<std::string> {};

TEST_P(SafetensorsBad, IsRefusedWithItsNameAndWithoutALargeAllocation) {
  const auto file = folder / "bad" / GetParam();
  testing_embed::resetLargestAllocation();
  const auto error = errorOf([&] { SafetensorsFile::open(file); });
  EXPECT_LT(testing_embed::largestAllocation(), 1'000'000u);
  EXPECT_THAT(error, StartsWith("3 " + file.string() + ": "));
}
INSTANTIATE_TEST_SUITE_P(Fixtures, SafetensorsBad, testing::ValuesIn(filesOf("bad.json", "files")), testName);

TEST(Safetensors, CorpusIsComplete) {
  EXPECT_EQ(filesOf("expected.json", nullptr).size(), 6u);
  EXPECT_EQ(filesOf("bad.json", "files").size(), 38u);
}

TEST(Safetensors, MalformedFilesGetTheirOwnMessage) {
  const auto error = [](const char* name) { return errorOf([&] { SafetensorsFile::open(folder / "bad" / (std::string(name) + ".safetensors")); }); };
  EXPECT_THAT(error("overlapping-offsets"), HasSubstr("overlap"));
  EXPECT_THAT(error("hole-in-middle"), HasSubstr("hole"));
  EXPECT_THAT(error("hole-at-start"), HasSubstr("hole"));
  EXPECT_THAT(error("header-length-2-64-minus-1"), HasSubstr("claims 18446744073709551615 bytes"));
  EXPECT_THAT(error("header-length-past-end"), HasSubstr("ends inside its header"));
  EXPECT_THAT(error("shape-product-overflow"), HasSubstr("overflows 64 bits"));
  EXPECT_THAT(error("shape-product-wraps-to-fit"), HasSubstr("beyond 63 bits"));
  EXPECT_THAT(error("duplicate-keys"), HasSubstr("stands twice"));
  EXPECT_THAT(error("duplicate-inner-keys"), HasSubstr("stands twice"));
  EXPECT_THAT(error("unknown-dtype"), HasSubstr("dtype F99"));
  EXPECT_THAT(error("trailing-bytes"), HasSubstr("something was appended"));
  EXPECT_THAT(error("header-starts-with-space"), HasSubstr("opening brace"));
  EXPECT_THAT(error("deep-nesting"), HasSubstr("nested too deep"));
  EXPECT_THAT(error("metadata-not-strings"), HasSubstr("is no text"));
  EXPECT_THAT(error("negative-offset"), HasSubstr("data_offsets"));
}

TEST(Safetensors, NothingHidesInTheHeaderBehindANulByte) {
  const testing_base::Scratch scratch;
  const std::string header("{}\0{\"a\":1}      ", 16);
  const auto file = scratch.write("nul.safetensors", std::string("\x10\0\0\0\0\0\0\0", 8) + header);
  EXPECT_THAT(errorOf([&] { SafetensorsFile::open(file); }), HasSubstr("NUL byte"));
}

TEST(Safetensors, WhatIsWrittenReadsBackInOrderWithMetadata) {
  const testing_base::Scratch scratch;
  const std::vector<float> a{1, 2, 3, 4, 5, 6};
  const std::vector<std::int64_t> b{-7, 8};
  const std::vector<TensorBytes> tensors{
      {"z \"first\" é", Dtype::F32, {2, 3}, std::as_bytes(std::span(a))},
      {"empty", Dtype::BF16, {0, 4}, {}},
      {"a", Dtype::I64, {2}, std::as_bytes(std::span(b))},
  };
  const auto file = scratch.path() / "t.safetensors";
  writeSafetensors(file, tensors, {{"format", "pt"}, {"note", "\"x\""}});
  const auto read = SafetensorsFile::open(file);
  ASSERT_EQ(read.tensors().size(), 3u);
  EXPECT_EQ(read.info("z \"first\" é").begin, 0u);
  EXPECT_EQ(read.info("a").begin, 24u);
  EXPECT_EQ(read.floats("z \"first\" é"), a);
  EXPECT_EQ(read.bytes("a"), std::string(reinterpret_cast<const char*>(b.data()), 16));
  EXPECT_EQ(read.metadata().at("note"), "\"x\"");
  EXPECT_EQ(static_cast<unsigned char>(readFile(file)[0]) % 8, 0) << "data begins at a multiple of 8";
  EXPECT_THAT(errorOf([&] { read.info("b"); }), HasSubstr("no tensor \"b\""));
}

TEST(Safetensors, WriterRefusesTensorsThatContradictThemselves) {
  const testing_base::Scratch scratch;
  const std::vector<float> a{1, 2};
  const auto bytes = std::as_bytes(std::span(a));
  const auto file = scratch.path() / "t.safetensors";
  EXPECT_THAT(errorOf([&] { writeSafetensors(file, std::vector<TensorBytes>{{"a", Dtype::F32, {3}, bytes}}); }), StartsWith("1 "));
  EXPECT_THAT(errorOf([&] { writeSafetensors(file, std::vector<TensorBytes>{{"a", Dtype::F32, {2}, bytes}, {"a", Dtype::F32, {2}, bytes}}); }), HasSubstr("two tensors"));
  EXPECT_FALSE(std::filesystem::exists(file));
}

TEST(Safetensors, AFileThatShrankAfterOpeningIsAnError) {
  const testing_base::Scratch scratch;
  const std::vector<float> a(100, 1.0f);
  const auto file = scratch.path() / "t.safetensors";
  writeSafetensors(file, std::vector<TensorBytes>{{"a", Dtype::F32, {100}, std::as_bytes(std::span(a))}});
  const auto read = SafetensorsFile::open(file);
  std::filesystem::resize_file(file, 100);
  EXPECT_THAT(errorOf([&] { read.floats("a"); }), HasSubstr("shorter"));
}

TEST(Safetensors, EveryCutAndEveryChangedHeaderByteIsReadOrRefusedCleanly) {
  const testing_base::Scratch scratch;
  const std::string whole = readFile(folder / "good/empty-tensor-between.safetensors");
  const auto file = scratch.path() / "f.safetensors";
  const auto attempt = [&] {
    testing_embed::resetLargestAllocation();
    const auto error = errorOf([&] {
      const auto read = SafetensorsFile::open(file);
      for (const auto& [name, info] : read.tensors()) read.bytes(name);
    });
    EXPECT_LT(testing_embed::largestAllocation(), 100'000u);
    return error;
  };
  std::ofstream(file, std::ios::binary) << whole;
  std::fstream patch(file, std::ios::in | std::ios::out | std::ios::binary);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (const char c : {'\0', '9', '{', '"', '\xff'}) {
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
