#include "data/source_tables.h"

#include <algorithm>
#include <functional>
#include <string_view>

#include <fmt/format.h>

#include "base/error.h"
#include "base/name_list.h"
#include "data/text_columns.h"
#include "data/usual_fields.h"

namespace ghost::data {
namespace fs = std::filesystem;
namespace {

template <class Wanted>
std::vector<fs::path> filesThat(const std::vector<SourceTable>& tables, Wanted wanted) {
  std::vector<fs::path> found;
  for (const auto& table : tables)
    if (wanted(table)) found.push_back(table.file);
  return found;
}

bool has(const SourceTable& table, FieldRole role) { return usualField(table.names, role) >= 0; }

bool calledAfterItems(const fs::path& file) {
  std::string name = file.filename().string();
  std::transform(name.begin(), name.end(), name.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  constexpr std::string_view words[] = {"movie", "item", "book", "product", "track", "song", "artist", "game", "business", "news", "article", "meta", "venue", "poi"};
  return std::any_of(std::begin(words), std::end(words), [&](std::string_view word) { return name.find(word) != std::string::npos; });
}

/// Whether an item's title is among its fields: by their names, or by what stands in them.
bool titled(const SourceTable& table, bool byLooks) { return itemColumns({table.names, byLooks ? table.rows : std::vector<std::vector<std::string>>()}, {}, {}).title >= 0; }

/// What the file of the events calls the item.
std::string itemName(const std::vector<SourceTable>& tables, const fs::path& events) {
  const auto found = std::find_if(tables.begin(), tables.end(), [&](const SourceTable& table) { return table.file == events; });
  const int place = events.empty() || found == tables.end() ? -1 : usualField(found->names, FieldRole::Item);
  return place < 0 ? std::string() : found->names[static_cast<std::size_t>(place)];
}

std::vector<fs::path> likelyEvents(const std::vector<SourceTable>& tables) {
  const auto named = [](const SourceTable& table) { return has(table, FieldRole::User) && has(table, FieldRole::Item); };
  for (const auto role : {FieldRole::Rating, FieldRole::Time, FieldRole::User})
    if (auto found = filesThat(tables, [&](const SourceTable& table) { return named(table) && has(table, role); }); !found.empty()) return found;
  auto timed = filesThat(tables, [](const SourceTable& table) { return table.names.empty() && table.timed; });
  return timed.empty() && tables.size() == 1 ? std::vector{tables.front().file} : timed;
}

}  // namespace

ChosenTables chooseTables(const std::vector<SourceTable>& tables, const std::string& item) {
  ChosenTables chosen;
  chosen.likelyEvents = likelyEvents(tables);
  if (chosen.likelyEvents.size() == 1) chosen.events = chosen.likelyEvents.front();
  const auto isEvents = [&](const SourceTable& table) { return std::find(chosen.likelyEvents.begin(), chosen.likelyEvents.end(), table.file) != chosen.likelyEvents.end(); };
  const std::string wanted = item.empty() ? itemName(tables, chosen.events) : item;
  const auto fits = [&](const SourceTable& table) { return !isEvents(table) && !table.names.empty() && !has(table, FieldRole::User); };
  const auto callsItSo = [&](const SourceTable& table) { return !wanted.empty() && std::find(table.names.begin(), table.names.end(), wanted) != table.names.end(); };
  const std::function<bool(const SourceTable&)> ranks[] = {
      [&](const SourceTable& table) { return fits(table) && callsItSo(table) && titled(table, false); },
      [&](const SourceTable& table) { return fits(table) && usualItemId(table.names) >= 0 && titled(table, false); },
      [&](const SourceTable& table) { return fits(table) && callsItSo(table) && titled(table, true); },
      [&](const SourceTable& table) { return !isEvents(table) && table.names.empty() && !table.timed && calledAfterItems(table.file); }};
  for (const auto& rank : ranks)
    if (chosen.likelyItems.empty()) chosen.likelyItems = filesThat(tables, rank);
  if (chosen.likelyItems.size() == 1) chosen.items = chosen.likelyItems.front();
  return chosen;
}

std::string fileNames(const std::vector<fs::path>& files) {
  constexpr std::size_t most = 5;
  std::vector<std::string> names;
  for (const auto& file : files) names.push_back(file.filename().string());
  return nameList(names, most);
}

const fs::path& requireEvents(const ChosenTables& chosen, const fs::path& source) {
  if (!chosen.events.empty()) return chosen.events;
  if (chosen.likelyEvents.empty()) throw dataError(source.string(), "no file here tells of users and items by its columns; name the one that holds the events");
  throw dataError(source.string(), fmt::format("{} files here could hold the events ({}); name one of them instead of the folder", chosen.likelyEvents.size(), fileNames(chosen.likelyEvents)));
}

}  // namespace ghost::data
