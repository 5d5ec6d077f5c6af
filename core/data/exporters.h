#pragma once
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "data/data_set.h"

namespace ghost::data {

/// One format a data folder can be written in. What `write` writes, the importer of the same name reads back equal.
struct Exporter {
  std::string id;
  std::string description;
  /// Into an existing folder; returns sentences about what the format doesn't keep. Throws Error{Data} for a name the format can't hold, Error{Resource} when writing fails.
  std::vector<std::string> (*write)(const DataSet& dataSet, const std::filesystem::path& folder);
};
struct Exported {
  std::vector<std::string> files;  ///< names of the files written
  std::vector<std::string> lost;   ///< sentences about what isn't kept
};
std::span<const Exporter> exporters();
/// Throws Error{Usage} for an unknown format.
const Exporter& exporterFor(const std::string& format);

/// Writes a data set into `target`, which must be absent or an empty folder and appears whole or not at all.
Exported exportData(const DataSet& dataSet, const std::filesystem::path& target, const Exporter& exporter);

}  // namespace ghost::data
