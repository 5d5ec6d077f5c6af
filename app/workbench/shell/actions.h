#pragma once
#include <span>
#include <string>
#include <vector>

#include <QString>

namespace ghost::workbench {

class MainWindow;

/// One row of the action table: everything the menus and the command palette offer. Each does nothing that a command can't do, and `command` is that
/// command for the window's present state ("ghost workbench ... --page tokens" for what is only a matter of looking).
struct ActionRow {
  enum class Needs { Nothing, Project, Run };
  const char* id;
  const char* menu;            ///< "File", ...; a leading "-" puts a separator before it
  const char* text;
  const char* shortcut;        ///< standard meanings only for standard keys; several parted by "; "; empty = none
  const char* help;            ///< one sentence for the status bar
  Needs needs;
  void (*act)(MainWindow& window);
  std::vector<std::string> (*command)(const MainWindow& window);
};
std::span<const ActionRow> actionRows();

}  // namespace ghost::workbench
