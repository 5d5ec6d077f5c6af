#include "data/minionerec.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "data/event_import.h"
#include "data/example_rows.h"
#include "data/json_entries.h"
#include "data/minionerec_files.h"
#include "rows/python_literal.h"

namespace ghost::data {
namespace fs = std::filesystem;
namespace {

/// A list of strings that was kept as its Python text becomes these strings; any other text stays.
std::string unlisted(const std::string& text) {
  if (!text.starts_with('[')) return text;
  const auto literal = rows::parsePythonLiteral(text);
  if (!literal.fault.empty() || !literal.value.is_array()) return text;
  std::string joined;
  for (const auto& part : literal.value)
    if (part.is_string() && !part.get_ref<const std::string&>().empty()) joined += (joined.empty() ? "" : " ") + part.get<std::string>();
  return joined;
}

void itemsFromJson(const fs::path& file, const TakeItem& take) {
  const std::string name = file.filename().string();
  readItemJson(file, [&](ItemEntry&& entry) {
    const std::string id = std::to_string(entry.item);
    ItemRow row{&name, entry.line, id, std::move(entry.title), unlisted(entry.description), std::move(entry.brand), std::move(entry.categories)};
    row.fault = std::move(entry.fault);
    take(row);
  });
}

void itemsFromInfo(const fs::path& file, rows::Reading& reading, const TakeItem& take) {
  const std::string name = file.filename().string();
  readMinionerecInfo(file, reading, [&](const InfoRow& info) {
    ItemRow row{&name, info.line, info.item, info.title};
    row.fault = info.fault;
    row.text = info.text;
    take(row);
  });
}

/// The semantic IDs of the info file as an index file; empty when a line lacks one.
std::string indexFrom(const fs::path& info, rows::Reading& reading) {
  std::string text = "{";
  bool whole = true;
  readMinionerecInfo(info, reading, [&](const InfoRow& row) {
    const auto tokens = sidTokens(row.sid);
    whole = whole && row.fault.empty() && !tokens.empty();
    if (whole) text += fmt::format("{}\n{}: {}", text.size() == 1 ? "" : ",", Json(row.item).dump(), Json(tokens).dump());
  });
  return whole && text.size() > 1 ? text + "\n}\n" : std::string();
}

ExampleRows readParts(const MinionerecFiles& files, ImportReport& report, rows::Reading& reading) {
  ExampleRows examples;
  for (const auto& file : files.parts) reading.expect(file);
  for (const auto& file : files.parts) {
    const int part = partOf(file);
    if (part < 0 && files.parts.size() > 1) throw dataError(file.string(), "it isn't clear which part of the split this is; it must lie in a folder train, valid or test");
    readMinionerecRows(file, reading, [&](const MinionerecRow& row) {
      ++report.rowsRead;
      if (row.fault.empty()) examples.add(std::max(part, 0), row.user, row.history, row.target);
      else report.reject(file.filename().string(), row.line, row.fault, row.text);
      return true;
    });
  }
  return examples;
}

void setItems(EventSource& source, const MinionerecFiles& files, rows::Reading& reading) {
  if (!files.items.empty()) {
    source.items = [file = files.items](bool, const TakeItem& take) { itemsFromJson(file, take); };
  } else if (!files.info.empty()) {
    source.itemFiles = {files.info, files.info, files.info};  // numbers, texts, semantic IDs
    source.items = [file = files.info, &reading](bool, const TakeItem& take) { itemsFromInfo(file, reading, take); };
  } else {
    source.warnings.push_back("there is no info file here: items have no texts and no semantic IDs");
  }
  if (!files.index.empty()) source.companions = {files.index};
  else if (!files.info.empty()) source.generated = {{".index.json", indexFrom(files.info, reading)}};
  if (!source.generated.empty() && source.generated.front().text.empty()) {
    source.generated.clear();
    source.warnings.push_back("the semantic IDs of the info file can't be taken: a line has none of the form <a_1><b_2>");
  }
}

void warnOfMissingParts(EventSource& source, const ExampleRows& examples) {
  for (int part = 0; part < 3; ++part)
    if (examples.windows[static_cast<std::size_t>(part)].empty())
      source.warnings.push_back(fmt::format("there are no {} rows: events that only they show are missing", part == 0 ? "training" : part == 1 ? "validation" : "test"));
}

}  // namespace

std::vector<ParamSpec> minionerecParams() {
  std::vector<ParamSpec> params{textParam("name", "", "Name of the data set and of its files; empty = the category."), textParam("category", "", "Which category, where the folder holds several.")};
  for (auto& spec : params) spec.group = "rows";
  return params;
}

bool sniffMinionerec(const fs::path& source) { return !minionerecCsvs(source).empty(); }

Imported readMinionerec(const ImportInput& input) {
  MinionerecFiles files = minionerecFiles(input.source, input.values.text("category"));
  sortByPart(files.parts);
  EventSource source;
  source.name = files.category;
  source.numberUsers = false;
  source.keepItemNumbers = true;
  setItems(source, files, input.reading);
  ExampleRows examples = readParts(files, source.read, input.reading);
  warnOfMissingParts(source, examples);
  setEvents(source, std::move(examples), "chronological, as published by MiniOneRec");
  EventOptions options;
  options.keepAllRepeats = true;
  options.requireMetadata = false;
  options.kCore = 0;
  options.text = TextRule::Raw;
  return importEvents(source, options, input);
}

Preview previewMinionerec(const ImportInput& input, std::size_t rows) {
  const MinionerecFiles files = minionerecFiles(input.source, input.values.text("category"));
  Preview preview;
  preview.name = dataSetName(input.source, input.values.text("name").empty() ? files.category : input.values.text("name"));
  preview.columns = {"user", "history", "item"};
  preview.found = {{"category", files.category}};
  for (const auto& file : files.parts) preview.found.push_back({"examples", fileFinding(file)});
  for (const auto& file : {files.info, files.items, files.index})
    if (!file.empty()) preview.found.push_back({"items", fileFinding(file)});
  readMinionerecRows(files.parts.front(), input.reading, [&](const MinionerecRow& row) {
    if (row.fault.empty()) preview.rows.push_back({row.user, fmt::format("{}", fmt::join(row.history, " ")), row.target});
    else preview.rejected.push_back({files.parts.front().filename().string(), row.line, row.fault, shownLine(row.text)});
    ++preview.looked;
    return preview.rows.size() < rows && preview.rejected.size() < ImportReport::kept;
  });
  preview.warnings.push_back("these are examples of a split in time; the import puts each user's sequence together again");
  return preview;
}

}  // namespace ghost::data
