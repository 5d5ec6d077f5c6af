#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "model/torch_backend.h"
#include "recipe/recipe.h"
#include "run/backend.h"
#include "small_world.h"

namespace ghost::model::testing {

/// Everything a training needs, on a SmallWorld: ghost's parameters at a size that takes milliseconds a step, dropout on.
struct TinyTraining {
  SmallWorld world;
  data::DataSet dataSet;
  sid::Tokenization tokens;
  ParamValues values;
  sample::SampleSet samples;
  explicit TinyTraining(int users = 60, const std::map<std::string, std::string>& overrides = {});
  run::TrainInput input(const std::filesystem::path& checkpoints, bool resume, Reporter& reporter, std::stop_token stop = {}) const {
    return {dataSet, world.popularity, tokens, samples, values, checkpoints, resume, reporter, stop};
  }
};

/// Remembers metrics and probes as text with every digit, clock readings left out; can ask for a stop at a step.
class Memory : public Reporter {
 public:
  void progress(std::int64_t done, std::int64_t, std::string_view) override;
  void metric(const Metric& metric) override;
  void probe(const Probe& probe) override;
  void note(std::string_view, std::string_view text) override { notes.emplace_back(text); }
  void artifact(std::string_view, std::string_view path, std::string_view) override { checkpoints.push_back(std::filesystem::path(path).filename().string()); }

  std::vector<std::string> events, notes, checkpoints;
  std::map<std::string, std::vector<double>> curves;  ///< by "name group"
  std::int64_t stopAt = -1;
  std::stop_source stop;
};

/// A training of any model, as the checks below play it.
using Train = std::function<run::TrainResult(const std::filesystem::path& checkpoints, bool resume, Reporter& reporter, std::stop_token stop)>;
struct Finished {
  Memory memory;
  run::TrainResult result;
  std::string bits;  ///< of the newest checkpoint
};
Finished finish(const Train& train, const std::filesystem::path& checkpoints, bool resume = false);
/// Stops a training of so many steps after each of them and resumes it: it ends in the same bits and events, and keeps no more than three checkpoints on the way.
void expectTheSameWhenStoppedAtEveryStep(const Train& train, std::int64_t steps);
/// Damages the newest of the checkpoints step-9 and step-10 of a training that was stopped: it is passed over with a note, and the end is the same.
void expectADamagedCheckpointIsPassedOver(const Train& train, const std::function<void(const std::filesystem::path& checkpoint)>& damage);

/// Weights, moments and state of a checkpoint as bytes, clock fields left out.
std::string bitsOf(const std::filesystem::path& checkpoint);
/// The newest checkpoint of a folder.
std::filesystem::path newest(const std::filesystem::path& checkpoints);

}  // namespace ghost::model::testing
