#include "base/file_ops.h"

#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/content_hash.h"
#include "base/file_stream.h"
#include "base/regular_file.h"
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

TEST(FileOps, AppendingToAFullDiskNamesTheFile) {
  const Scratch scratch;
  LineAppender full(scratch.path() / "log");
  const SmallDisk disk(0);
  EXPECT_THAT(errorOf([&] { full.append("x"); }), HasSubstr("4 " + (scratch.path() / "log").string() + ": can't be written: "));
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

/// What the shell passes for `<(...)`.
class OwnPipe {
 public:
  explicit OwnPipe(const std::string& text) {
    std::signal(SIGPIPE, SIG_IGN);
    EXPECT_EQ(::pipe(m_ends), 0);
    m_writer = std::jthread([this, text] {
      for (std::size_t done = 0; done < text.size();) {
        const ssize_t n = ::write(m_ends[1], text.data() + done, text.size() - done);
        if (n <= 0) break;
        done += static_cast<std::size_t>(n);
      }
      ::close(m_ends[1]);
    });
  }
  ~OwnPipe() { ::close(m_ends[0]); }
  std::string path() const { return "/dev/fd/" + std::to_string(m_ends[0]); }

 private:
  int m_ends[2] = {-1, -1};
  std::jthread m_writer;
};

TEST(FileOps, APipeThatTheCallerPassedIsReadToItsEndAndBoundedAsWell) {
  const std::string text(200000, 'y');
  EXPECT_EQ(readFile(OwnPipe(text).path()), text);
  const OwnPipe pipe(text);
  EXPECT_THAT(errorOf([&] { readFile(pipe.path(), 1000); }), HasSubstr("more than the 1000 bytes"));
}

/// Nobody ever writes to the pipe or listens at the socket: whoever opens them as a file waits for ever.
TEST(RegularFile, OtherKindsOfFilesAreNamedAndNeverOpened) {
  const Scratch scratch;
  const auto pipe = scratch.path() / "pipe", socket = scratch.path() / "socket";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  ASSERT_EQ(::mknod(socket.c_str(), S_IFSOCK | 0600, 0), 0);
  for (const auto& [path, kind] : {std::pair(pipe, "a pipe"), std::pair(socket, "a socket"), std::pair(std::filesystem::path("/dev/zero"), "a device")}) {
    const std::string refusal = path.string() + ": this is " + kind + ", not a regular file";
    EXPECT_THAT(errorOf([&] { readFile(path); }), StartsWith("3 " + refusal));
    EXPECT_THAT(errorOf([&] { ContentHash::ofFile(path); }), StartsWith("3 " + refusal));
    EXPECT_THAT(errorOf([&] { copyFileAtomically(path, scratch.path() / "copy"); }), StartsWith("3 " + refusal));
    EXPECT_THAT(errorOf([&] { RegularFile{path}; }), StartsWith("3 " + refusal));
    EXPECT_THAT(errorOf([&] { LineAppender{path}; }), StartsWith("3 " + refusal));
    EXPECT_EQ(firstLineOf(path), "");
  }
  EXPECT_THAT(namesIn(scratch.path()), testing::ElementsAre("pipe", "socket"));
}

TEST(FileOps, FoldersAreListedByNameAndAMissingOneIsNamed) {
  const Scratch scratch;
  std::filesystem::create_directories(scratch.path() / "b/c");
  scratch.write("b/c/deep", "x");
  scratch.write("a", "x");
  EXPECT_THAT(entriesOf(scratch.path()), testing::ElementsAre(scratch.path() / "a", scratch.path() / "b"));
  EXPECT_THAT(filesBelow(scratch.path()), testing::ElementsAre(scratch.path() / "a", scratch.path() / "b/c/deep"));
  EXPECT_THAT(errorOf([&] { entriesOf(scratch.path() / "none"); }), StartsWith("3 " + (scratch.path() / "none").string() + ": the folder can't be listed: no such file"));
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

TEST(FolderCommit, AnAbandonedFolderTakesTheFoldersAboveItAlong) {
  const Scratch scratch;
  { FolderCommit folder(scratch.path() / "a/b/c/"); }
  EXPECT_TRUE(namesIn(scratch.path()).empty());
  std::filesystem::create_directories(scratch.path() / "a");
  { FolderCommit folder(scratch.path() / "a/b/c"); }
  EXPECT_THAT(namesIn(scratch.path()), testing::ElementsAre("a")) << "what was there before stays";
}

TEST(FolderCommit, ReplacesWhatIsThere) {
  const Scratch scratch;
  const auto target = scratch.path() / "t";
  for (const std::string content : {"first", "second"}) {
    FolderCommit folder(target);
    std::ofstream(folder.path() / content) << content;
    folder.replace();
    EXPECT_THAT(namesIn(target), testing::ElementsAre(content));
    EXPECT_THAT(namesIn(scratch.path()), testing::ElementsAre("t"));
  }
}

constexpr const char* digits = "0123456789abcdef";

TEST(TidyFolder, TakesAwayWhatTheDeadLeftAndGivesNamesBack) {
  const Scratch scratch;
  const auto place = [&](const std::string& name) { return scratch.path() / name; };
  for (const char* dead : {"a.tmp-", "b.old-", "c.old-"}) {
    std::filesystem::create_directories(place(std::string(dead) + digits));
    scratch.write(std::string(dead) + digits + "/f", "x");
  }
  std::filesystem::create_directories(place("c"));
  scratch.write(std::string("file.tmp-") + digits, "x");
  scratch.write("notes.tmp-1", "a person's");
  FolderCommit living(place("d"));
  tidyFolder(scratch.path());
  EXPECT_THAT(namesIn(scratch.path()), testing::ElementsAre("b", "c", living.path().filename().string(), "notes.tmp-1"));
  EXPECT_TRUE(std::filesystem::exists(place("b/f")));
}

TEST(TidyFolder, AWriterTakesAwayWhatDiedUnderItsNameOnly) {
  const Scratch scratch;
  for (const char* name : {"a", "b"}) scratch.write(std::string(name) + ".tmp-" + digits, "x");
  writeFileAtomically(scratch.path() / "a", "y");
  EXPECT_THAT(namesIn(scratch.path()), testing::ElementsAre("a", std::string("b.tmp-") + digits));
  std::filesystem::create_directories(scratch.path() / (std::string("c.tmp-") + digits));
  { FolderCommit folder(scratch.path() / "c"); }
  EXPECT_THAT(namesIn(scratch.path()), testing::ElementsAre("a", std::string("b.tmp-") + digits));
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
