#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace ghost::run {

/// N of a folder step-N, -1 for any other name.
std::int64_t checkpointStep(const std::filesystem::path& folder);

/// The folder step-N of a run's checkpoints, N in optimiser steps.
std::filesystem::path checkpointFolder(const std::filesystem::path& checkpoints, std::int64_t step);
/// step-N folders, whole or not, by falling N; empty where there are none.
std::vector<std::pair<std::int64_t, std::filesystem::path>> checkpointsNewestFirst(const std::filesystem::path& checkpoints);
/// Removes all but the newest two and `best` (a step; 0 = none), and what dead savers left behind. Never throws: what can't be removed takes room, but is no
/// reason to end a training.
void pruneCheckpoints(const std::filesystem::path& checkpoints, std::int64_t best);
/// For a training that was asked to go on from checkpoints of which none can be read: Error{Data} with `fault` and the way out.
[[noreturn]] void failLost(const std::filesystem::path& checkpoints, const std::string& fault);

}  // namespace ghost::run
