#pragma once
#include <span>
#include <string>
#include <vector>

namespace ghost::data {

/// The first rows of a table (or objects of a file), by which its columns are judged. `texts[i]` is false where the file itself says that column i holds numbers.
struct TextSample {
  std::vector<std::string> names;              ///< empty where the table has none
  std::vector<std::vector<std::string>> rows;  ///< a text a column
  std::vector<bool> texts = {};                ///< empty = not said
};

/// Where a list of items has what an item tells; 0-based, -1 = nowhere.
struct ItemColumns {
  int id = -1, title = -1, description = -1, categories = -1, brand = -1;
};

/// By the usual names (usual_fields.h), then by words in the names (movie_title, prod_name, detail_desc, class), then by the values: a title is a text of words, and nearly every
/// item has another one; a description is a longer one. What a name promises must be borne out by the values: a "name" of numbers alone is no title.
/// `id` and `title` are the names that are known already (the item column of the events, a parameter), empty = none.
ItemColumns itemColumns(const TextSample& sample, const std::string& id, const std::string& title);

/// The title of the item among the columns of a table of events, by name: of track_name and artist_name the one that belongs to the item's column. A column that
/// says different things of one item is none (a review's title, a user's name). -1 = none.
int eventTitleColumn(const TextSample& sample, int user, int item);

}  // namespace ghost::data
