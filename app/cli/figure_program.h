#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "base/json_file.h"

namespace ghost::cli {

/// What `figure export` passes on. Pixels need Qt, so a program of its own draws them: ghost-figure, beside this one where the desktop part is built.
struct FigureRequest {
  std::string kind, out, name, width, height, style, format, project, title, edits;
  bool force = false;
  std::vector<std::string> runs, parameters;
};
std::vector<std::string> figureArguments(const FigureRequest& request, bool json);

/// Throws Error{Usage} saying that the desktop part isn't built and how to build it.
std::filesystem::path figureProgram();

/// Draws it; {"files": [..]}. Throws what ghost-figure says is wrong.
OrderedJson drawFigure(const FigureRequest& request);

}  // namespace ghost::cli
