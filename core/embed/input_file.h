#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include "base/regular_file.h"

namespace ghost::embed {

/// A file opened for reading at chosen places, so that a declared size is held against size() before anything is allocated.
/// Throws Error{Data} naming the file when it can't be opened or read, or ends early. One thread at a time isn't required: reads carry their own place.
class InputFile {
 public:
  explicit InputFile(const std::filesystem::path& file);

  std::uint64_t size() const { return m_file.size(); }
  std::string name() const { return m_file.path().string(); }
  /// Exactly target.size() bytes from `offset` on.
  void read(std::uint64_t offset, std::span<std::byte> target) const;
  /// Up to `count` bytes from `offset` on; fewer at the end of the file.
  std::string text(std::uint64_t offset, std::uint64_t count) const;

 private:
  RegularFile m_file;
};

/// Product and sum without wrapping around; nothing when the result has no 64 bits. All sizes that a file declares go through these.
std::optional<std::uint64_t> checkedProduct(std::uint64_t a, std::uint64_t b);
std::optional<std::uint64_t> checkedSum(std::uint64_t a, std::uint64_t b);

}  // namespace ghost::embed
