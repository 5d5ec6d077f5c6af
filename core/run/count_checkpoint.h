#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include "run/checkpoint_folders.h"
#include "run/ngram_model.h"

namespace ghost::run {

/// Where counting stands; with the counts it is all that continuing exactly needs.
struct CountState {
  std::int64_t step = 0, epoch = 0, batch = 0;  ///< steps taken; whole epochs done; batches of the running epoch done
  std::int64_t bestStep = 0, bestEpoch = 0;     ///< 0 before the first validation
  double bestNll = 0;
};
struct CountCheckpoint {
  NgramModel model;
  CountState state;
};

/// counts.json, state.json and manifest.json (size and SHA-256 of each) as one folder that appears whole. One that is there already stays where it can be read and is replaced where it is damaged. Returns the SHA-256 of the counts.
std::string saveCheckpoint(const std::filesystem::path& folder, const NgramModel& model, const CountState& state);
/// Nothing, with the reason in `fault`, unless every file has the size and hash of the manifest.
std::optional<CountCheckpoint> loadCheckpoint(const std::filesystem::path& folder, std::string& fault);

}  // namespace ghost::run
