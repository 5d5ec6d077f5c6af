#pragma once
#include <cstdint>
#include <filesystem>
#include <string_view>

#include <nlohmann/json.hpp>

namespace ghost {

using Json = nlohmann::json;
using OrderedJson = nlohmann::ordered_json;

/// Limits for a JSON document that may be hostile.
struct JsonLimits {
  std::uint64_t maxBytes = 4ull << 30;
  int maxDepth = 64;
};

/// Parses a whole file. Throws Error{Data} naming file and byte when it is missing, too large, too deep, has duplicate keys in an object, or isn't JSON.
OrderedJson readJsonFile(const std::filesystem::path& file, const JsonLimits& limits = {});
/// The same for text in memory; `where` names it in messages.
OrderedJson parseJson(std::string_view text, const std::string& where, const JsonLimits& limits = {});

}  // namespace ghost
