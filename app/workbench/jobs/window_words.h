#pragma once
#include <QString>

namespace ghost::workbench {

/// A sentence of core or command line as the window says it: where it tells to type an option or a verb, the field or the menu action that does it is named
/// instead. Everything else stays as it is; applied twice it changes nothing more.
QString inWindowWords(const QString& sentence);

}  // namespace ghost::workbench
