#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "views/paper/paper.h"

namespace ghost::paper {

/// Everything an exported figure was asked for with, as its JSON keeps it.
struct SavedFigure {
  std::string kind;
  std::map<std::string, std::string> parameters;   ///< of the figure, all of them
  std::vector<std::string> runs;                   ///< names below the project's runs/; empty = the figure's own choice
  PaperOptions paper;                              ///< size, style, formats, name and edits; no folder
};

/// PaperOptions::request: what `figure` was made with. Runs that the figure chose itself are named too, so that it opens again as it was.
OrderedJson requestOf(const figure::FigureData& figure, const std::map<std::string, std::string>& parameters, const std::vector<std::string>& chosenRuns);

/// True for a file that looks like the JSON of an export; reads its first bytes only.
bool isSavedFigure(const std::filesystem::path& file);
/// Reads the JSON of an export; one without a request (an older export) asks for the figure's defaults. Throws Error{Data} for a file that is none.
SavedFigure readSavedFigure(const std::filesystem::path& file);

}  // namespace ghost::paper
