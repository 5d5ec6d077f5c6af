#include "jobs/token_build.h"

#include "base/error.h"

namespace ghost::workbench {

TokenBuild::TokenBuild(Activities& activities, QObject* parent) : QObject(parent), m_activities(activities) {
  connect(&m_call, &VerbCall::progressed, this, [this](const QString& line) {
    m_activities.progress(m_activity, line);
    emit progressed(line);
  });
  connect(&m_call, &VerbCall::finished, this, [this] {
    const QString name = m_name;
    end();
    emit built(name);
  });
  connect(&m_call, &VerbCall::failed, this, [this](const QString& sentence) {
    end();
    emit failed(sentence);
  });
}

void TokenBuild::start(const QString& name, const QStringList& arguments) {
  if (isRunning()) throw usageError("tokens", "the tokens " + m_name.toStdString() + " are being built; wait for them, or cancel that first");
  m_name = name;
  m_activity = m_activities.begin(tr("Building the tokens %1").arg(name), [this] { cancel(); }, QStringLiteral("tokens"));
  m_call.start(arguments);
}

void TokenBuild::cancel() {
  if (!isRunning()) return;
  m_call.cancel();
  end();
  emit cancelled();
}

void TokenBuild::end() {
  m_activities.end(m_activity);
  m_name.clear();
}

}  // namespace ghost::workbench
