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
};

/// Which of the files of a source holds the events, and which the items.
struct ChosenTables {
  std::filesystem::path events, items;  ///< empty = none
  std::vector<std::filesystem::path> likelyEvents, likelyItems;  ///< several, where it isn't clear
};

/// Events: the file whose names tell of users and items; of several those with a rating count, else those with a time. Without names: the one with times, or the only file.
/// Items: a file with an item id and a title but no user; without names one that is called after what it holds (movies.dat).
ChosenTables chooseTables(const std::vector<SourceTable>& tables);

/// "a.csv, b.csv"; of many the first five.
std::string fileNames(const std::vector<std::filesystem::path>& files);
/// The file of the events. Throws Error{Data} where none or several could be meant.
const std::filesystem::path& requireEvents(const ChosenTables& chosen, const std::filesystem::path& source);

}  // namespace ghost::data
