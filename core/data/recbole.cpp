#include "data/recbole.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/error.h"
#include "data/event_import.h"
#include "data/event_table.h"
#include "data/example_rows.h"
#include "data/recbole_files.h"
#include "rows/csv_rows.h"

namespace ghost::data {
namespace fs = std::filesystem;
namespace {

using Kind = RecboleFile::Kind;

EventOptions defaults() {
  EventOptions options;
  options.keepAllRepeats = true;
  options.requireMetadata = false;
  options.kCore = 0;
  options.text = TextRule::Raw;
  return options;
}

struct RecboleFiles {
  std::optional<RecboleFile> events, items;
  std::vector<RecboleFile> examples;
};

RecboleFiles locate(const fs::path& source) {
  RecboleFiles files;
  std::vector<RecboleFile> events, items;
  for (const auto& path : filesOf(source)) {
    const RecboleFile file = recboleFile(path);
    if (file.kind == Kind::Events) events.push_back(file);
    if (file.kind == Kind::Items) items.push_back(file);
    if (file.kind == Kind::Examples) files.examples.push_back(file);
  }
  std::stable_sort(files.examples.begin(), files.examples.end(), [](const RecboleFile& a, const RecboleFile& b) { return partOf(a.path) < partOf(b.path); });
  if (events.size() + (files.examples.empty() ? 0 : 1) > 1)
    throw dataError(source.string(), fmt::format("several files here hold interactions ({}{}); name one of them instead of the folder", events.front().path.filename().string(), events.size() > 1 ? ", " + events[1].path.filename().string() : " and split files"));
  if (items.size() > 1) throw dataError(source.string(), "several files here hold items; put one data set in a folder of its own");
  if (!events.empty()) files.events = events.front();
  if (!items.empty()) files.items = items.front();
  if (!files.events && files.examples.empty()) throw dataError(source.string(), "no file here begins with a header like \"user_id:token<TAB>item_id:token\"");
  return files;
}

ExampleRows readExamples(const std::vector<RecboleFile>& files, ImportReport& report, rows::Reading& reading) {
  ExampleRows examples;
  for (const auto& file : files) reading.expect(file.path);
  for (const auto& file : files) {
    const int part = partOf(file.path);
    if (part < 0 && files.size() > 1) throw dataError(file.path.string(), "it isn't clear which part of the split this is; the file's name must say train, valid or test");
    readRecboleRows(file, reading, [&](const RecboleRow& row) {
      ++report.rowsRead;
      if (row.fault != nullptr) return report.reject(file.path.filename().string(), row.line, row.fault, row.text), true;
      std::vector<std::string> history;
      for (std::string_view rest = row.list; !rest.empty();) {
        const auto end = std::min(rest.find(' '), rest.size());
        if (end > 0) history.emplace_back(rest.substr(0, end));
        rest.remove_prefix(std::min(rest.size(), end + 1));
      }
      examples.add(std::max(part, 0), row.user, history, row.item);
      return true;
    });
  }
  return examples;
}

void requireNoEventOptions(const ParamValues& values) {
  for (const char* key : {"min_rating", "from", "to", "ties", "split"})
    if (values.isChanged(key)) throw usageError(fmt::format("parameter {}", key), "split files hold neither times nor ratings, so this can't be done with them; leave it out, or import the <name>.inter they were made of");
}

EventSource sourceOf(const ImportInput& input, const RecboleFiles& files) {
  EventSource source;
  source.numberUsers = false;
  source.keepItemNumbers = true;
  rows::Reading& reading = input.reading;
  if (files.items) {
    source.itemFiles = {files.items->path, files.items->path};  // once more for the numbers
    source.items = [file = *files.items, &reading](bool, const TakeItem& take) { readRecboleItems(file, reading, take); };
  }
  if (files.events) {
    const RecboleFile file = *files.events;
    source.eventFiles = {file.path};
    source.columns = {"user", "item"};
    source.found = {{"interactions", fileFinding(file.path)}, {"items", files.items ? fileFinding(files.items->path) : "none"}};
    if (file.rating >= 0) source.columns.push_back("rating");
    if (file.time >= 0) source.columns.push_back("time");
    if (file.split) source.warnings.push_back("the column of the split is passed over: runs of this program split by leave-one-out");
    source.events = [file, &reading](const TakeEvent& take) {
      const std::string name = file.path.filename().string();
      readRecboleRows(file, reading, [&](const RecboleRow& row) { return take({&name, row.line, row.user, row.item, row.rating, row.time, {}, row.fault, row.text}); });
    };
    return source;
  }
  requireNoEventOptions(input.values);
  setEvents(source, readExamples(files.examples, source.read, reading), "as published");
  return source;
}

}  // namespace

std::vector<ParamSpec> recboleParams() { return eventParams(defaults(), true); }

bool sniffRecbole(const fs::path& source) {
  const auto files = filesOf(source);
  return std::any_of(files.begin(), files.end(), [](const fs::path& path) {
    const Kind kind = recboleFile(path).kind;
    return kind == Kind::Events || kind == Kind::Examples;
  });
}

Imported readRecbole(const ImportInput& input) { return importEvents(sourceOf(input, locate(input.source)), eventOptions(input.values, defaults()), input); }

Preview previewRecbole(const ImportInput& input, std::size_t rows) {
  const RecboleFiles files = locate(input.source);
  if (files.events) return previewEvents(sourceOf(input, files), eventOptions(input.values, defaults()), input, rows);
  Preview preview;
  preview.name = dataSetName(input.source, input.values.text("name"));
  preview.columns = {"user", "history", "item"};
  for (const auto& file : files.examples) preview.found.push_back({"examples", fileFinding(file.path)});
  preview.found.push_back({"items", files.items ? fileFinding(files.items->path) : "none"});
  readRecboleRows(files.examples.front(), input.reading, [&](const RecboleRow& row) {
    ++preview.looked;
    if (row.fault != nullptr) preview.rejected.push_back({files.examples.front().path.filename().string(), row.line, row.fault, shownLine(row.text)});
    else preview.rows.push_back({std::string(row.user), std::string(row.list), std::string(row.item)});
    return preview.rows.size() < rows && preview.rejected.size() < ImportReport::kept;
  });
  preview.warnings.push_back("these are examples of a split; the import puts each user's sequence together again");
  return preview;
}

}  // namespace ghost::data
