#include "tests/embed/largest_allocation.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <new>

namespace {
std::atomic<std::size_t> largest{0};
}

#if !defined(__SANITIZE_ADDRESS__)
void* operator new(std::size_t size) {
  largest = std::max(largest.load(), size);
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
#endif

namespace ghost::testing_embed {

void resetLargestAllocation() { largest = 0; }
std::size_t largestAllocation() { return largest; }

}  // namespace ghost::testing_embed
