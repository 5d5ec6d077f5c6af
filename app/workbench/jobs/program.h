#pragma once
#include <functional>

#include <QObject>
#include <QProcess>
#include <QString>
#include <QStringList>

#include "base/json_file.h"
#include "wire/message.h"

namespace ghost::workbench {

/// Where the command line program is: GHOST_PROGRAM, else beside this program, else in PATH. Absolute; empty when there is none.
QString ghostProgram();

/// One short verb of the command line, run with --json in the background: `finished` gets the last line of its output as an object, `failed` the sentence
/// it ended with. Progress lines (stderr) come as they are, events (lines of stdout before the last one) as events. Ends the process when destroyed.
class VerbCall : public QObject {
  Q_OBJECT
 public:
  explicit VerbCall(QObject* parent = nullptr);
  ~VerbCall() override;
  /// `arguments` without program and --json. One call at a time; a new one ends the one before.
  void start(const QStringList& arguments);
  /// Ends it without a word. Returns at once.
  void cancel();
  /// Ends a call that writes nothing, without asking. Returns at once.
  void drop();
  /// Asks the process to stop and returns at once; `stopped` follows, or `finished` where it was done already.
  void askToStop();
  bool isRunning() const { return m_process && m_process->state() != QProcess::NotRunning; }

 signals:
  void progressed(const QString& line);
  void evented(const ghost::wire::Event& event);
  void finished(const OrderedJson& result);
  /// It ended early because it was asked to.
  void stopped();
  void failed(const QString& sentence);

 private:
  void watch(QProcess& process);
  void end(int code);
  void takeOutput();
  /// The process under way goes its way to the end alone: asked to stop, killed where it doesn't within `patience` milliseconds.
  void letGo(int patience);
  QProcess* m_process = nullptr;   ///< null when nothing was started or it was let go
  QByteArray m_errors, m_output;   ///< the last part of stderr; stdout from the last line that isn't an event
};

}  // namespace ghost::workbench
