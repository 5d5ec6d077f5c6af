#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "figure/figures.h"
#include "views/paper/paper.h"

namespace ghost::figure_export {

/// What the command line asks for, still as text.
struct Request {
  std::string kind;                      ///< row of the figure table, or the .json of an exported figure, which gives all that isn't given here
  std::string project;                   ///< folder; empty = that of the first run given as a path, else the current folder
  std::vector<std::string> runs;         ///< names below the project's runs/, or paths of run folders
  std::vector<std::string> parameters;   ///< key=value
  std::string title, edits;              ///< --title TEXT, --edit FILE
  std::string width;                     ///< empty = 84mm
  std::string height;                    ///< empty = natural
  std::string name, style;
  std::vector<std::string> formats;
  double dpi = 0;                        ///< 0 = 300
  bool force = false;
  std::filesystem::path folder;
};

/// "84mm", "8.4cm", "3.3in" or "84" in millimetres. Throws Error{Usage} for anything else.
double millimetres(const std::string& text, const std::string& option);

/// Makes the figure and writes its files. Throws Error{Usage} and Error{Data} as its parts do.
std::vector<std::filesystem::path> exportRequest(const Request& request);

}  // namespace ghost::figure_export
