#include "base/no_memory.h"

#include <new>
#include <stdexcept>

#include <gtest/gtest.h>

namespace ghost {
namespace {

TEST(NoMemory, IsToldByTheLanguageAndInTheAllocatorsWords) {
  EXPECT_TRUE(tellsOfNoMemory(std::bad_alloc()));
  EXPECT_TRUE(tellsOfNoMemory(std::runtime_error("[enforce fail at alloc_cpu.cpp:127] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to allocate 17179869184 bytes. Error code 12")));
  EXPECT_FALSE(tellsOfNoMemory(std::runtime_error("the memory of the run is a folder")));
}

}  // namespace
}  // namespace ghost
