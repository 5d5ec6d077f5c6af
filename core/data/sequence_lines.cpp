#include "data/sequence_lines.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/error.h"
#include "data/event_import.h"
#include "data/event_time.h"
#include "data/item_attributes.h"
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

bool isId(std::string_view text) { return text.size() <= 64 && std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isalnum(c) || c == '_' || c == '-' || c == '.' || c == ':'; }); }
bool hasDigit(std::string_view text) { return text.find_first_of("0123456789") != std::string_view::npos; }

/// What the first lines of a file are like.
struct Lines {
  std::size_t lines = 0, usable = 0, ids = 0, withDigits = 0, times = 0;
  std::set<std::size_t> lengths;
  std::set<std::string_view> users;
  std::map<std::string_view, std::set<std::size_t>> places;  ///< of items in their lines
  bool foreign = false;  ///< something is no id

  void add(std::string_view line) {
    const std::string_view user = takeId(line);
    if (user.empty()) return;
    ++lines;
    std::size_t count = 0;
    users.insert(user);
    for (std::string_view id = user; !id.empty(); id = takeId(line), ++count) {
      foreign = foreign || !isId(id);
      ++ids;
      withDigits += hasDigit(id);
      times += hasDigit(id) && id.find_first_of(":-") != std::string_view::npos && parseTime(id);
      if (count > 0) places[id].insert(count);
    }
    usable += count >= 4;
    lengths.insert(count);
  }
  /// Prose has few words with digits; a table has a column for each thing, so no value stands in several of them; a user has one line.
  bool areSequences() const {
    if (foreign || lines == 0 || 2 * usable <= lines || withDigits * 10 < ids * 9 || times * 10 > ids) return false;
    if (lengths.size() > 1) return users.size() * 10 >= lines * 9;
    const bool wander = std::any_of(places.begin(), places.end(), [](const auto& place) { return place.second.size() > 1; });
    return *lengths.begin() > mostColumns && users.size() == lines && (wander || lines < 3);
  }
};

bool holdsSequences(const fs::path& file) {
  const std::string sample = rows::startOfText(file);
  Lines lines;
  for (std::string_view rest = sample; !rest.empty() && !lines.foreign;) {
    const auto end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (end == std::string_view::npos && lines.lines > 0 && sample.size() >= (1 << 16)) break;  // it may be cut
    lines.add(line);
  }
  return !lines.foreign && lines.areSequences();
}

/// S3-Rec's items drawn for an evaluation, a user a line too.
bool areDrawn(const fs::path& file) {
  const std::string name = file.filename().string();
  return name.find("_sample") != std::string::npos || name.find("negative") != std::string::npos;
}

/// The source, or what in the folder that it is holds sequences.
std::vector<fs::path> sequenceFiles(const fs::path& source) {
  auto files = filesOf(source);
  if (!fs::is_directory(source)) return files;
  std::erase_if(files, [](const fs::path& file) { return !holdsSequences(file); });
  if (files.size() > 1) std::erase_if(files, areDrawn);
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
  ChosenTables chosen;
  chosen.items = attributesBeside(files.front());
  setItems(source, chosen, input);
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
