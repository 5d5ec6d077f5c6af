#include <vector>

#include "base/error.h"
#include "base/regular_file.h"
#include "run/run_folder.h"

namespace ghost::run {
namespace fs = std::filesystem;
namespace {

std::int64_t integerOr(const Json& body, const char* key, std::int64_t otherwise) {
  const auto it = body.find(key);
  return it != body.end() && it->is_number_integer() ? it->get<std::int64_t>() : otherwise;
}

std::string textOr(const Json& body, const char* key) {
  const auto it = body.find(key);
  return it != body.end() && it->is_string() ? it->get<std::string>() : std::string();
}

bool isCheckpoint(const wire::Event& event, std::int64_t step) {
  return event.kind == "artifact" && textOr(event.body, "artifact") == "checkpoint" && fs::path(textOr(event.body, "path")).filename() == "step-" + std::to_string(step);
}

/// The curves of epochs and of the tokens count in steps of their own, which say nothing about the optimiser step.
bool isAbove(const wire::Event& event, std::int64_t step) {
  const std::string name = textOr(event.body, "name");
  return integerOr(event.body, "step", 0) > step && !name.ends_with("/epoch") && !name.starts_with("tokens/");
}

/// How many of the events so far belong to the state a new attempt continues from; none when it begins anew, at step 0. The event of the checkpoint
/// itself is the exact border; it is missing when the process died between making the checkpoint and saying so, and then nothing above its step can
/// be in the file.
std::size_t keptFor(const std::vector<wire::Event>& events, std::int64_t step) {
  if (step == 0) return 0;
  for (std::size_t i = events.size(); i > 0; --i)
    if (isCheckpoint(events[i - 1], step)) return i;
  for (std::size_t i = 0; i < events.size(); ++i)
    if (isAbove(events[i], step)) return i;
  return events.size();
}

std::vector<wire::Event> readAttempt(const fs::path& file, std::int64_t& damaged) {
  RegularFile in(file);
  std::vector<wire::Event> events;
  wire::LineSplitter splitter;
  std::vector<char> chunk(1 << 16);
  while (const std::size_t n = in.read(chunk.data(), chunk.size())) {
    splitter.feed({chunk.data(), n});
    while (auto line = splitter.next()) {
      try {
        events.push_back(wire::parseEvent(*line));
      } catch (const Error&) {
        ++damaged;
      }
    }
  }
  damaged += splitter.oversized();
  return events;
}

}  // namespace

EventLog readEvents(const RunFolder& run) {
  EventLog log;
  for (int attempt = 1, last = run.attempts(); attempt <= last; ++attempt) {
    auto events = readAttempt(run.eventsFile(attempt), log.damagedLines);
    if (!events.empty() && attempt > 1) log.events.resize(keptFor(log.events, integerOr(events.front().body, "resumes_after_step", 0)));
    log.events.insert(log.events.end(), std::make_move_iterator(events.begin()), std::make_move_iterator(events.end()));
  }
  return log;
}

}  // namespace ghost::run
