#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "base/json_file.h"

namespace ghost::run {

/// What runs share and what tells them apart, read from a manifest and nothing else, so that tables over an index need no run folder.

/// One text for all runs that differ in their seed alone: recipe, profile, backend, hashes of data and vectors, and every parameter but seed and threads; those a
/// run's version of the program didn't have yet count as the recipe's defaults. `part` are the lists that are looked at (RunFolder::lists()).
std::string systemOf(const OrderedJson& manifest, const std::string& part = "test");

/// The seed that makes a run one sample of its system; 0 for an untrained recipe, which draws nothing, nothing where the manifest has none.
std::optional<std::int64_t> sampleSeedOf(const OrderedJson& manifest);

/// True for a recipe that learns nothing (popularity, next-item, item-knn).
bool isUntrained(const std::string& recipe);

/// True for a run of exactly this recipe and these parameters, seed included; the number of threads, which changes no result, may differ. Parameters that only one
/// side has count as the recipe's defaults. Data and backend aren't looked at.
bool isRunOf(const OrderedJson& manifest, const std::string& recipe, const OrderedJson& parameters);

/// SHA-256 of the interactions that a run was made of; empty where its manifest doesn't say.
std::string interactionsHashOf(const OrderedJson& manifest);

}  // namespace ghost::run
