#include "data/json_events.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.h"
#include "base/name_list.h"
#include "data/event_import.h"
#include "data/item_table.h"
#include "data/object_line.h"
#include "data/source_tables.h"
#include "data/usual_fields.h"
#include "rows/line_reader.h"

namespace ghost::data {
namespace fs = std::filesystem;
namespace {

constexpr std::array parts{std::pair("user", FieldRole::User), std::pair("item", FieldRole::Item), std::pair("rating", FieldRole::Rating), std::pair("time", FieldRole::Time), std::pair("title", FieldRole::Title)};

ChosenTables filesWithEvents(const fs::path& source) {
  if (!fs::is_directory(source)) return {source, {}, {}, {}};
  std::vector<SourceTable> tables;
  for (const auto& file : filesOf(source))
    if (auto names = fieldNames(file); !names.empty()) tables.push_back({file, std::move(names), false});
  return chooseTables(tables);
}

EventLine::Keys keysOf(const fs::path& file, const std::vector<std::string>& names, const ParamValues& values) {
  if (names.empty()) throw dataError(file.string(), "its first lines are no JSON objects and no Python dicts; give another --format");
  EventLine::Keys keys;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto& [what, role] = parts[i];
    keys[i] = values.text(what);
    if (!keys[i].empty() && std::find(names.begin(), names.end(), keys[i]) == names.end())
      throw usageError(fmt::format("parameter {}", what), fmt::format("there is no field \"{}\" in the first lines of {}; give one of {}", keys[i], file.filename().string(), nameList(names)));
    if (const int place = usualField(names, role); keys[i].empty() && place >= 0) keys[i] = names[static_cast<std::size_t>(place)];
    if (keys[i].empty() && (role == FieldRole::User || role == FieldRole::Item))
      throw usageError(file.string(), fmt::format("it isn't clear which field holds the {}; say so with -o {}=FIELD, one of {}", what, what, nameList(names)));
  }
  return keys;
}

EventSource sourceOf(const ImportInput& input) {
  const ChosenTables chosen = filesWithEvents(input.source);
  const fs::path file = requireEvents(chosen, input.source);
  const auto names = fieldNames(file);
  const auto keys = keysOf(file, names, input.values);
  if (input.values.real("min_rating") > 0 && keys[2].empty()) throw usageError("parameter min_rating", "the objects have no field of ratings; name it with -o rating=FIELD");
  EventSource source;
  source.eventFiles = {file};
  source.milliseconds = true;
  source.headings = names;
  source.found = {{"events", fileFinding(file)}};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    source.found.push_back({parts[i].first, keys[i].empty() ? "no field" : "field " + keys[i]});
    if (!keys[i].empty()) source.columns.emplace_back(parts[i].first);
  }
  rows::Reading& reading = input.reading;
  source.events = [file, keys, &reading](const TakeEvent& take) { readEventLines(file, keys, reading, take); };
  setItems(source, chosen, input, keys[1]);
  return source;
}

/// The objects as they stand, where it isn't clear yet which field is which.
Preview rawPreview(const fs::path& file, const ImportInput& input, std::size_t rows) {
  Preview preview;
  preview.name = dataSetName(input.source, input.values.text("name"));
  preview.headings = preview.columns = fieldNames(file);
  preview.found = {{"events", fileFinding(file)}};
  rows::LineReader lines(file, input.reading);
  ObjectLine object(preview.columns);
  for (rows::Line line; preview.rows.size() < rows && preview.looked < Preview::mostLooked && lines.next(line);) {
    ++preview.looked;
    if (line.fault != nullptr || !object.read(line.text).empty()) continue;
    preview.rows.emplace_back();
    for (std::size_t i = 0; i < preview.columns.size(); ++i) preview.rows.back().push_back(shownLine(fieldText(object[i])));
  }
  return preview;
}

}  // namespace

std::vector<ParamSpec> jsonEventsParams() {
  std::vector<ParamSpec> params{
      textParam("user", "", "Field of the user; empty = the usual ones are looked for."),
      textParam("item", "", "Field of the item."),
      textParam("time", "", "Field of the time: seconds or milliseconds since 1970, or dates; without one the order of the file counts."),
      textParam("rating", "", "Field of the rating."),
      textParam("title", "", "Field of the item's title."),
  };
  for (auto& spec : params) spec.group = "columns";
  for (const auto& more : {itemTableParams(), eventParams(ownDataDefaults(), true)}) params.insert(params.end(), more.begin(), more.end());
  return params;
}

bool sniffJsonEvents(const fs::path& source) {
  if (fs::is_directory(source)) {
    const auto likely = filesWithEvents(source).likelyEvents;
    return std::any_of(likely.begin(), likely.end(), sniffJsonEvents) || (!likely.empty() && filesOf(source).size() == 1);
  }
  const auto names = fieldNames(source);
  return usualField(names, FieldRole::User) >= 0 && usualField(names, FieldRole::Item) >= 0;
}

Imported readJsonEvents(const ImportInput& input) { return importEvents(sourceOf(input), eventOptions(input.values, ownDataDefaults()), input); }

Preview previewJsonEvents(const ImportInput& input, std::size_t rows) {
  const EventOptions options = eventOptions(input.values, ownDataDefaults());
  return previewEvents([&] { return sourceOf(input); }, [&] { return rawPreview(requireEvents(filesWithEvents(input.source), input.source), input, rows); }, options, input, rows);
}

}  // namespace ghost::data
