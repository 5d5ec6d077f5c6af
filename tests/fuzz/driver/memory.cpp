#include "tests/fuzz/driver/memory.h"

#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <new>

#if defined(__SANITIZE_ADDRESS__)
// GCC installs no header for these two.
extern "C" int __sanitizer_install_malloc_and_free_hooks(void (*taken)(const volatile void*, std::size_t), void (*given)(const volatile void*));
extern "C" std::size_t __sanitizer_get_allocated_size(const volatile void* memory);
#endif

namespace ghost::fuzz {
namespace {

std::atomic<std::ptrdiff_t> held{0}, most{0};
std::ptrdiff_t limit = 0;
void (*tooMuch)() = nullptr;

void took(std::size_t bytes) {
  const auto now = held.fetch_add(static_cast<std::ptrdiff_t>(bytes)) + static_cast<std::ptrdiff_t>(bytes);
  if (now > most.load(std::memory_order_relaxed)) most.store(now, std::memory_order_relaxed);
  if (tooMuch != nullptr && now > limit) {
    const auto report = tooMuch;
    tooMuch = nullptr;
    report();
  }
}
void gave(std::size_t bytes) { held.fetch_sub(static_cast<std::ptrdiff_t>(bytes)); }

#if defined(__SANITIZE_ADDRESS__)
void tookHook(const volatile void*, std::size_t bytes) { took(bytes); }
void gaveHook(const volatile void* memory) {
  if (memory != nullptr) gave(__sanitizer_get_allocated_size(memory));
}
#endif

}  // namespace

void limitMemory(std::size_t bytes, void (*report)()) {
#if defined(__SANITIZE_ADDRESS__)
  static const int installed = __sanitizer_install_malloc_and_free_hooks(tookHook, gaveHook);
  (void)installed;
#endif
  limit = static_cast<std::ptrdiff_t>(bytes);
  most = 0;
  startCounting();
  tooMuch = report;
}
void startCounting() { held = 0; }
std::size_t mostHeld() { return static_cast<std::size_t>(most.load()); }

}  // namespace ghost::fuzz

#if !defined(__SANITIZE_ADDRESS__)
void* operator new(std::size_t size) {
  void* memory = std::malloc(size);
  // Counted before it is refused, so that an absurd request is reported as such.
  ghost::fuzz::took(memory != nullptr ? malloc_usable_size(memory) : size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
void operator delete(void* memory) noexcept {
  if (memory != nullptr) ghost::fuzz::gave(malloc_usable_size(memory));
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept { operator delete(memory); }
#endif
