#pragma once
#include <filesystem>
#include <functional>
#include <string>

#include "data/event_import.h"
#include "data/source_tables.h"

namespace ghost::data {

/// A list of items as a delimited file or as JSON (or Python) objects line by line, told by its first byte. Which field is which is judged by names and values
/// (text_columns.h).
struct ItemTable {
  std::filesystem::path file;
  std::function<void(rows::Reading& reading, const TakeItem& take)> read;
  std::string columns;   ///< what was taken for what, for a preview: "title from movie_title, categories from class"
  std::string problem;   ///< the sentence that names the option, where no title was found; empty = all is well
};
/// What is known of it before.
struct ItemTableAsk {
  std::string id, title;   ///< names of its fields that were given; empty = to be found
  std::string itemColumn;  ///< what the events call the item, which is likely to be the id's name here too
  bool latin1 = false;     ///< the texts of a table are ISO 8859-1; otherwise a row that isn't UTF-8 is a fault
};
/// Throws Error{Data} for a file in which no id is found, Error{Usage} for a name that isn't there.
ItemTable itemTable(const std::filesystem::path& file, const ItemTableAsk& ask);

/// Adds the items to a source: those of the parameter `metadata`, else those found among its files; where several could be meant, a warning and none. `itemColumn` is what the events
/// call the item.
void setItems(EventSource& source, const ChosenTables& chosen, const ImportInput& input, const std::string& itemColumn = {});
/// The parameters `metadata`, `metadata_id`, `metadata_title` and `encoding`; in the group of the rows, since those of the columns are chosen among headings.
std::vector<ParamSpec> itemTableParams();

/// Of data in a form of the user's own: nothing but repeats is left out.
EventOptions ownDataDefaults();

}  // namespace ghost::data
