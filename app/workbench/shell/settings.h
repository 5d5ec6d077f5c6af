#pragma once
#include <QByteArray>
#include <QStringList>

#include "shell/appearance.h"

namespace ghost::workbench {

/// The user's own settings (XDG config, ghost-workbench/settings.ini): recent projects, colour scheme, window size. Never anything of a project.
QStringList recentProjects();
/// Puts it first; folders that are gone are dropped.
void rememberProject(const QString& folder);
Scheme savedScheme();
void saveScheme(Scheme scheme);
QByteArray savedGeometry();
void saveGeometry(const QByteArray& geometry);
/// Project folders shipped with the program: those of the checkout it was built in, or of GHOST_PROJECTS.
QStringList exampleProjects();

}  // namespace ghost::workbench
