#include "run/run_condition.h"

#include <fmt/format.h>

#include "base/error.h"
#include "run/checkpoint_folders.h"
#include "run/manifest.h"
#include "run/process_identity.h"

namespace ghost::run {
namespace {

OrderedJson statusOf(const RunFolder& run) {
  try {
    OrderedJson status = run.status();
    return status.is_object() ? status : OrderedJson::object();
  } catch (const Error&) {
    return OrderedJson::object();
  }
}

std::string textAt(const OrderedJson& json, const char* key) { return json.contains(key) && json[key].is_string() ? json[key].get<std::string>() : std::string(); }

/// A run without its recorded parameters can't go on, whatever else is there.
bool hasConfig(const RunFolder& run) {
  try {
    readConfig(run.path() / "config.toml");
    return true;
  } catch (const Error&) {
    return false;
  }
}

/// " at step N", where training has left a checkpoint.
std::string atStep(const RunFolder& run) {
  try {
    const auto found = checkpointsNewestFirst(run.checkpoints());
    return found.empty() ? "" : fmt::format(" at step {}", found.front().first);
  } catch (const Error&) {
    return "";  // a folder that can't be listed
  }
}

std::string sentenceOf(const RunCondition& condition, const OrderedJson& status, const RunFolder& run) {
  const std::string stage = textAt(status, "stage"), at = textAt(status, "at"), error = textAt(status, "error");
  const std::string where = stage.empty() ? "" : " in the stage " + stage;
  if (condition.interrupted) return fmt::format("it was interrupted{} (its process is gone without a last word), last heard of at {}", where, at.empty() ? "an unknown time" : at);
  switch (condition.state) {
    case State::Finished: return "it is finished";
    case State::Running: return "it is still running" + where;
    case State::Queued: return "it has not begun yet";
    case State::Stopped: return "it was stopped" + where + (stage == "train" ? atStep(run) : "");
    case State::Failed: return "it failed" + where + (error.empty() ? "" : ": " + error);
    default: return "its state can't be read";
  }
}

std::string adviceOf(const RunCondition& condition, const RunFolder& run) {
  if (condition.state == State::Running || condition.state == State::Queued) return "wait until it has ended";
  const std::filesystem::path project = run.path().parent_path().parent_path();
  if (!condition.resumable) return "start a new run";
  const std::string resume = fmt::format("`ghost run {} --resume {}`", project.empty() ? "." : project.string(), run.name());
  if (condition.state == State::Failed) return "once that is mended, resume it with " + resume;
  return (condition.state == State::Finished ? "go on to what is missing with " : "resume it with ") + resume;
}

}  // namespace

RunCondition conditionOf(const RunFolder& run) {
  RunCondition condition;
  condition.state = run.state();
  const OrderedJson status = statusOf(run);
  condition.interrupted = condition.state == State::Unknown && (textAt(status, "state") == stateName(State::Running) || textAt(status, "state") == stateName(State::Queued)) && liveness(ProcessIdentity::fromJson(status)) == Liveness::Gone;
  condition.resumable = condition.state != State::Running && condition.state != State::Queued && hasConfig(run);
  condition.sentence = sentenceOf(condition, status, run);
  condition.advice = adviceOf(condition, run);
  return condition;
}

std::string withCondition(const RunFolder& run, const std::string& lacks) {
  const RunCondition condition = conditionOf(run);
  return fmt::format("{}: {}; {}", lacks, condition.sentence, condition.advice);
}

}  // namespace ghost::run
