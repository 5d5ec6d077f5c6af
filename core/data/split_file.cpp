#include "data/split_file.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/json_file.h"

namespace ghost::data {

std::string splitFileName(const std::string& dataSet) { return dataSet + ".split.json"; }

std::string splitFileText(const SplitFile& split, const std::vector<std::string>& userNames) {
  std::string text = fmt::format("{{\"rule\": {}, \"counts\": {{", Json(split.rule).dump());
  for (std::size_t user = 0; user < split.counts.size(); ++user) {
    const auto& [train, valid, test] = split.counts[user];
    text += fmt::format("{}\n{}: [{}, {}, {}]", user == 0 ? "" : ",", userNames.empty() ? fmt::format("\"{}\"", user) : Json(userNames[user]).dump(), train, valid, test);
  }
  return text + "\n}}\n";
}

std::string splitRuleIn(const std::filesystem::path& file) {
  if (!std::filesystem::exists(file)) return "";
  try {
    const OrderedJson json = readJsonFile(file);
    return json.is_object() && json.contains("rule") && json["rule"].is_string() ? json["rule"].get<std::string>() : "";
  } catch (const Error&) {
    return "";
  }
}

}  // namespace ghost::data
