#include "base/json_file.h"

#include <set>
#include <vector>

#include <fmt/format.h>

#include "base/error.h"
#include "base/file_ops.h"

namespace ghost {

OrderedJson parseJson(std::string_view text, const std::string& where, const JsonLimits& limits) {
  // Depth and duplicate keys are checked while parsing, before a value tree can grow out of hand.
  std::vector<std::set<std::string>> keys;
  auto guard = [&](int depth, OrderedJson::parse_event_t event, OrderedJson& value) {
    if (depth > limits.maxDepth) throw dataError(where, fmt::format("the JSON is nested deeper than {} levels; this is no file of a known format", limits.maxDepth));
    switch (event) {
      case OrderedJson::parse_event_t::object_start: keys.emplace_back(); break;
      case OrderedJson::parse_event_t::object_end: keys.pop_back(); break;
      case OrderedJson::parse_event_t::key:
        if (!keys.back().insert(value.get<std::string>()).second)
          throw dataError(where, fmt::format("the key \"{}\" stands twice in one object; remove one of them", value.get<std::string>()));
        break;
      default: break;
    }
    return true;
  };
  try {
    return OrderedJson::parse(text.begin(), text.end(), guard);
  } catch (const nlohmann::json::exception& error) {
    // The library's text names line, column and what was expected; its "[json.exception...]" prefix means nothing to a person.
    std::string reason = error.what();
    if (const auto bracket = reason.find("] "); bracket != std::string::npos) reason = reason.substr(bracket + 2);
    throw dataError(where, "not valid JSON: " + reason);
  }
}

OrderedJson readJsonFile(const std::filesystem::path& file, const JsonLimits& limits) {
  return parseJson(readFile(file, limits.maxBytes), file.string(), limits);
}

}  // namespace ghost
