#pragma once
#include <QString>
#include <QStringList>

namespace ghost::workbench {

class MainWindow;

/// Draws every page of the open project into <folder>/<n>-<page>.png, the tree in its other shapes as well, and returns the files. Waits until a page has
/// read what it shows, at most `seconds` a page. Throws Error{Resource} when a picture can't be written. The window must be shown.
QStringList drawPictures(MainWindow& window, const QString& folder, int seconds = 120);

}  // namespace ghost::workbench
