#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file_stream.h"
#include "base/spilled_list.h"
#include "tests/base/scratch.h"
#include "tests/base/small_disk.h"

namespace ghost {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using testing_base::errorOf;
using testing_base::Scratch;
using testing_base::SmallDisk;

TEST(SpillFile, HasNoNameAndGivesBackWhatItGot) {
  const Scratch scratch;
  SpillFile file(scratch.path() / "not" / "there" / "yet");
  file.append("hello ");
  file.append("world");
  EXPECT_EQ(file.size(), 11u);
  std::string text(5, ' ');
  file.read(6, text.data(), 5);
  EXPECT_EQ(text, "world");
  EXPECT_TRUE(std::filesystem::is_empty(scratch.path())) << "nothing can be left behind";
  EXPECT_THAT(errorOf([&] { file.read(8, text.data(), 5); }), HasSubstr("shorter than what was written"));
}

TEST(SpillFile, NoFolderIsTheCurrentOne) {
  const Scratch scratch;
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(scratch.path());
  EXPECT_NO_THROW(SpillFile("").append("x"));
  EXPECT_NO_THROW(SpillFile("not/there").append("x"));
  std::filesystem::current_path(before);
  EXPECT_TRUE(std::filesystem::is_empty(scratch.path()));
}

TEST(SpillFile, AFullDiskIsNamed) {
  const Scratch scratch;
  SpillFile file(scratch.path());
  const SmallDisk disk(1000);
  EXPECT_THAT(errorOf([&] { file.append(std::string(5000, 'x')); }), StartsWith("4 " + scratch.path().string()));
}

TEST(SpilledList, IsTheSameListInMemoryAndOnTheDisk) {
  const Scratch scratch;
  for (const std::size_t held : {1u, 3u, 64u, 1000u}) {
    SpilledList<int> list(scratch.path(), held);
    EXPECT_TRUE(list.empty());
    for (int i = 0; i < 100; ++i) list.add(i);
    EXPECT_EQ(list.size(), 100u);
    EXPECT_EQ(list.spilledBytes() > 0, held < 100);
    for (int time = 0; time < 2; ++time) {
      int next = 0;
      list.walk([&](int value) {
        EXPECT_EQ(value, next++);
        return true;
      });
      EXPECT_EQ(next, 100);
    }
    int seen = 0;
    list.walk([&](int) { return ++seen < 40; });
    EXPECT_EQ(seen, 40);
  }
}

TEST(FileStream, AppearsWholeOrNotAtAll) {
  const Scratch scratch;
  const auto file = scratch.write("f", "old");
  const std::string piece(100'000, 'x');
  {
    FileStream stream(file);
    for (int i = 0; i < 10; ++i) stream.write(piece);
    EXPECT_EQ(readFile(file), "old");
  }
  EXPECT_EQ(readFile(file), "old") << "it wasn't committed";
  {
    FileStream stream(file);
    stream.write("a");
    stream.write(std::string(1 << 20, 'b'));
    stream.write("c");
    stream.commit();
  }
  EXPECT_EQ(readFile(file), "a" + std::string(1 << 20, 'b') + "c");
  EXPECT_THAT(errorOf([&] {
                const SmallDisk disk(1000);
                FileStream stream(file);
                stream.write(piece);
                stream.commit();
              }),
              HasSubstr("can't be written"));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(scratch.path()), std::filesystem::directory_iterator()), 1);
}

TEST(FileStream, CopiesAFileOfAnySize) {
  const Scratch scratch;
  for (const std::size_t bytes : {std::size_t{0}, std::size_t{5}, std::size_t{1 << 18}, std::size_t{700'000}}) {
    const std::string text(bytes, 'x');
    copyFileAtomically(scratch.write("from", text), scratch.path() / "to");
    EXPECT_EQ(readFile(scratch.path() / "to"), text);
  }
  EXPECT_THAT(errorOf([&] { copyFileAtomically(scratch.path() / "none", scratch.path() / "to"); }), StartsWith("3 " + (scratch.path() / "none").string()));
}

}  // namespace
}  // namespace ghost
