#pragma once
#include <string>

#include "run/run_folder.h"

namespace ghost::run {

/// What the files of a run say of it beyond its state, for lists and for verbs that need what an unfinished run doesn't have yet.
struct RunCondition {
  State state = State::Unknown;
  /// Its process is gone on this machine without a last word: killed, or the machine went down. The state stays unknown, since nobody has said how it ended.
  bool interrupted = false;
  /// Recipe and parameters are recorded and nothing writes the run, so `ghost run --resume` goes on from its newest whole checkpoint.
  bool resumable = false;
  std::string sentence;  ///< "it was interrupted in the stage train, last heard of at ..."; no point at the end
  std::string advice;    ///< "resume it with `ghost run PROJECT --resume NAME`"

  /// One word or two for tables: the state's name, or "interrupted".
  std::string word() const { return interrupted ? "interrupted" : std::string(stateName(state)); }
};
/// Never throws for damaged files.
RunCondition conditionOf(const RunFolder& run);

/// "<lacks>: <sentence>; <advice>", for an error about what an unfinished run doesn't have.
std::string withCondition(const RunFolder& run, const std::string& lacks);

}  // namespace ghost::run
