#include "base/folder_entries.h"

#include <algorithm>

#include "base/file_ops.h"

namespace ghost {
namespace fs = std::filesystem;

std::vector<fs::directory_entry> entriesAsFarAsListed(const fs::path& folder) {
  std::vector<fs::directory_entry> entries;
  std::error_code error;
  for (fs::directory_iterator at(folder, error); !error && at != fs::directory_iterator(); at.increment(error))
    if (!isTemporary(at->path())) entries.push_back(*at);
  std::sort(entries.begin(), entries.end());
  return entries;
}

}  // namespace ghost
