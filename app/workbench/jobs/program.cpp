#include "jobs/program.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QStandardPaths>
#include <QTimer>

#include "base/error.h"
#include "jobs/window_words.h"

namespace ghost::workbench {

QString ghostProgram() {
  const QString given = qEnvironmentVariable("GHOST_PROGRAM");
  if (!given.isEmpty()) return QFileInfo(given).absoluteFilePath();
  const QFileInfo beside(QCoreApplication::applicationDirPath() + QStringLiteral("/ghost"));
  if (beside.isExecutable()) return beside.absoluteFilePath();
  return QStandardPaths::findExecutable(QStringLiteral("ghost"));
}

VerbCall::VerbCall(QObject* parent) : QObject(parent) {}

VerbCall::~VerbCall() {
  if (!isRunning()) return;
  m_process->disconnect(this);
  // What writes gets the time to take back what it has begun.
  m_process->terminate();
  if (m_process->waitForFinished(3000)) return;
  m_process->kill();
  m_process->waitForFinished(1000);
}

void VerbCall::watch(QProcess& process) {
  connect(&process, &QProcess::readyReadStandardError, this, [this] {
    const QByteArray fresh = m_process->readAllStandardError();
    m_errors += fresh;
    constexpr qsizetype kept = 64 << 10;
    if (m_errors.size() > kept) m_errors = m_errors.right(kept);
    for (const QByteArray& line : fresh.split('\n'))
      if (!line.trimmed().isEmpty()) emit progressed(QString::fromUtf8(line.split('\r').last()).trimmed());
  });
  connect(&process, &QProcess::readyReadStandardOutput, this, &VerbCall::takeOutput);
  connect(&process, &QProcess::finished, this, [this](int code, QProcess::ExitStatus status) { end(status == QProcess::NormalExit ? code : -1); });
  connect(&process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
    if (error == QProcess::FailedToStart) emit failed(tr("The program %1 can't be started; build it, or point GHOST_PROGRAM at it.").arg(m_process->program()));
  });
}

void VerbCall::start(const QStringList& arguments) {
  cancel();
  m_errors.clear();
  m_output.clear();
  const QString program = ghostProgram();
  if (program.isEmpty()) {
    emit failed(tr("The command line program \"ghost\" is neither beside the workbench nor in PATH; build it, or point GHOST_PROGRAM at it."));
    return;
  }
  if (m_process) m_process->deleteLater();  // of a call that ended; its signals may still be under way to here
  m_process = new QProcess(this);
  watch(*m_process);
  m_process->setProgram(program);
  m_process->setArguments(arguments + QStringList{QStringLiteral("--json")});
  m_process->start(QIODevice::ReadOnly);
}

void VerbCall::letGo(int patience) {
  if (!isRunning()) return;
  QProcess* process = std::exchange(m_process, nullptr);
  process->disconnect(this);
  process->setParent(qApp);
  connect(process, &QProcess::finished, process, &QObject::deleteLater);
  if (patience == 0) return process->kill();
  process->terminate();
  QTimer::singleShot(patience, process, &QProcess::kill);
}

void VerbCall::cancel() {
  constexpr int patience = 2000;
  letGo(patience);
}

void VerbCall::drop() { letGo(0); }

void VerbCall::askToStop() {
  if (isRunning()) m_process->terminate();
}

/// Whole lines but the last are events or nothing; the last one may be the result and stays.
void VerbCall::takeOutput() {
  m_output += m_process->readAllStandardOutput();
  while (true) {
    const qsizetype end = m_output.indexOf('\n');
    const bool isEvent = m_output.startsWith("{\"v\":");
    if (end < 0 || (end + 1 >= m_output.size() && !isEvent)) return;
    const QByteArray line = m_output.left(end);
    m_output.remove(0, end + 1);
    if (!isEvent) continue;
    try {
      emit evented(wire::parseEvent({line.constData(), static_cast<std::size_t>(line.size())}));
    } catch (const Error&) {
      // Not one of ours: other output is no event.
    }
  }
}

void VerbCall::end(int code) {
  takeOutput();
  const QByteArray output = m_output.trimmed();
  OrderedJson result;
  QString sentence;
  try {
    result = parseJson(output.mid(output.lastIndexOf('\n') + 1).toStdString(), "ghost");
    if (code == 0) {
      emit finished(result);
      return;
    }
    if ((code == 130 || code == 143) && result.is_object() && result.value("stopped", false)) {
      emit stopped();
      return;
    }
    if (result.is_object() && result.contains("error") && result["error"].is_string()) sentence = QString::fromStdString(result["error"].get<std::string>());
  } catch (const Error& error) {
    if (code == 0) sentence = QString::fromUtf8(error.what());
  }
  // Without an answer the last line of the error stream is the best there is.
  if (sentence.isEmpty()) sentence = QString::fromUtf8(m_errors.trimmed().split('\n').last()).trimmed();
  emit failed(sentence.isEmpty() ? tr("The program ended with exit code %1 and said nothing.").arg(code) : inWindowWords(sentence));
}

}  // namespace ghost::workbench
