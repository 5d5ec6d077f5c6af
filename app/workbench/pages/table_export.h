#pragma once
#include "jobs/program.h"
#include "shell/desk.h"

class QWidget;

namespace ghost::workbench {

/// The table of a comparison as LaTeX, with its CSV beside it: asks where to, before it replaces anything, and writes by `ghost compare` in the background.
class TableExport : public QObject {
  Q_OBJECT
 public:
  TableExport(Desk& desk, QWidget* parent);
  /// A file chooser; nothing happens when it is cancelled.
  void ask(const QStringList& runs);
  /// Writes <file> and the .csv of the same stem. Where one is there already a dialog asks whether to replace both or to number the new ones.
  void writeTo(const QStringList& runs, const QString& file);
  /// The same as a command line.
  std::vector<std::string> command(const QStringList& runs, const QString& file, bool replace) const;
  bool isBusy() const { return m_busy; }

 private:
  void write(const QStringList& runs, const QString& file, bool replace);
  Desk& m_desk;
  QWidget* m_parent;
  VerbCall m_call;
  QString m_file;
  bool m_busy = false;
};

}  // namespace ghost::workbench
