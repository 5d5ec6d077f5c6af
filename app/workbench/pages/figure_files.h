#pragma once
#include <functional>

#include "shell/desk.h"
#include "views/paper/paper.h"

class QWidget;

namespace ghost::workbench {

/// Writes a figure and tells how many files went where. Where some are there already nothing is written yet: a dialog asks whether to replace them or to number the
/// new ones, and `done` is called then. Returns the files written at once.
QStringList exportAsking(Desk& desk, QWidget* parent, const figure::FigureData& figure, const paper::PaperOptions& options, const std::function<void(const QStringList&)>& done);

/// Edits of the figure of this name, kept in the project: <figures>/<name>.edits.json. Missing or damaged ones are none; the latter is told.
figure::FigureEdits keptEdits(Desk& desk, const std::string& name);
/// Keeps them; empty ones remove the file.
void keepEdits(Desk& desk, const std::string& name, const figure::FigureEdits& edits);
std::filesystem::path editsFile(const run::Project& project, const std::string& name);

}  // namespace ghost::workbench
