#include "wire/message.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/error.h"

namespace ghost::wire {
namespace {

constexpr JsonLimits lineLimits{maxLineBytes, 32};

/// Text that isn't UTF-8 (a file name, an error of the system) must not stop an event: bad bytes become U+FFFD.
std::string oneLine(const OrderedJson& json) { return json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace); }

void addBody(OrderedJson& json, const Json& body) {
  for (const auto& [key, value] : body.items())
    if (!json.contains(key)) json[key] = value;
}

void checkVersion(const OrderedJson& json, const std::string& where) {
  if (!json.contains("v") || !json["v"].is_number()) throw dataError(where, "the protocol version \"v\" is missing; this is no line of the workbench");
  const double major = std::floor(json["v"].get<double>());
  if (major != version)
    throw usageError(where, fmt::format("the other side speaks protocol version {:.0f}, this program version {}; only equal versions talk to each other, so update the older one", major, version));
}

std::string stringOf(const OrderedJson& json, const char* key, const std::string& where, bool required) {
  if (!json.contains(key)) {
    if (!required) return {};
    throw dataError(where, fmt::format("the key \"{}\" is missing; this is no line of the workbench", key));
  }
  if (!json[key].is_string()) throw dataError(where, fmt::format("\"{}\" is no text; this is no line of the workbench", key));
  return json[key].get<std::string>();
}

OrderedJson parseLine(std::string_view line, const std::string& where) {
  if (line.size() > maxLineBytes) throw dataError(where, fmt::format("the line has {} bytes, more than the {} allowed", line.size(), maxLineBytes));
  OrderedJson json = parseJson(line, where, lineLimits);
  if (!json.is_object()) throw dataError(where, "the line is no JSON object; this is no line of the workbench");
  checkVersion(json, where);
  return json;
}

/// Every key that `known` doesn't name, kept for readers that know more than this version.
Json bodyOf(const OrderedJson& json, std::initializer_list<std::string_view> known) {
  Json body = Json::object();
  for (const auto& [key, value] : json.items())
    if (std::find(known.begin(), known.end(), key) == known.end()) body[key] = value;
  return body;
}

}  // namespace

std::string format(const Event& event) {
  OrderedJson json{{"v", version}, {"run", event.run}, {"seq", event.seq}, {"at", event.at}, {"kind", event.kind}};
  addBody(json, event.body);
  return oneLine(json);
}

std::string format(const Command& command) {
  OrderedJson json{{"v", version}, {"kind", command.kind}};
  addBody(json, command.body);
  return oneLine(json);
}

Event parseEvent(std::string_view line) {
  const std::string where = "event";
  const OrderedJson json = parseLine(line, where);
  Event event;
  event.kind = stringOf(json, "kind", where, true);
  event.run = stringOf(json, "run", where, false);
  event.at = stringOf(json, "at", where, false);
  if (!json.contains("seq") || !json["seq"].is_number_integer()) throw dataError(where, "the number \"seq\" is missing; this is no event of the workbench");
  event.seq = json["seq"].get<std::int64_t>();
  event.body = bodyOf(json, {"v", "run", "seq", "at", "kind"});
  return event;
}

Command parseCommand(std::string_view line) {
  const std::string where = "command";
  const OrderedJson json = parseLine(line, where);
  return {stringOf(json, "kind", where, true), bodyOf(json, {"v", "kind"})};
}

}  // namespace ghost::wire
