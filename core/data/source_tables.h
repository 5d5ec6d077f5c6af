#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace ghost::data {

/// A file of a source with rows that have fields.
struct SourceTable {
  std::filesystem::path file;
  std::vector<std::string> names;  ///< of its fields; empty where it doesn't say
  bool timed = false;              ///< without names: some column holds times
  std::vector<std::vector<std::string>> rows = {};  ///< the first ones, a text a field; may be empty
};

/// Which of the files of a source holds the events, and which the items.
struct ChosenTables {
  std::filesystem::path events, items;  ///< empty = none
  std::vector<std::filesystem::path> likelyEvents, likelyItems;  ///< several, where it isn't clear
};

/// Events: the file whose names tell of users and items; of several those with a rating count, else those with a time. Without names: the one with times, or the only file.
/// Items: a file without a user that calls its id as the events call their item and has a title by its names, else any with an item's id and a title, else one of the former whose values
/// look like titles (text_columns.h); without names one that is called after what it holds (movies.dat). `item` is the name of the events' item where that was given.
ChosenTables chooseTables(const std::vector<SourceTable>& tables, const std::string& item = {});

/// "a.csv, b.csv"; of many the first five.
std::string fileNames(const std::vector<std::filesystem::path>& files);
/// The file of the events. Throws Error{Data} where none or several could be meant.
const std::filesystem::path& requireEvents(const ChosenTables& chosen, const std::filesystem::path& source);

}  // namespace ghost::data
