#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/param_spec.h"
#include "base/reporter.h"
#include "data/data_set.h"
#include "rows/reading.h"

namespace ghost {
class FileStream;
}

namespace ghost::data {

/// A row of the source that was left out: a bad row is a value, not an exception.
struct RejectedRow {
  std::string file;       ///< file name without its folder
  std::int64_t line = 0;  ///< 1-based; 0 where the fault has no line
  std::string what;
  std::string text = {};  ///< the start of the line as it can be shown (shownLine); empty where the fault has no line
};
/// The first 160 bytes of a line, cut at a whole character; control characters become blanks, bytes that aren't UTF-8 question marks.
std::string shownLine(std::string_view line);

/// Good events that the options left out, by the step that did, in this order (large sources: event_passes.h). A user who is left with fewer than 3 events can't be split.
struct LeftOut {
  std::int64_t missingIds = 0, rating = 0, window = 0, duplicates = 0, noMetadata = 0, core = 0, shortUsers = 0;
};

/// What an import did. A row is what the format calls one: for lcrec one user's sequence or one item of the item file, for event formats one event or one item.
struct ImportReport {
  std::string format, name;
  std::int64_t users = 0, items = 0, interactions = 0;
  std::int64_t rowsRead = 0, rowsRejected = 0;
  std::vector<RejectedRow> rejectedFirst;  ///< the first `kept`
  LeftOut leftOut;
  std::int64_t idsTrimmed = 0;             ///< rows whose user or item had blanks at an end, which were taken off
  std::vector<std::string> warnings;
  std::vector<std::string> files;          ///< names written
  OrderedJson options = OrderedJson::object();  ///< the values it ran with
  std::uint64_t bytesRead = 0;             ///< bytes of text, compression undone; a file that is read twice counts twice
  double seconds = 0;                      ///< reading and arranging, without writing
  std::uint64_t peakMemory = 0;            ///< bytes: the most this process held so far
  std::uint64_t spilledBytes = 0;          ///< of temporary files, at once
  bool stopped = false;                    ///< ended by a stop request; nothing was written

  static constexpr std::size_t kept = 10;
  /// `text` is the line as written.
  void reject(std::string file, std::int64_t line, std::string what, std::string_view text = {});
  double megabytesPerSecond() const { return seconds > 0 ? static_cast<double>(bytesRead) / seconds / 1e6 : 0; }
  /// The keys of `data import --json`.
  OrderedJson toJson() const;
};
/// A report as a person reads it, from its JSON (a window has only that): counts, what each step left out, the first bad lines, warnings; lines end with \n.
std::string importReportText(const OrderedJson& report);

/// What a reader works with. `values` are those of the format's parameters.
struct ImportInput {
  std::filesystem::path source;
  const ParamValues& values;
  rows::Reading& reading;
  std::filesystem::path spill = std::filesystem::temp_directory_path();  ///< where temporary files may lie
};

/// A file of the target that the source doesn't hold as it is: its text, or for one that may be large a function that writes it piece by piece.
struct GeneratedFile {
  std::string name, text;
  std::function<void(FileStream&)> write = {};
};

/// What a format's reader hands on; writing is the same for all formats. `companions` belong to these item ids and are copied unchanged.
struct Imported {
  DataSet dataSet;
  ImportReport report;
  std::vector<std::filesystem::path> companions;
  std::vector<GeneratedFile> generated;
};

/// The first rows of a source as its reader understands them.
struct Preview {
  std::string name;                             ///< what the data set would be called
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;   ///< a cell a column
  std::vector<RejectedRow> rejected;            ///< the first `ImportReport::kept` among the rows looked at
  std::int64_t looked = 0;                      ///< rows looked at: more than `rows` holds, so that bad ones are met
  static constexpr std::int64_t mostLooked = 5000;
  struct Finding { std::string what, is; };
  std::vector<Finding> found;                   ///< what the reader makes of the source: files and what they hold, delimiter, columns
  std::vector<std::string> headings;            ///< of a table whose columns can be named: their headings, or their numbers where it has none
  std::vector<std::string> warnings;
  std::string problem;                          ///< the sentence with which an import with these parameters would end; empty = none is known
};

/// One format. `sniff` looks at the content and throws for nothing; `read` throws Error{Data} when nothing usable is left. After a stop request `read` returns
/// early, with whatever it has.
struct Importer {
  std::string id;
  std::string description;
  std::vector<ParamSpec> params;
  bool (*sniff)(const std::filesystem::path& source);
  Imported (*read)(const ImportInput& input);
  Preview (*preview)(const ImportInput& input, std::size_t rows);
};
std::span<const Importer> importers();
/// The row of a format; "auto": the first one that recognises the source. Throws Error{Usage} for an unknown format, Error{Data} for a source that isn't there or
/// isn't recognised.
const Importer& importerFor(const std::filesystem::path& source, const std::string& format);

/// Reads the source and writes a data folder that readDataFolder takes: <D>.inter.json, <D>.item.json, head and tail lists, companions and what the format adds
/// (<D>.user2id and <D>.item2id: raw id, tab, number; <D>.split.json). `target` must be absent or an empty folder; it appears whole or not at all.
/// Throws Error{Data} for a source with nothing usable, Error{Resource} when writing fails, Error{Usage} for a target that holds something.
ImportReport importData(const Importer& importer, const std::filesystem::path& source, const ParamValues& values, const std::filesystem::path& target, Reporter& reporter, std::stop_token stop = {});
/// The first rows of the source. What the readers don't foresee ends as Error{Data} with file and line, here as in importData().
Preview previewData(const Importer& importer, const ImportInput& input, std::size_t rows);
/// importData() with the format's defaults.
ImportReport importData(const std::filesystem::path& source, const std::filesystem::path& target, const std::string& format, Reporter& reporter);

}  // namespace ghost::data
