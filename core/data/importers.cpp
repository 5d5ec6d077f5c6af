#include "data/importers.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/file_ops.h"
#include "base/file_stream.h"
#include "base/name_list.h"
#include "base/foreign_input.h"
#include "data/amazon.h"
#include "data/csv.h"
#include "data/data_writer.h"
#include "data/etegrec.h"
#include "data/event_import.h"
#include "data/format_hint.h"
#include "data/json_events.h"
#include "data/lcrec.h"
#include "data/minionerec.h"
#include "data/popularity.h"
#include "data/recbole.h"
#include "data/sequence_lines.h"
#include "rows/open_file.h"

namespace ghost::data {
namespace fs = std::filesystem;
namespace {

/// In the order in which they are asked whether they recognise a source: the narrow ones first, csv takes nearly any table.
std::span<const Importer> table() {
  static const std::array rows{
      Importer{"lcrec", "A folder of the LC-Rec family (LC-Rec, LETTER, ED2, Ghost), or its <name>.inter.json: user id to item ids in time order, item texts beside it.", {}, sniffLcrec, readLcrec, previewLcrec},
      Importer{"recbole", "RecBole's atomic files: <name>.inter with typed columns, or split ones with item lists whose sequences are put together again; texts from <name>.item.", recboleParams(), sniffRecbole, readRecbole, previewRecbole},
      Importer{"minionerec", "MiniOneRec's CSV for each part of a split in time, with histories as Python lists, and its info file: sequences are put together again.", minionerecParams(), sniffMinionerec, readMinionerec, previewMinionerec},
      Importer{"etegrec", "ETEGRec's <name>.train, .valid and .test.jsonl with their <name>.emb_map.json.", etegrecParams(), sniffEtegrec, readEtegrec, previewEtegrec},
      Importer{"amazon2014", "Amazon reviews of 2014: JSON lines or ratings as user,item,rating,time, with metadata lines that are Python dicts.", amazonParams(), sniffAmazon2014, readAmazon2014, previewAmazon2014},
      Importer{"amazon2018", "Amazon reviews of 2018: JSON lines or ratings as item,user,rating,time, with metadata lines.", amazonParams(), sniffAmazon2018, readAmazon2018, previewAmazon2018},
      Importer{"amazon2023", "Amazon reviews of 2023: JSON lines or CSV with a header, items by parent_asin, times in milliseconds, with metadata lines.", amazonParams(), sniffAmazon2023, readAmazon2023, previewAmazon2023},
      Importer{"jsonl", "Any events as JSON objects or Python dicts line by line, as Yelp, Goodreads and Steam have them: fields for user and item, and for time, rating and title where they have them.", jsonEventsParams(), sniffJsonEvents, readJsonEvents, previewJsonEvents},
      Importer{"sequences", "A user a line: the user's id, then the items' ids in time order, separated by blanks, as S3-Rec has its data.", sequenceLinesParams(), sniffSequenceLines, readSequenceLines, previewSequenceLines},
      Importer{"csv", "Any table of events in delimited text: columns for user and item, and for time, rating and title where it has them; of a folder (MovieLens, Book-Crossing) the texts of the items too.", csvParams(), sniffCsv, readCsv, previewCsv},
  };
  return rows;
}

std::string knownFormats() {
  std::string list;
  for (const auto& row : table()) list += (list.empty() ? "" : ", ") + row.id;
  return list;
}

void requireEmpty(const fs::path& target) {
  std::error_code error;
  if (!fs::exists(target, error) || (fs::is_directory(target, error) && fs::is_empty(target, error))) return;
  throw usageError(target.string(), "the target exists and isn't an empty folder; choose another one, nothing is overwritten");
}

void writeAll(Imported& imported, const fs::path& target, const std::stop_token& stop) {
  auto& report = imported.report;
  FolderCommit folder(target);
  for (const auto& file : imported.companions) copyFileAtomically(file, folder.path() / file.filename());
  for (auto& file : imported.generated) {
    FileStream stream(folder.path() / file.name);
    if (file.write) file.write(stream);
    else stream.write(file.text);
    stream.commit();
    file = {};  // with the names that it held
  }
  writeDataFiles(imported.dataSet, folder.path());
  try {
    writeHeadTail(folder.path(), imported.dataSet.name, popularity(imported.dataSet.interactions, imported.dataSet.items()));
  } catch (const Error& error) {
    if (error.code() != ErrorCode::Data) throw;
    report.warnings.push_back(std::string("no head and tail lists were written: ") + error.what());
  }
  for (const auto& entry : entriesOf(folder.path())) report.files.push_back(entry.path().filename().string());
  std::sort(report.files.begin(), report.files.end());
  report.stopped = stop.stop_requested();
  if (report.stopped) report.files.clear();
  else folder.commit();
}

/// The kernel's high-water mark; kibibytes on Linux.
std::uint64_t peakMemory() {
  rusage usage{};
  return ::getrusage(RUSAGE_SELF, &usage) == 0 ? static_cast<std::uint64_t>(usage.ru_maxrss) * 1024 : 0;
}

void countUp(Imported& imported) {
  imported.report.name = imported.dataSet.name;
  imported.report.users = imported.dataSet.interactions.users();
  imported.report.items = imported.dataSet.items();
  imported.report.interactions = imported.dataSet.interactions.events();
}

/// Says what keeps any format from being recognised. Pipes and devices are refused before somebody waits for them.
void requireReadable(const fs::path& source) {
  if (fs::is_directory(source)) {
    if (fs::is_empty(source)) throw dataError(source.string(), "the folder is empty; give the folder or file that holds the events");
    return;
  }
  if (!fs::is_regular_file(source)) throw dataError(source.string(), "this is neither a file nor a folder; give one that lies on the disk");
  if (::access(source.c_str(), R_OK) != 0) throw dataError(source.string(), fmt::format("can't be read: {}; check its permissions", std::strerror(errno)));
  if (fs::file_size(source) == 0) throw dataError(source.string(), "the file is empty; give one that holds events");
}

/// Says what is known of a source that no format recognises.
[[noreturn]] void refuseUnrecognised(const fs::path& source) {
  const auto files = filesOf(source);
  std::vector<std::string> tables;
  for (const auto& file : files)
    if (files.size() > 1 && sniffCsv(file)) tables.push_back(file.filename().string());
  if (!tables.empty())
    throw dataError(source.string(), fmt::format("{} files lie here, and {} could hold the events ({}); name one of them instead of the folder", files.size(), tables.size(), nameList(tables, 5)));
  for (const auto& file : files)
    if (::access(file.c_str(), R_OK) == 0) rows::refuseOtherPacking(file, rows::OpenFile(file).start());
  if (files.size() < 50)
    for (const auto& file : files)
      if (const std::string hint = formatHint(file); !hint.empty()) throw dataError(source.string(), hint);
  throw dataError(source.string(), "the content is of no format known here; give --format, one of " + knownFormats());
}

}  // namespace

std::span<const Importer> importers() { return table(); }

const Importer& importerFor(const fs::path& source, const std::string& format) {
  if (!fs::exists(source)) throw dataError(source.string(), "there is nothing to import here: no such file or folder; check the path");
  requireReadable(source);
  for (const auto& row : table())
    if (format == row.id || (format == "auto" && readForeign([&] { return source.string(); }, [&] { return row.sniff(source); }))) return row;
  if (format != "auto") throw usageError("--format " + format, "no such import format; give one of " + knownFormats());
  refuseUnrecognised(source);
}

ImportReport importData(const Importer& importer, const fs::path& source, const ParamValues& values, const fs::path& target, Reporter& reporter, std::stop_token stop) {
  requireEmpty(target);
  reporter.stage("import");
  const double begin = monotonicSeconds();
  rows::Reading reading(reporter, stop);
  Imported imported = readForeign([&] { return reading.place().empty() ? source.string() : reading.place(); }, [&] { return importer.read({source, values, reading, target.parent_path()}); });
  auto& report = imported.report;
  report.format = importer.id;
  report.options = values.toJson();
  report.bytesRead = reading.textBytes();
  report.seconds = monotonicSeconds() - begin;
  report.stopped = reading.stopped();
  if (report.stopped) return report;
  countUp(imported);
  reporter.stage("write");
  writeAll(imported, target, stop);
  report.peakMemory = peakMemory();
  for (const auto& warning : report.warnings) reporter.note("warning", warning);
  return report;
}

Preview previewData(const Importer& importer, const ImportInput& input, std::size_t rows) {
  return readForeign([&] { return input.reading.place().empty() ? input.source.string() : input.reading.place(); }, [&] { return importer.preview(input, rows); });
}

ImportReport importData(const fs::path& source, const fs::path& target, const std::string& format, Reporter& reporter) {
  const Importer& importer = importerFor(source, format);
  return importData(importer, source, ParamValues(importer.params), target, reporter);
}

}  // namespace ghost::data
