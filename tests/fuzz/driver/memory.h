#pragma once
#include <cstddef>

namespace ghost::fuzz {

/// Counts the bytes this program holds (operator new; malloc as well under the address sanitizer) and calls `tooMuch` from the allocation that takes it more
/// than `limit` beyond what was held at the last startCounting(). `tooMuch` may not return.
void limitMemory(std::size_t limit, void (*tooMuch)());
void startCounting();
/// The most that was held at once since limitMemory(), beyond what was held at the start of the same input.
std::size_t mostHeld();

}  // namespace ghost::fuzz
