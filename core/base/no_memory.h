#pragma once
#include <exception>

namespace ghost {

/// Whether an exception tells that memory ran out: std::bad_alloc, or the tensor library's allocator in its own words.
bool tellsOfNoMemory(const std::exception& error);

}  // namespace ghost
