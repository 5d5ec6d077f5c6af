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
  /// Into an existing folder. Throws Error{Data} for a name the format can't hold, Error{Resource} when writing fails.
  void (*write)(const DataSet& dataSet, const std::filesystem::path& folder);
};
std::span<const Exporter> exporters();
/// Throws Error{Usage} for an unknown format.
const Exporter& exporterFor(const std::string& format);

/// Writes a data set into `target`, which must be absent or an empty folder and appears whole or not at all; the names of the files written.
std::vector<std::string> exportData(const DataSet& dataSet, const std::filesystem::path& target, const Exporter& exporter);

}  // namespace ghost::data
