#include <algorithm>
#include <vector>

#include "base/error.h"
#include "tests/fuzz/targets/targets.h"
#include "wire/message.h"

namespace ghost::fuzz {
namespace {

std::vector<std::string> split(std::string_view bytes, std::size_t chunk) {
  wire::LineSplitter splitter;
  std::vector<std::string> lines;
  while (!bytes.empty()) {
    splitter.feed(bytes.substr(0, chunk));
    bytes.remove_prefix(std::min(chunk, bytes.size()));
    while (auto line = splitter.next()) lines.push_back(*std::move(line));
  }
  return lines;
}

std::string readEvent(const std::string& line) {
  try {
    const wire::Event event = wire::parseEvent(line);
    const auto second = again([&] { return wire::parseEvent(wire::format(event)); });
    require(second.run == event.run && second.seq == event.seq && second.at == event.at && second.kind == event.kind && second.body == event.body, "an event written again reads equal");
    return "an event";
  } catch (const Error& error) {
    return error.what();
  }
}

std::string readCommand(const std::string& line) {
  try {
    const wire::Command command = wire::parseCommand(line);
    const auto second = again([&] { return wire::parseCommand(wire::format(command)); });
    require(second.kind == command.kind && second.body == command.body, "a command written again reads equal");
    return "a command";
  } catch (const Error& error) {
    return error.what();
  }
}

}  // namespace

std::string runWire(std::string_view bytes) {
  const auto lines = split(bytes, 1 << 16);
  require(split(bytes, 1 + bytes.size() % 7) == lines, "lines don't depend on how the bytes arrive");
  std::string ending = "no line";
  for (const auto& line : lines) {
    ending = readEvent(line) + ", ";
    ending += readCommand(line);
  }
  return ending;
}

}  // namespace ghost::fuzz
