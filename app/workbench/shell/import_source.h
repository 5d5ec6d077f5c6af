#pragma once
#include <QStringList>

namespace ghost::workbench {

/// What an import is given when files or a folder were chosen or dropped: one source, and for raw Amazon data the metadata file beside it.
struct ImportSource {
  QString source, metadata;
  QString problem;   ///< a sentence where the choice can't be imported as one data set; `source` is empty then
};
/// One file or folder is the source itself. Several files are taken as their folder when they are all it holds, else as events with their metadata when
/// their content says so. Looks at the first lines of the files.
ImportSource importSourceOf(const QStringList& chosen);

/// A size for people: "812 kB", "1.25 GB".
QString bytesText(double bytes);

}  // namespace ghost::workbench
