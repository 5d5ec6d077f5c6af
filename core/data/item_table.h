#pragma once
#include <filesystem>
#include <functional>
#include <string>

#include "data/event_import.h"
#include "data/source_tables.h"

namespace ghost::data {

/// A list of items as a delimited file or as JSON (or Python) objects line by line, told by its first byte. Fields by their usual names (usual_fields.h): id and title, and
/// description, categories and brand where it has them; a table without headings has the id first and the title second.
/// Throws Error{Data} for a file in which id and title aren't found.
struct ItemTable {
  std::filesystem::path file;
  std::function<void(rows::Reading& reading, const TakeItem& take)> read;
};
/// With `latin1` the texts of a table are ISO 8859-1; otherwise a row that isn't UTF-8 is a fault.
ItemTable itemTable(const std::filesystem::path& file, bool latin1);

/// Adds the items to a source: those of the parameter `metadata`, else those found among its files; where several could be meant, a warning and none.
void setItems(EventSource& source, const ChosenTables& chosen, const ImportInput& input);
/// The parameters `metadata` and `encoding`; in the group of the rows, since those of the columns are chosen among headings.
std::vector<ParamSpec> itemTableParams();

/// Of data in a form of the user's own: nothing but repeats is left out.
EventOptions ownDataDefaults();

}  // namespace ghost::data
