#include "data/importers.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/error.h"
#include "base/file_ops.h"
#include "data/data_writer.h"
#include "data/lcrec.h"
#include "data/popularity.h"

namespace ghost::data {
namespace fs = std::filesystem;
namespace {

const std::array table{
    Importer{"lcrec", "A folder of the LC-Rec family, or its <name>.inter.json: user id to item ids in time order, item texts beside it.", sniffLcrec, readLcrec},
};

std::string knownFormats() {
  std::string list = "auto";
  for (const auto& row : table) list += ", " + row.id;
  return list;
}

const Importer& importerFor(const fs::path& source, const std::string& format) {
  if (!fs::exists(source)) throw dataError(source.string(), "there is nothing to import here: no such file or folder; check the path");
  for (const auto& row : table)
    if (format == row.id || (format == "auto" && row.sniff(source))) return row;
  if (format != "auto") throw usageError("--format " + format, "no such import format; give one of " + knownFormats());
  throw dataError(source.string(), "the content is of no format known here; give --format, one of " + knownFormats());
}

void requireEmpty(const fs::path& target) {
  std::error_code error;
  if (!fs::exists(target, error) || (fs::is_directory(target, error) && fs::is_empty(target, error))) return;
  throw usageError(target.string(), "the target exists and isn't an empty folder; choose another one, nothing is overwritten");
}

void writeAll(Imported& imported, const fs::path& target, Reporter& reporter) {
  FolderCommit folder(target);
  writeDataFiles(imported.dataSet, folder.path());
  try {
    writeHeadTail(folder.path(), imported.dataSet.name, popularity(imported.dataSet.interactions, imported.dataSet.items()));
  } catch (const Error& error) {
    if (error.code() != ErrorCode::Data) throw;
    imported.report.warnings.push_back(std::string("no head and tail lists were written: ") + error.what());
  }
  for (const auto& file : imported.companions) writeFileAtomically(folder.path() / file.filename(), readFile(file));
  for (const auto& entry : fs::directory_iterator(folder.path())) imported.report.files.push_back(entry.path().filename().string());
  std::sort(imported.report.files.begin(), imported.report.files.end());
  folder.commit();
  for (const auto& warning : imported.report.warnings) reporter.note("warning", warning);
}

}  // namespace

void ImportReport::reject(std::string file, std::int64_t line, std::string what) {
  ++rowsRejected;
  if (rejectedFirst.size() < kept) rejectedFirst.push_back({std::move(file), line, std::move(what)});
}

OrderedJson ImportReport::toJson() const {
  OrderedJson rejected = OrderedJson::array();
  for (const auto& row : rejectedFirst) rejected.push_back({{"file", row.file}, {"line", row.line}, {"what", row.what}});
  return {{"format", format}, {"name", name}, {"users", users}, {"items", items}, {"interactions", interactions}, {"rows_read", rowsRead}, {"rows_rejected", rowsRejected}, {"rejected_first", rejected}, {"warnings", warnings}, {"files", files}};
}

std::span<const Importer> importers() { return table; }

ImportReport importData(const fs::path& source, const fs::path& target, const std::string& format, Reporter& reporter) {
  const Importer& importer = importerFor(source, format);
  requireEmpty(target);
  reporter.stage("import");
  Imported imported = importer.read(source);
  imported.report.format = importer.id;
  imported.report.name = imported.dataSet.name;
  imported.report.users = imported.dataSet.interactions.users();
  imported.report.items = imported.dataSet.items();
  imported.report.interactions = imported.dataSet.interactions.events();
  writeAll(imported, target, reporter);
  return imported.report;
}

}  // namespace ghost::data
