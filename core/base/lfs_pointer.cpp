#include "base/lfs_pointer.h"

#include "base/error.h"

namespace ghost {

bool isLfsPointer(std::string_view start) { return start.starts_with("version https://git-lfs.github.com/spec/"); }

void refuseLfsPointer(const std::filesystem::path& file, std::string_view start) {
  if (isLfsPointer(start)) throw dataError(file.string(), "this is a Git LFS pointer, the name of a large file and not its content; fetch it with `git lfs pull` in that repository, or download the file itself");
}

}  // namespace ghost
