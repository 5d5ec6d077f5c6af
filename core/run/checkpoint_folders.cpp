#include "run/checkpoint_folders.h"

#include <algorithm>
#include <charconv>

#include "base/error.h"
#include "base/file_ops.h"

namespace ghost::run {
namespace fs = std::filesystem;

std::int64_t checkpointStep(const fs::path& folder) {
  const std::string name = folder.filename().string();
  std::int64_t step = 0;
  if (!name.starts_with("step-")) return -1;
  const auto [end, error] = std::from_chars(name.data() + 5, name.data() + name.size(), step);
  return error == std::errc() && end == name.data() + name.size() ? step : -1;
}

fs::path checkpointFolder(const fs::path& checkpoints, std::int64_t step) { return checkpoints / ("step-" + std::to_string(step)); }

std::vector<std::pair<std::int64_t, fs::path>> checkpointsNewestFirst(const fs::path& checkpoints) {
  std::error_code ignored;
  std::vector<std::pair<std::int64_t, fs::path>> found;
  if (!fs::exists(checkpoints, ignored)) return found;
  for (const auto& entry : entriesOf(checkpoints))
    if (const std::int64_t step = checkpointStep(entry.path()); step >= 0) found.emplace_back(step, entry.path());
  std::sort(found.rbegin(), found.rend());
  return found;
}

void pruneCheckpoints(const fs::path& checkpoints, std::int64_t best) {
  try {
    int kept = 0;
    for (const auto& [step, folder] : checkpointsNewestFirst(checkpoints))
      if (++kept > 2 && step != best) removeFolder(folder);
  } catch (const Error&) {
    // A folder that can't be listed now: the next save tries again.
  }
  tidyFolder(checkpoints);
}

void failLost(const fs::path& checkpoints, const std::string& fault) {
  throw dataError(checkpoints.string(), fault + "; no checkpoint of the run can be read, so it can't go on where it was. Put them back, or train it again from step 0 by adding --start-over to --resume");
}

}  // namespace ghost::run
