// The driver against parsers with planted bugs: each must be found, its input saved, and that input must bring the bug back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <filesystem>

#include "base/file_ops.h"
#include "tests/base/scratch.h"

namespace ghost {
namespace {

struct Ended {
  int code = -1;
  std::string text;
};

Ended fuzzPlanted(const std::string& arguments) {
  const std::string command = std::string(GHOST_FUZZ_PLANTED) + " " + arguments + " 2>&1";
  FILE* pipe = ::popen(command.c_str(), "r");
  Ended ended;
  std::array<char, 4096> part{};
  while (const std::size_t n = std::fread(part.data(), 1, part.size(), pipe)) ended.text.append(part.data(), n);
  const int status = ::pclose(pipe);
  ended.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return ended;
}

void expectFound(const std::string& target, const std::string& limit = "") {
  const testing_base::Scratch scratch;
  const std::string save = limit + " --save " + scratch.path().string();
  const Ended found = fuzzPlanted(target + " --runs 20000 --seed 1" + save);
  EXPECT_NE(found.code, 0) << found.text;
  const auto crash = scratch.path() / ("crash-" + target + "-1");
  EXPECT_THAT(found.text, testing::HasSubstr("saved as " + crash.string()));
  ASSERT_TRUE(std::filesystem::exists(crash)) << found.text;
  const std::string input = readFile(crash);
  EXPECT_THAT(input, testing::HasSubstr("PLNT"));
  EXPECT_NE(fuzzPlanted(target + save + " --input " + crash.string()).code, 0);
  EXPECT_EQ(readFile(crash), input);
}

TEST(FuzzPlanted, OverflowIsFound) { expectFound("overflow"); }
TEST(FuzzPlanted, EndlessLoopIsFound) { expectFound("time", " --limit-seconds 0.2"); }
TEST(FuzzPlanted, HungerForMemoryIsFound) { expectFound("memory"); }
TEST(FuzzPlanted, ForeignExceptionIsFound) { expectFound("exception"); }
TEST(FuzzPlanted, BrokenPromiseIsFound) { expectFound("promise"); }
TEST(FuzzPlanted, EndlessRecursionIsFound) { expectFound("stack"); }

TEST(FuzzDriver, AnErrorOfTheProgramIsAnEndingAndKeptOnce) {
  const Ended ended = fuzzPlanted("refusal --runs 5000 --seed 7");
  EXPECT_EQ(ended.code, 0) << ended.text;
  EXPECT_THAT(ended.text, testing::HasSubstr("1 files and 5000 mutated inputs, seed 7"));
  EXPECT_THAT(ended.text, testing::HasSubstr("2 endings"));
}

TEST(FuzzDriver, SaysWhatItDoesNotKnow) {
  EXPECT_THAT(fuzzPlanted("nothing").text, testing::HasSubstr("is no target"));
  EXPECT_EQ(fuzzPlanted("nothing").code, 2);
  EXPECT_THAT(fuzzPlanted("refusal --data /nowhere").text, testing::HasSubstr("holds no corpus"));
}

}  // namespace
}  // namespace ghost
