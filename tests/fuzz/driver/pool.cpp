#include "tests/fuzz/driver/pool.h"

#include <algorithm>

#include "base/file_ops.h"

namespace ghost::fuzz {
namespace {

constexpr std::size_t mostEndings = 2000;

/// Letters outside quotes, enough of them to tell sentences apart; what the JSON library quotes of the input stands behind "last read".
std::string shapeOf(std::string_view ending) {
  ending = ending.substr(0, ending.find("last read"));
  std::string shape;
  char quote = '\0';
  for (std::size_t i = 0; i < ending.size() && shape.size() < 160; ++i) {
    const char c = ending[i];
    if (quote != '\0') quote = c == quote ? '\0' : quote;
    else if (c == '"') quote = c;
    else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == ' ') shape += c;
  }
  return shape;
}

}  // namespace

void Pool::addFolder(const std::filesystem::path& folder) {
  if (!std::filesystem::is_directory(folder)) return;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.is_regular_file()) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const auto& file : files) m_inputs.push_back(readFile(file));
}

void Pool::note(const std::string& input, std::string_view ending) {
  if (m_endings.size() < mostEndings && m_endings.insert(shapeOf(ending)).second) m_inputs.push_back(input);
}

}  // namespace ghost::fuzz
