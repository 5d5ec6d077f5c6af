#include "data/exporters.h"

#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/file_ops.h"
#include "base/file_stream.h"
#include "data/data_writer.h"
#include "data/lcrec.h"
#include "data/recbole_writer.h"

namespace ghost::data {
namespace fs = std::filesystem;
namespace {

std::vector<std::string> exportLcrec(const DataSet& dataSet, const fs::path& folder) {
  writeDataFiles(dataSet, folder);
  try {
    writeHeadTail(folder, dataSet.name, popularity(dataSet.interactions, dataSet.items()));
  } catch (const Error& error) {
    if (error.code() != ErrorCode::Data) throw;  // a data set without a head has no such lists
  }
  if (dataSet.folder.empty()) return {};  // it was made, not read
  for (const auto& file : lcrecCompanions(dataSet.folder, dataSet.name)) copyFileAtomically(file, folder / file.filename());
  return {};
}

std::vector<std::string> exportRecbole(const DataSet& dataSet, const fs::path& folder) {
  auto lost = writeRecbole(dataSet, folder);
  if (dataSet.folder.empty()) return lost;
  for (const auto& file : lcrecCompanions(dataSet.folder, dataSet.name)) copyFileAtomically(file, folder / file.filename());
  return lost;
}

const std::array table{
    Exporter{"lcrec", "The files of the LC-Rec family, with head and tail lists and everything that hangs on the item ids.", exportLcrec},
    Exporter{"recbole", "RecBole's atomic files: <name>.inter, whose timestamps are positions in the sequence, and <name>.item; beside them semantic IDs, vectors, raw ids and split as they are.", exportRecbole},
};

}  // namespace

std::span<const Exporter> exporters() { return table; }

const Exporter& exporterFor(const std::string& format) {
  std::string known;
  for (const auto& row : table) {
    if (format == row.id) return row;
    known += (known.empty() ? "" : ", ") + row.id;
  }
  throw usageError("--format " + format, "no such export format; give one of " + known);
}

Exported exportData(const DataSet& dataSet, const fs::path& target, const Exporter& exporter) {
  std::error_code error;
  if (fs::exists(target, error) && !(fs::is_directory(target, error) && fs::is_empty(target, error))) throw usageError(target.string(), "the target exists and isn't an empty folder; choose another one, nothing is overwritten");
  FolderCommit folder(target);
  Exported exported;
  exported.lost = exporter.write(dataSet, folder.path());
  for (const auto& entry : entriesOf(folder.path())) exported.files.push_back(entry.path().filename().string());
  std::sort(exported.files.begin(), exported.files.end());
  folder.commit();
  return exported;
}

}  // namespace ghost::data
