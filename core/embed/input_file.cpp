#include "embed/input_file.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.h"
#include "base/lfs_pointer.h"

namespace ghost::embed {

InputFile::InputFile(const std::filesystem::path& file) : m_file(file) {
  char start[lfsPointerStart];
  refuseLfsPointer(file, {start, m_file.readAt(0, start, sizeof start)});
}

void InputFile::read(std::uint64_t offset, std::span<std::byte> target) const {
  while (!target.empty()) {
    const std::size_t n = m_file.readAt(offset, reinterpret_cast<char*>(target.data()), target.size());
    if (n == 0) throw dataError(name(), fmt::format("the file ends at byte {}, more was expected; it isn't complete, copy it again", offset));
    offset += n;
    target = target.subspan(n);
  }
}

std::string InputFile::text(std::uint64_t offset, std::uint64_t count) const {
  const std::uint64_t have = offset < size() ? std::min(count, size() - offset) : 0;
  std::string bytes(static_cast<std::size_t>(have), '\0');
  read(offset, std::as_writable_bytes(std::span(bytes)));
  return bytes;
}

std::optional<std::uint64_t> checkedProduct(std::uint64_t a, std::uint64_t b) {
  std::uint64_t result = 0;
  if (__builtin_mul_overflow(a, b, &result)) return std::nullopt;
  return result;
}

std::optional<std::uint64_t> checkedSum(std::uint64_t a, std::uint64_t b) {
  std::uint64_t result = 0;
  if (__builtin_add_overflow(a, b, &result)) return std::nullopt;
  return result;
}

}  // namespace ghost::embed
