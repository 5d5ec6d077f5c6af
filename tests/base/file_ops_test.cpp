#include "base/file_ops.h"

#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/base/scratch.h"
#include "tests/base/small_disk.h"

namespace ghost {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using testing_base::errorOf;
using testing_base::Scratch;
using testing_base::SmallDisk;

std::vector<std::string> namesIn(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

TEST(FileOps, WhatIsWrittenIsReadBack) {
  const Scratch scratch;
  const std::string bytes("a\0b\n\xff", 5);
  writeFileAtomically(scratch.path() / "f", bytes);
  EXPECT_EQ(readFile(scratch.path() / "f"), bytes);
  writeFileAtomically(scratch.path() / "f", "");
  EXPECT_EQ(readFile(scratch.path() / "f"), "");
  EXPECT_THAT(namesIn(scratch.path()), testing::ElementsAre("f")) << "no temporary file is left";
}

TEST(FileOps, AFullDiskLeavesTheOldFileAndNothingElse) {
  const Scratch scratch;
  const auto file = scratch.path() / "f";
  writeFileAtomically(file, "old");
  std::string error;
  {
    const SmallDisk disk(1000);
    error = errorOf([&] { writeFileAtomically(file, std::string(5000, 'x')); });
  }
  EXPECT_THAT(error, StartsWith("4 " + file.string() + ": can't be written"));
  EXPECT_EQ(readFile(file), "old");
  EXPECT_THAT(namesIn(scratch.path()), testing::ElementsAre("f"));
}

TEST(FileOps, ANewFileThatDoesNotFitDoesNotAppear) {
  const Scratch scratch;
  {
    const SmallDisk disk(10);
    EXPECT_THROW(writeFileAtomically(scratch.path() / "f", std::string(11, 'x')), Error);
  }
  EXPECT_TRUE(namesIn(scratch.path()).empty());
}

TEST(FileOps, AppendingToAFullDeviceSaysThatTheDiskIsFull) {
  LineAppender full("/dev/full");
  EXPECT_THAT(errorOf([&] { full.append("x"); }), HasSubstr("4 /dev/full: can't be written: the disk is full; free some space and try again"));
}

TEST(FileOps, UnwritablePlacesAreNamedWithWhatToDo) {
  const Scratch scratch;
  scratch.write("file", "x");
  EXPECT_THAT(errorOf([&] { writeFileAtomically(scratch.path() / "no/f", "x"); }), HasSubstr("no such file or folder; check the path"));
  EXPECT_THAT(errorOf([&] { writeFileAtomically(scratch.path() / "file/f", "x"); }), HasSubstr("a folder was expected"));
  std::filesystem::create_directory(scratch.path() / "folder");
  EXPECT_THAT(errorOf([&] { writeFileAtomically(scratch.path() / "folder", "x"); }), HasSubstr("this is a folder"));
  EXPECT_THAT(namesIn(scratch.path()), testing::ElementsAre("file", "folder"));
  EXPECT_THAT(errorOf([&] { createFolders(scratch.path() / "file/below"); }), StartsWith("4 "));
  EXPECT_THAT(errorOf([&] { LineAppender(scratch.path() / "no/log"); }), StartsWith("4 "));
}

TEST(FileOps, ReadingRefusesWhatIsMissingAFolderOrTooLarge) {
  const Scratch scratch;
  const auto file = scratch.write("f", "12345");
  EXPECT_THAT(errorOf([&] { readFile(scratch.path() / "none"); }), HasSubstr("can't be read: no such file or folder"));
  EXPECT_THAT(errorOf([&] { readFile(scratch.path()); }), HasSubstr("this is a folder"));
  EXPECT_THAT(errorOf([&] { readFile(file, 4); }), HasSubstr("5 bytes, more than the 4 allowed"));
  EXPECT_EQ(readFile(file, 5), "12345");
}

TEST(FileOps, APipeIsReadToItsEndAndBoundedAsWell) {
  const Scratch scratch;
  const auto pipe = scratch.path() / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const std::string text(200000, 'y');
  const auto feed = [&] {
    std::signal(SIGPIPE, SIG_IGN);
    std::ofstream(pipe) << text;
  };
  {
    std::jthread writer(feed);
    EXPECT_EQ(readFile(pipe), text);
  }
  std::jthread writer(feed);
  EXPECT_THAT(errorOf([&] { readFile(pipe, 1000); }), HasSubstr("more than the 1000 bytes"));
}

TEST(FolderCommit, AppearsWholeOnCommitAndNotAtAllWithout) {
  const Scratch scratch;
  const auto target = scratch.path() / "t";
  {
    FolderCommit folder(target);
    std::filesystem::create_directory(folder.path() / "below");
    std::ofstream(folder.path() / "below/a") << "x";
    EXPECT_FALSE(std::filesystem::exists(target));
  }
  EXPECT_TRUE(namesIn(scratch.path()).empty()) << "an abandoned folder is removed";
  FolderCommit folder(target);
  std::filesystem::create_directory(folder.path() / "below");
  std::ofstream(folder.path() / "below/a") << "x";
  folder.commit();
  EXPECT_EQ(readFile(target / "below/a"), "x");
  EXPECT_THAT(namesIn(scratch.path()), testing::ElementsAre("t"));
}

TEST(FolderCommit, AnExistingTargetIsKept) {
  const Scratch scratch;
  const auto target = scratch.path() / "t";
  std::filesystem::create_directory(target);
  std::ofstream(target / "mine") << "x";
  {
    FolderCommit folder(target);
    std::ofstream(folder.path() / "theirs") << "y";
    EXPECT_THAT(errorOf([&] { folder.commit(); }), StartsWith("4 " + target.string()));
  }
  EXPECT_THAT(namesIn(target), testing::ElementsAre("mine"));
  EXPECT_THAT(namesIn(scratch.path()), testing::ElementsAre("t"));
}

TEST(LineAppender, AppendsAndKnowsItsOffset) {
  const Scratch scratch;
  const auto file = scratch.path() / "log";
  {
    LineAppender log(file);
    EXPECT_EQ(log.offset(), 0u);
    log.append("one");
    log.append("");
    log.sync();
    EXPECT_EQ(log.offset(), 5u);
  }
  LineAppender log(file);
  EXPECT_EQ(log.offset(), 5u);
  log.append("two");
  EXPECT_EQ(readFile(file), "one\n\ntwo\n");
}

TEST(LineAppender, LinesOfTwoWritersDoNotMix) {
  const Scratch scratch;
  const auto file = scratch.path() / "log";
  const auto write = [&](char c) {
    LineAppender log(file);
    for (int i = 0; i < 500; ++i) log.append(std::string(100, c));
  };
  {
    std::jthread a(write, 'a'), b(write, 'b');
  }
  const std::string text = readFile(file);
  ASSERT_EQ(text.size(), 1000u * 101);
  for (std::size_t i = 0; i < text.size(); i += 101) ASSERT_EQ(text.substr(i, 101), std::string(100, text[i]) + "\n");
}

TEST(FileOps, FreeSpaceIsHeldAgainstTheNeed) {
  const Scratch scratch;
  EXPECT_NO_THROW(requireFreeSpace(scratch.path(), 1));
  EXPECT_THAT(errorOf([&] { requireFreeSpace(scratch.path(), 1ull << 60); }), HasSubstr("are left; free some space"));
}

}  // namespace
}  // namespace ghost
