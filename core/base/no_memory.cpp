#include "base/no_memory.h"

#include <new>
#include <string_view>

namespace ghost {

bool tellsOfNoMemory(const std::exception& error) {
  if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr) return true;
  const std::string_view text = error.what();
  return text.find("can't allocate memory") != text.npos || text.find("out of memory") != text.npos;
}

}  // namespace ghost
