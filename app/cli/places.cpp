#include "places.h"

#include <cstdlib>

#include "base/error.h"

namespace ghost::cli {
namespace fs = std::filesystem;

fs::path dataFolderOf(const fs::path& folder) { return run::isProject(folder) ? run::openProject(folder).dataFolder() : folder; }

RunPlace openRun(const fs::path& folder) {
  const run::RunFolder run = run::RunFolder::open(folder);
  const fs::path projectFolder = fs::weakly_canonical(run.path()).parent_path().parent_path();
  if (!run::isProject(projectFolder)) throw dataError(run.path().string(), "the run doesn't lie in the runs folder of a project, so its data can't be found; move it there");
  return {run, run::openProject(projectFolder)};
}

fs::path siblingProgram(const std::string& name) {
  std::error_code ignored;
  const fs::path sibling = fs::read_symlink("/proc/self/exe", ignored).parent_path() / name;
  return fs::exists(sibling, ignored) ? sibling : fs::path();
}

fs::path userDataFolder() {
  if (const char* data = std::getenv("XDG_DATA_HOME"); data && *data) return fs::path(data) / "ghost-workbench";
  if (const char* home = std::getenv("HOME"); home && *home) return fs::path(home) / ".local" / "share" / "ghost-workbench";
  throw usageError("HOME", "neither XDG_DATA_HOME nor HOME is set; name the folder yourself");
}

}  // namespace ghost::cli
