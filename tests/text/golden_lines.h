#pragma once
#include <string>
#include <vector>

#include "base/file_ops.h"
#include "base/json_file.h"

namespace ghost::text {

/// The objects of a .jsonl file below tests/fixtures.
inline std::vector<OrderedJson> goldenLines(const std::string& name) {
  const std::string file = std::string(GHOST_FIXTURES) + "/" + name, content = readFile(file);
  std::vector<OrderedJson> lines;
  for (std::string_view rest = content; !rest.empty();) {
    const auto end = rest.find('\n');
    lines.push_back(parseJson(rest.substr(0, end), file));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  return lines;
}

}  // namespace ghost::text
