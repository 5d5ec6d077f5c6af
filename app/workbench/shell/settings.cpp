#include "shell/settings.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QSettings>
#include <QStandardPaths>

namespace ghost::workbench {

namespace {

QSettings settings() { return QSettings(QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) + QStringLiteral("/ghost-workbench/settings.ini"), QSettings::IniFormat); }

constexpr qsizetype kept = 10;

bool isProject(const QString& folder) { return QFileInfo::exists(folder + QStringLiteral("/project.toml")); }

}  // namespace

QStringList recentProjects() {
  QStringList there;
  for (const QString& folder : settings().value(QStringLiteral("recent")).toStringList())
    if (isProject(folder)) there += folder;
  return there;
}

void rememberProject(const QString& folder) {
  QStringList recent = recentProjects();
  const QString absolute = QDir(folder).absolutePath();
  recent.removeAll(absolute);
  recent.prepend(absolute);
  settings().setValue(QStringLiteral("recent"), recent.mid(0, kept));
}

Scheme savedScheme() {
  const QString scheme = settings().value(QStringLiteral("scheme")).toString();
  return scheme == QLatin1String("dark") ? Scheme::Dark : scheme == QLatin1String("light") ? Scheme::Light : Scheme::Desktop;
}
void saveScheme(Scheme scheme) { settings().setValue(QStringLiteral("scheme"), scheme == Scheme::Dark ? QStringLiteral("dark") : scheme == Scheme::Light ? QStringLiteral("light") : QStringLiteral("desktop")); }
QByteArray savedGeometry() { return settings().value(QStringLiteral("geometry")).toByteArray(); }
void saveGeometry(const QByteArray& geometry) { settings().setValue(QStringLiteral("geometry"), geometry); }

QStringList exampleProjects() {
  QStringList roots;
  if (qEnvironmentVariableIsSet("GHOST_PROJECTS")) roots += qEnvironmentVariable("GHOST_PROJECTS");
  QDir up(QCoreApplication::applicationDirPath());
  constexpr int levels = 4;
  for (int i = 0; i < levels && up.cdUp(); ++i) roots += up.filePath(QStringLiteral("projects"));
  QStringList found;
  for (const QString& root : roots)
    for (const QFileInfo& entry : QDir(root).entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name))
      if (isProject(entry.filePath()) && !found.contains(entry.absoluteFilePath())) found += entry.absoluteFilePath();
  return found;
}

}  // namespace ghost::workbench
