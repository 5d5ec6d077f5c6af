#include "data/json_events.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.h"
#include "base/name_list.h"
#include "data/basket.h"
#include "data/decimal_comma.h"
#include "data/event_import.h"
#include "data/item_table.h"
#include "data/object_line.h"
#include "data/source_tables.h"
#include "data/text_columns.h"
#include "data/time_choice.h"
#include "data/usual_fields.h"
#include "rows/object_lines.h"

namespace ghost::data {
namespace fs = std::filesystem;
namespace {

constexpr std::array parts{std::pair("user", FieldRole::User), std::pair("item", FieldRole::Item), std::pair("rating", FieldRole::Rating), std::pair("time", FieldRole::Time), std::pair("title", FieldRole::Title)};
constexpr std::size_t timePart = 3, clockPart = 5;

ChosenTables filesWithEvents(const fs::path& source) {
  if (!fs::is_directory(source)) return {source, {}, {}, {}};
  std::vector<SourceTable> tables;
  for (const auto& file : filesOf(source))
    if (auto names = fieldNames(file); !names.empty()) tables.push_back({file, std::move(names), false});
  return chooseTables(tables);
}

std::string noSuchField(const std::string& given, const fs::path& file, const std::vector<std::string>& names) { return fmt::format("there is no field \"{}\" in the first lines of {}; give one of {}", given, file.filename().string(), nameList(names)); }

int placeIn(const std::vector<std::string>& names, const std::string& given) {
  const auto found = std::find(names.begin(), names.end(), given);
  return given.empty() || found == names.end() ? -1 : static_cast<int>(found - names.begin());
}

int titleField(const fs::path& file, const std::vector<std::string>& names, const EventLine::Keys& keys) {
  constexpr std::size_t looked = 50;
  return eventTitleColumn({names, fieldRows(file, names, looked)}, placeIn(names, keys[0]), placeIn(names, keys[1]));
}

EventLine::Keys keysOf(const fs::path& file, const std::vector<std::string>& names, const ParamValues& values) {
  if (names.empty()) throw dataError(file.string(), "its first lines are no JSON objects and no Python dicts; give another --format");
  EventLine::Keys keys;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto& [what, role] = parts[i];
    if (i == timePart) continue;  // chosen by what stands in the fields
    keys[i] = values.text(what);
    if (!keys[i].empty() && std::find(names.begin(), names.end(), keys[i]) == names.end())
      throw usageError(fmt::format("parameter {}", what), noSuchField(keys[i], file, names));
    const int place = role == FieldRole::Title ? titleField(file, names, keys) : usualField(names, role);
    if (keys[i].empty() && place >= 0) keys[i] = names[static_cast<std::size_t>(place)];
    if (keys[i].empty() && (role == FieldRole::User || role == FieldRole::Item))
      throw usageError(file.string(), fmt::format("it isn't clear which field holds the {}; say so with -o {}=FIELD, one of {}", what, what, nameList(names)));
  }
  return keys;
}

ColumnSample sampleOf(const fs::path& file, const std::vector<std::string>& names, const EventLine::Keys& keys) {
  ColumnSample sample;
  sample.names = names;
  sample.rows = fieldRows(file, names, ColumnSample::mostRows);
  sample.user = placeIn(names, keys[0]);
  sample.item = placeIn(names, keys[1]);
  sample.others = {placeIn(names, keys[2]), placeIn(names, keys[4])};
  return sample;
}

/// Sets the keys of the time, and how it is read.
TimeChoice chooseTime(const fs::path& file, const ColumnSample& sample, const ParamValues& values, EventLine::Keys& keys) {
  const auto& names = sample.names;
  const auto place = [&](const std::string& given) { return placeIn(names, given); };
  const TimeWish wish = timeWishOf(values, "field", place, [&]() -> int { throw usageError("parameter time", noSuchField(values.text("time"), file, names)); });
  TimeChoice choice = data::chooseTime(sample, wish);
  if (!choice.question.empty()) throw usageError(file.string(), choice.question);
  if (choice.column >= 0) keys[timePart] = names[static_cast<std::size_t>(choice.column)];
  if (choice.clock >= 0) keys[clockPart] = names[static_cast<std::size_t>(choice.clock)];
  return choice;
}

EventSource sourceOf(const ImportInput& input) {
  const ChosenTables chosen = filesWithEvents(input.source);
  const fs::path file = requireEvents(chosen, input.source);
  const auto names = fieldNames(file);
  auto keys = keysOf(file, names, input.values);
  const ColumnSample sample = sampleOf(file, names, keys);
  const TimeChoice time = chooseTime(file, sample, input.values, keys);
  const Basket basket = basketIn(sample, sample.item);
  if (input.values.real("min_rating") > 0 && keys[2].empty()) throw usageError("parameter min_rating", "the objects have no field of ratings; name it with -o rating=FIELD");
  EventSource source;
  source.eventFiles = {file};
  source.forms.times = time.form;
  source.forms.decimalComma = decimalComma(sample, sample.others.front(), input.values.text("decimal"), file.string());
  source.warnings = time.warnings;
  source.headings = names;
  source.found = {{"events", fileFinding(file)}};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    source.found.push_back({parts[i].first, keys[i].empty() ? "no field" : "field " + keys[i]});
    if (!keys[i].empty()) source.columns.emplace_back(parts[i].first);
  }
  if (!time.words.empty()) source.found.push_back({"times", time.words});
  rows::Reading& reading = input.reading;
  source.events = [file, keys, lists = basket.separator == "[", &reading](const TakeEvent& take) { readEventLines(file, keys, reading, take, lists); };
  source = withBaskets(std::move(source), basket, input.values.text("baskets"), file.string());
  setItems(source, chosen, input, keys[1]);
  return source;
}

/// The objects as they stand, where it isn't clear yet which field is which.
Preview rawPreview(const fs::path& file, const ImportInput& input, std::size_t rows) {
  Preview preview;
  preview.name = dataSetName(input.source, input.values.text("name"));
  preview.headings = preview.columns = fieldNames(file);
  preview.found = {{"events", fileFinding(file)}};
  rows::ObjectLines lines(file, input.reading);
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
      textParam("rating", "", "Field of the rating."),
      textParam("title", "", "Field of the item's title."),
      decimalParam(),
      basketParam("field"),
  };
  const auto times = timeParams("Field");
  params.insert(params.begin() + 2, times.begin(), times.end());
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
