#include "project_vectors.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/content_hash.h"
#include "base/error.h"
#include "base/file_stream.h"
#include "data/data_set.h"
#include "embed/item_vectors.h"

namespace ghost::cli {
namespace fs = std::filesystem;
namespace {

/// name.npy, name-2.npy, ...: the first that is free or holds what `wanted` holds (empty = only free ones).
fs::path freeName(const fs::path& file, const std::string& wanted) {
  fs::path name = file;
  for (int n = 2; fs::exists(name); ++n) {
    if (!wanted.empty() && fs::is_regular_file(name) && ContentHash::ofFile(name) == wanted) break;
    name = file.parent_path() / fmt::format("{}-{}{}", file.stem().string(), n, file.extension().string());
  }
  return name;
}

/// The path from the project folder, empty where the file lies elsewhere.
std::string inside(const fs::path& folder, const fs::path& file) {
  const fs::path relative = fs::weakly_canonical(file).lexically_relative(fs::weakly_canonical(folder));
  return relative.empty() || *relative.begin() == ".." ? std::string() : relative.string();
}

}  // namespace

ProjectVectors takeVectors(const run::Project& project, const std::string& file) {
  if (file.empty()) return {};
  fs::path place = file;
  if (!fs::exists(place) && place.is_relative() && fs::exists(project.folder / place)) place = project.folder / place;
  if (!fs::exists(place)) throw dataError(file, "there are no item vectors here: no such file; check the path");
  const auto vectors = embed::readItemVectors(place, data::readDataFolder(project.dataFolder()).items());
  ProjectVectors taken{inside(project.folder, place), false, vectors.rows, vectors.dim};
  if (!taken.setting.empty()) return taken;
  const fs::path copy = freeName(project.dataFolder() / place.filename(), ContentHash::ofFile(place));
  if (!fs::exists(copy)) copyFileAtomically(place, copy);
  taken.copied = true;
  taken.setting = inside(project.folder, copy);
  return taken;
}

fs::path freeVectorsFile(const run::Project& project, const std::string& dataSet, const std::string& encoder) {
  fs::path folder = fs::path(encoder).lexically_normal();
  std::string name = folder.has_filename() ? folder.filename().string() : folder.parent_path().filename().string();
  std::replace_if(name.begin(), name.end(), [](unsigned char c) { return c < 0x20 || c == ' ' || c == '\\'; }, '-');
  return freeName(project.dataFolder() / fmt::format("{}.emb-{}.npy", dataSet, name.empty() ? "vectors" : name), "");
}

}  // namespace ghost::cli
