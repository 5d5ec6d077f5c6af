#include "base/content_hash.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/base/scratch.h"

namespace ghost {
namespace {

TEST(ContentHash, PlainDigestsAreSha256) {
  EXPECT_EQ(ContentHash::ofBytes("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(ContentHash::ofBytes(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  const testing_base::Scratch scratch;
  const std::string large(200000, 'x');
  EXPECT_EQ(ContentHash::ofFile(scratch.write("f", large)), ContentHash::ofBytes(large));
}

TEST(ContentHash, PartsAreFramed) {
  const auto hash = [](std::initializer_list<std::string_view> parts) {
    ContentHash h;
    for (const auto part : parts) h.add(part);
    return h.hex();
  };
  EXPECT_NE(hash({"ab", "c"}), hash({"a", "bc"}));
  EXPECT_NE(hash({"abc"}), hash({"abc", ""}));
  EXPECT_EQ(hash({"a", "b"}), hash({"a", "b"}));
  EXPECT_NE(ContentHash().add(12).hex(), ContentHash().add(1).add(2).hex());
}

TEST(ContentHash, FilesCountByContent) {
  const testing_base::Scratch scratch;
  const auto a = scratch.write("a", "same"), b = scratch.write("b", "same"), c = scratch.write("c", "other");
  EXPECT_EQ(ContentHash().addFile(a).hex(), ContentHash().addFile(b).hex());
  EXPECT_NE(ContentHash().addFile(a).hex(), ContentHash().addFile(c).hex());
  EXPECT_THAT(testing_base::errorOf([&] { ContentHash().addFile(scratch.path() / "none"); }), testing::HasSubstr("can't be read"));
}

}  // namespace
}  // namespace ghost
