#include "describe.h"

#include <fmt/format.h>

#include "verbs.h"

namespace ghost::cli {
namespace {

void sayRows(Console& console, const OrderedJson& description, const char* table) {
  console.say(std::string(table) + ":");
  for (const auto& row : description[table]) console.say(fmt::format("  {:<18} {}", row["id"].get<std::string>(), row["description"].get<std::string>()));
}

}  // namespace

Action declareDescribe(CLI::App&) {
  return [](Context& context) {
    const OrderedJson description = describeProgram();
    for (const char* table : {"recipes", "tokenizers", "metrics", "figures", "importers", "benches", "verbs"}) sayRows(context.console, description, table);
    context.console.say("parameters of each: ghost describe --json");
    return Outcome{description};
  };
}

}  // namespace ghost::cli
