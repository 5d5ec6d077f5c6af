#pragma once
#include <QString>

namespace ghost::workbench {

class MainWindow;

/// Uses the window as a person would: opens `project`, looks at every page, compares up to five of its runs one by one, trains its first recipe for `seconds` and stops
/// that run. Prints a JSON object a step: seconds it took, the process's share of one core, and every block of the window's thread over 50 ms.
/// Returns the exit code: 0, or 3 where the project can't be opened. It adds a run to the project.
int benchWindow(MainWindow& window, const QString& project, int seconds);

}  // namespace ghost::workbench
