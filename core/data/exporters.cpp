#include "data/exporters.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/error.h"
#include "base/file_ops.h"
#include "base/file_stream.h"
#include "data/data_writer.h"
#include "data/lcrec.h"

namespace ghost::data {
namespace fs = std::filesystem;
namespace {

void exportLcrec(const DataSet& dataSet, const fs::path& folder) {
  writeDataFiles(dataSet, folder);
  try {
    writeHeadTail(folder, dataSet.name, popularity(dataSet.interactions, dataSet.items()));
  } catch (const Error& error) {
    if (error.code() != ErrorCode::Data) throw;  // a data set without a head has no such lists
  }
  if (dataSet.folder.empty()) return;  // it was made, not read
  for (const auto& file : lcrecCompanions(dataSet.folder, dataSet.name)) copyFileAtomically(file, folder / file.filename());
}

/// One cell of an atomic file: what separates cells and rows becomes a space.
std::string cell(const std::vector<std::string>& texts, std::size_t item) {
  std::string text = item < texts.size() ? texts[item] : "";
  std::replace_if(text.begin(), text.end(), [](char c) { return c == '\t' || c == '\n' || c == '\r' || c == '\0'; }, ' ');
  return text;
}

void exportRecbole(const DataSet& dataSet, const fs::path& folder) {
  const auto& interactions = dataSet.interactions;
  std::string inter = "user_id:token\titem_id:token\ttimestamp:float\n";
  for (UserId user = 0; user < interactions.users(); ++user) {
    const std::string& name = interactions.userNames[static_cast<std::size_t>(user)];
    if (name.empty() || name.find_first_of(std::string_view("\t\n\r\0", 4)) != std::string::npos) throw dataError(dataSet.folder.string(), fmt::format("user number {} has a name that RecBole's files can't hold (empty, or with a tab or line end)", user));
    const auto sequence = interactions.sequence(user);
    for (std::size_t i = 0; i < sequence.size(); ++i) inter += fmt::format("{}\t{}\t{}\n", name, sequence[i], i);
  }
  std::string items = "item_id:token\ttitle:token_seq\tbrand:token\tcategories:token_seq\tdescription:token_seq\n";
  const auto& catalog = dataSet.catalog;
  for (std::size_t item = 0; item < static_cast<std::size_t>(catalog.items); ++item)
    items += fmt::format("{}\t{}\t{}\t{}\t{}\n", item, cell(catalog.titles, item), cell(catalog.brands, item), cell(catalog.categories, item), cell(catalog.descriptions, item));
  writeFileAtomically(folder / (dataSet.name + ".inter"), inter);
  writeFileAtomically(folder / (dataSet.name + ".item"), items);
}

const std::array table{
    Exporter{"lcrec", "The files of the LC-Rec family, with head and tail lists and everything that hangs on the item ids.", exportLcrec},
    Exporter{"recbole", "RecBole's atomic files: <name>.inter, whose timestamps are positions in the sequence, and <name>.item.", exportRecbole},
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

std::vector<std::string> exportData(const DataSet& dataSet, const fs::path& target, const Exporter& exporter) {
  std::error_code error;
  if (fs::exists(target, error) && !(fs::is_directory(target, error) && fs::is_empty(target, error))) throw usageError(target.string(), "the target exists and isn't an empty folder; choose another one, nothing is overwritten");
  FolderCommit folder(target);
  exporter.write(dataSet, folder.path());
  std::vector<std::string> files;
  for (const auto& entry : entriesOf(folder.path())) files.push_back(entry.path().filename().string());
  std::sort(files.begin(), files.end());
  folder.commit();
  return files;
}

}  // namespace ghost::data
