#include "tests/fuzz/targets/scratch.h"

#include <fcntl.h>
#include <unistd.h>

#include <map>
#include <stdexcept>

namespace ghost::fuzz {
namespace fs = std::filesystem;
namespace {

struct Folder {
  fs::path path = (fs::is_directory("/dev/shm") ? fs::path("/dev/shm") : fs::temp_directory_path()) / ("ghost-fuzz-" + std::to_string(::getpid()));
  std::map<std::string, int> open;
  Folder() { fs::create_directories(path); }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
};

Folder& folder() {
  static Folder only;
  return only;
}

}  // namespace

const fs::path& scratchFolder() { return folder().path; }

fs::path scratchFile(const std::string& name, std::string_view bytes) {
  const fs::path file = folder().path / name;
  const auto [it, added] = folder().open.try_emplace(name, -1);
  if (added) it->second = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  const bool good = ::ftruncate(it->second, static_cast<off_t>(bytes.size())) == 0 && ::pwrite(it->second, bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size());
  if (!good) throw std::runtime_error("the scratch file " + file.string() + " can't be written");
  return file;
}

}  // namespace ghost::fuzz
