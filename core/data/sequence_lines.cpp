#include "data/sequence_lines.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/error.h"
#include "data/event_import.h"
#include "data/item_table.h"
#include "data/source_tables.h"
#include "rows/line_reader.h"

namespace ghost::data {
namespace fs = std::filesystem;
namespace {

constexpr const char* blanks = " \t";
constexpr std::size_t mostColumns = 5;  // where all lines have as many numbers: of a table of events

EventOptions defaults() {
  EventOptions options = ownDataDefaults();
  options.keepAllRepeats = true;  // the sequences were made by someone who decided that
  return options;
}

/// The next id of a line, which moves behind it; empty at its end.
std::string_view takeId(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
  const auto id = line.substr(0, line.find_first_of(blanks));
  line.remove_prefix(id.size());
  return id;
}

void readLines(const fs::path& file, rows::Reading& reading, const TakeEvent& take) {
  rows::LineReader lines(file, reading);
  for (rows::Line line; lines.next(line);) {
    if (line.text.empty() && line.fault == nullptr) continue;
    EventRow row;
    row.file = &lines.name();
    row.line = line.number;
    row.fault = line.fault;
    row.text = line.text;
    std::string_view rest = line.text;
    row.user = takeId(rest);
    row.item = takeId(rest);
    if (row.fault == nullptr && row.item.empty()) row.fault = "the line has no item";
    do {
      if (!take(row)) return;
      row.item = takeId(rest);
    } while (row.fault == nullptr && !row.item.empty());
  }
}

bool holdsSequences(const fs::path& file) {
  const std::string sample = rows::startOfText(file);
  std::set<std::size_t> lengths;
  std::size_t lines = 0, usable = 0;
  for (std::string_view rest = sample; !rest.empty();) {
    const auto end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.find_first_not_of("0123456789 \t") != std::string_view::npos) return false;
    std::size_t ids = 0;
    while (!takeId(line).empty()) ++ids;
    lines += ids > 0;
    usable += ids >= 4;
    if (ids > 0) lengths.insert(ids);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  return 2 * usable > lines && (lengths.size() > 1 || *lengths.begin() > mostColumns);
}

/// The source, or what in the folder that it is holds sequences.
std::vector<fs::path> sequenceFiles(const fs::path& source) {
  auto files = filesOf(source);
  if (fs::is_directory(source)) std::erase_if(files, [](const fs::path& file) { return !holdsSequences(file); });
  return files;
}

EventSource sourceOf(const ImportInput& input) {
  const auto files = sequenceFiles(input.source);
  if (files.size() != 1) throw dataError(input.source.string(), fmt::format("{} files here hold a user and many items a line{}; name the one to import", files.size(), files.empty() ? std::string() : " (" + fileNames(files) + ")"));
  EventSource source;
  source.eventFiles = files;
  source.columns = {"user", "item"};
  source.found = {{"sequences", fileFinding(files.front())}};
  rows::Reading& reading = input.reading;
  source.events = [file = files.front(), &reading](const TakeEvent& take) { readLines(file, reading, take); };
  setItems(source, {}, input);
  return source;
}

}  // namespace

std::vector<ParamSpec> sequenceLinesParams() {
  auto params = itemTableParams();
  const auto rest = eventParams(defaults(), true);
  params.insert(params.end(), rest.begin(), rest.end());
  return params;
}

bool sniffSequenceLines(const fs::path& source) { return fs::is_directory(source) ? sequenceFiles(source).size() == 1 : holdsSequences(source); }

Imported readSequenceLines(const ImportInput& input) { return importEvents(sourceOf(input), eventOptions(input.values, defaults()), input); }
Preview previewSequenceLines(const ImportInput& input, std::size_t rows) { return previewEvents(sourceOf(input), eventOptions(input.values, defaults()), input, rows); }

}  // namespace ghost::data
