#pragma once
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "base/reporter.h"
#include "data/data_set.h"

namespace ghost::data {

/// A row of the source that was left out: a bad row is a value, not an exception.
struct RejectedRow {
  std::string file;       ///< file name without its folder
  std::int64_t line = 0;  ///< 1-based; 0 where the fault has no line
  std::string what;
};

/// What an import did. A row is what the format calls one: for lcrec one user's sequence or one item of the item file.
struct ImportReport {
  std::string format, name;
  std::int64_t users = 0, items = 0, interactions = 0;
  std::int64_t rowsRead = 0, rowsRejected = 0;
  std::vector<RejectedRow> rejectedFirst;  ///< the first `kept`
  std::vector<std::string> warnings;
  std::vector<std::string> files;          ///< names written

  static constexpr std::size_t kept = 10;
  void reject(std::string file, std::int64_t line, std::string what);
  /// The keys of `data import --json`.
  OrderedJson toJson() const;
};

/// What a format's reader hands on; writing is the same for all formats. `companions` belong to these item ids and are copied unchanged.
struct Imported {
  DataSet dataSet;
  ImportReport report;
  std::vector<std::filesystem::path> companions;
};

/// One format. `sniff` looks at the content and throws for nothing; `read` throws Error{Data} when nothing usable is left.
struct Importer {
  std::string id;
  std::string description;
  bool (*sniff)(const std::filesystem::path& source);
  Imported (*read)(const std::filesystem::path& source);
};
std::span<const Importer> importers();

/// Reads `source` (a file or folder) as `format` ("auto": the first row that recognises it) and writes a data folder that readDataFolder takes:
/// <D>.inter.json, <D>.item.json, head and tail lists, companions. `target` must be absent or an empty folder; it appears whole or not at all.
/// Throws Error{Usage} for an unknown format, Error{Data} for a source that isn't recognised or has nothing usable, Error{Resource} when writing fails.
ImportReport importData(const std::filesystem::path& source, const std::filesystem::path& target, const std::string& format, Reporter& reporter);

}  // namespace ghost::data
