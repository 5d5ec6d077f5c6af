#pragma once
#include <functional>

#include <QObject>
#include <QProcess>
#include <QString>
#include <QStringList>

#include "base/json_file.h"

namespace ghost::workbench {

/// Where the command line program is: GHOST_PROGRAM, else beside this program, else in PATH. Absolute; empty when there is none.
QString ghostProgram();

/// One short verb of the command line, run with --json in the background: `finished` gets the last line of its output as an object, `failed` the sentence
/// it ended with. Progress lines (stderr) come as they are. Ends the process when destroyed.
class VerbCall : public QObject {
  Q_OBJECT
 public:
  explicit VerbCall(QObject* parent = nullptr);
  ~VerbCall() override;
  /// `arguments` without program and --json. One call at a time; a new one ends the one before.
  void start(const QStringList& arguments);
  void cancel();
  bool isRunning() const { return m_process.state() != QProcess::NotRunning; }

 signals:
  void progressed(const QString& line);
  void finished(const OrderedJson& result);
  void failed(const QString& sentence);

 private:
  void end(int code);
  QProcess m_process;
  QByteArray m_errors;
  bool m_cancelled = false;
};

}  // namespace ghost::workbench
