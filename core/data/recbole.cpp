#include "data/recbole.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.h"
#include "base/name_list.h"
#include "data/event_import.h"
#include "data/example_rows.h"
#include "data/lcrec.h"
#include "data/recbole_columns.h"
#include "data/source_tables.h"

namespace ghost::data {
namespace fs = std::filesystem;
namespace {

EventOptions defaults() {
  EventOptions options;
  options.keepAllRepeats = true;
  options.requireMetadata = false;
  options.kCore = 0;
  options.text = TextRule::Raw;
  return options;
}

RecboleFiles locate(const ImportInput& input) {
  RecboleFiles files = recboleFiles(input.source, input.values.text("metadata"));
  chooseRecboleColumns(files, input.values);
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

std::string columnText(const RecboleFile& file, int column) { return column < 0 ? "no column" : "column " + file.names[static_cast<std::size_t>(column)]; }

std::vector<Preview::Finding> findings(const RecboleFiles& files) {
  const RecboleFile& rows = files.rows();
  std::vector<Preview::Finding> found;
  if (files.events) found.push_back({"interactions", fileFinding(files.events->path)});
  for (const auto& file : files.examples) found.push_back({"examples", fileFinding(file.path)});
  for (const auto& [what, column] : {std::pair("user", rows.user), std::pair("item", rows.item), std::pair("time", rows.time), std::pair("rating", rows.rating)}) found.push_back({what, columnText(rows, column)});
  std::string texts = "none";
  if (files.items) {
    const ItemColumns& columns = files.items->texts;
    texts = fileFinding(files.items->path);
    for (const auto& [what, column] : {std::pair("title", columns.title), std::pair("description", columns.description), std::pair("categories", columns.categories), std::pair("brand", columns.brand)})
      if (column >= 0) texts += fmt::format(", {} from {}", what, files.items->names[static_cast<std::size_t>(column)]);
  }
  found.push_back({"items", texts});
  if (!files.passedOver.empty()) found.push_back({"passed over", fileNames(files.passedOver)});
  return found;
}

/// What lies beside an export of this program and hangs on its item numbers.
std::vector<fs::path> companionsOf(const fs::path& rows, const std::string& name, const ParamValues& values) {
  std::vector<fs::path> found = lcrecCompanions(rows.parent_path().empty() ? fs::path(".") : rows.parent_path(), name);
  if (values.text("split") == "chronological") std::erase_if(found, [](const fs::path& file) { return file.filename().string().ends_with(".split.json"); });
  return found;
}

EventSource sourceOf(const ImportInput& input, const RecboleFiles& files) {
  EventSource source;
  source.numberUsers = false;
  source.keepItemNumbers = true;
  source.name = dataSetName(files.rows().path, input.values.text("name"));
  source.found = findings(files);
  source.headings = files.rows().names;
  source.companions = companionsOf(files.rows().path, source.name, input.values);
  rows::Reading& reading = input.reading;
  if (files.items) {
    source.itemFiles = {files.items->path, files.items->path};  // once more for the numbers
    source.items = [file = *files.items, &reading](bool, const TakeItem& take) { readRecboleItems(file, reading, take); };
    if (files.items->texts.title < 0)
      source.warnings.push_back(fmt::format("it isn't clear which column of {} holds the items' titles, so they have none; name it with -o metadata_title=COLUMN, one of {}", files.items->path.filename().string(), nameList(files.items->names)));
  }
  if (files.events) {
    const RecboleFile file = *files.events;
    source.forms.times = files.time.form;
    source.warnings.insert(source.warnings.end(), files.time.warnings.begin(), files.time.warnings.end());
    if (!files.time.words.empty()) source.found.push_back({"times", files.time.words});
    source.eventFiles = {file.path};
    source.columns = {"user", "item"};
    if (file.rating >= 0) source.columns.push_back("rating");
    if (file.time >= 0) source.columns.push_back("time");
    if (input.values.real("min_rating") > 0 && file.rating < 0) throw usageError("parameter min_rating", "the interactions have no column of ratings; name it with -o rating=COLUMN");
    if (file.split) source.warnings.push_back("the column of the split is passed over: runs of this program split by leave-one-out");
    source.events = [file, &reading](const TakeEvent& take) {
      const std::string name = file.path.filename().string();
      readRecboleRows(file, reading, [&](const RecboleRow& row) { return take({&name, row.line, row.user, row.item, row.rating, row.time, {}, row.fault, row.text, false, row.nameMeant}); });
    };
    return source;
  }
  requireNoEventOptions(input.values);
  setEvents(source, readExamples(files.examples, source.read, reading), "as published");
  return source;
}

Preview previewExamples(const RecboleFiles& files, const ImportInput& input, std::size_t rows) {
  Preview preview;
  preview.name = dataSetName(files.rows().path, input.values.text("name"));
  preview.columns = {"user", "history", "item"};
  preview.found = findings(files);
  preview.headings = files.rows().names;
  readRecboleRows(files.examples.front(), input.reading, [&](const RecboleRow& row) {
    ++preview.looked;
    if (row.fault != nullptr) preview.rejected.push_back({files.examples.front().path.filename().string(), row.line, row.fault, shownLine(row.text)});
    else preview.rows.push_back({std::string(row.user), std::string(row.list), std::string(row.item)});
    return preview.rows.size() < rows && preview.rejected.size() < ImportReport::kept;
  });
  preview.warnings.push_back("these are examples of a split; the import puts each user's sequence together again");
  return preview;
}

/// The rows as they stand, where it isn't clear yet which column is which.
Preview rawPreview(const RecboleFiles& files, const ImportInput& input, std::size_t rows) {
  const RecboleFile& file = files.rows();
  Preview preview;
  preview.name = dataSetName(file.path, input.values.text("name"));
  preview.headings = preview.columns = file.names;
  preview.found = findings(files);
  for (std::size_t i = 0; i < std::min(rows, file.rows.size()); ++i) {
    preview.rows.emplace_back();
    for (const auto& cell : file.rows[i]) preview.rows.back().push_back(shownLine(cell));
  }
  preview.looked = static_cast<std::int64_t>(preview.rows.size());
  return preview;
}

}  // namespace

std::vector<ParamSpec> recboleParams() {
  auto params = recboleColumnParams();
  const auto rest = eventParams(defaults(), true);
  params.insert(params.end(), rest.begin(), rest.end());
  return params;
}

bool sniffRecbole(const fs::path& source) {
  const auto files = filesOf(source);
  return std::any_of(files.begin(), files.end(), [](const fs::path& path) {
    const auto kind = recboleFile(path).kind;
    return kind == RecboleFile::Kind::Events || kind == RecboleFile::Kind::Examples;
  });
}

Imported readRecbole(const ImportInput& input) { return importEvents(sourceOf(input, locate(input)), eventOptions(input.values, defaults()), input); }

Preview previewRecbole(const ImportInput& input, std::size_t rows) {
  const RecboleFiles files = recboleFiles(input.source, input.values.text("metadata"));
  const auto raw = [&] { return rawPreview(files, input, rows); };
  if (files.events) return previewEvents([&] { return sourceOf(input, locate(input)); }, raw, eventOptions(input.values, defaults()), input, rows);
  try {
    return previewExamples(locate(input), input, rows);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::Usage) throw;
    Preview preview = raw();
    preview.problem = error.what();
    keepToAScreen(preview);
    return preview;
  }
}

}  // namespace ghost::data
