#pragma once
#include "views/theme/theme.h"

class QApplication;

namespace ghost::workbench {

/// Light or dark as the desktop says, or as the user chose; one palette and one style sheet for the whole window, built from the theme's colours.
enum class Scheme { Desktop, Light, Dark };
/// What the desktop asks for: GHOST_COLOUR_SCHEME=dark|light, else the lightness of the palette Qt started with.
theme::Mode desktopMode();
void applyAppearance(QApplication& application, theme::Mode mode);

}  // namespace ghost::workbench
