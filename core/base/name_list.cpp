#include "base/name_list.h"

#include <algorithm>

namespace ghost {

std::string shownName(const std::string& name) {
  constexpr std::size_t most = 60;
  std::size_t end = std::min(name.size(), most);
  while (end < name.size() && end > 0 && (static_cast<unsigned char>(name[end]) & 0xc0) == 0x80) --end;
  std::string shown = name.substr(0, end);
  std::replace_if(shown.begin(), shown.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  return end < name.size() ? shown + "…" : shown;
}

std::string nameList(std::span<const std::string> names, std::size_t most) {
  // One left out would take as much room as its name.
  const std::size_t shown = names.size() <= most + 1 ? names.size() : most;
  std::string list;
  for (std::size_t i = 0; i < shown; ++i) list += (i == 0 ? "" : ", ") + shownName(names[i]);
  return shown < names.size() ? list + " and " + std::to_string(names.size() - shown) + " more" : list;
}

}  // namespace ghost
