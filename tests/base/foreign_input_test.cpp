#include "base/foreign_input.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <new>
#include <stdexcept>

#include "base/error.h"
#include "base/file_ops.h"
#include "base/lfs_pointer.h"
#include "tests/base/scratch.h"

namespace ghost {
namespace {

const auto here = [] { return std::string("a.csv, line 7"); };

TEST(ForeignInput, WhatSlipsThroughNamesItsPlace) {
  EXPECT_EQ(readForeign(here, [] { return 5; }), 5);
  try {
    readForeign(here, []() -> int { return std::stoi("none"); });
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::Data);
    EXPECT_EQ(error.where(), "a.csv, line 7");
    EXPECT_EQ(std::string(error.what()), "a.csv, line 7: what stands here can't be read (stoi); correct it, or leave it out");
  }
}

TEST(ForeignInput, WhatIsKnownStaysAsItIs) {
  EXPECT_THROW(readForeign(here, [] { throw std::bad_alloc(); }), std::bad_alloc);
  EXPECT_THROW(readForeign(here, [] { throw std::filesystem::filesystem_error("x", {}); }), std::filesystem::filesystem_error);
  try {
    readForeign(here, [] { throw usageError("parameter k", "is wrong"); });
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::Usage);
  }
}

TEST(LfsPointer, IsRefusedWhereverAFileIsRead) {
  const testing_base::Scratch scratch;
  const auto file = scratch.write("config.json", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n");
  EXPECT_NE(testing_base::errorOf([&] { readFile(file); }).find("this is a Git LFS pointer"), std::string::npos);
  EXPECT_EQ(lastReading(), file.string());
  EXPECT_FALSE(isLfsPointer("version 1"));
}

}  // namespace
}  // namespace ghost
