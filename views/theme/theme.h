#pragma once
#include <QColor>
#include <QFont>

#include "figure/figure_data.h"

namespace ghost::theme {

/// Light on a white or dark ground. Paper is always Light.
enum class Mode { Light, Dark };

/// Colours and fonts of every view and every paper figure. Head is blue, tail is vermilion, everywhere: both from the Okabe-Ito palette, so they stay
/// apart for colour-blind readers and in grey print (their lightness differs). Stateless; usable from any thread once loadFonts() ran.

QColor ground(Mode mode);                ///< behind the plot
QColor ink(Mode mode);                   ///< text and axes
QColor faintInk(Mode mode);              ///< grid lines, secondary text
QColor headColour(Mode mode);
QColor tailColour(Mode mode);
/// The colour a role has in every view. `index` is the n-th categorical colour for Role::Series (head's and tail's colours are not among them),
/// and the n-th lighter or darker sibling for the other roles.
QColor roleColour(figure::Role role, int index, Mode mode);
/// Number of categorical colours before they repeat.
int categoricalCount();

/// t in [0, 1], clamped; NaN gives a neutral grey.
enum class Sequential { Viridis, Cividis };
QColor sequential(double t, Sequential scale = Sequential::Cividis);
/// t in [0, 1], clamped, from what stands out least on the ground of this mode to what stands out most; NaN gives a neutral grey.
QColor shade(double t, Mode mode);
/// t in [-1, 1]: blue below zero, near white at zero, orange above.
QColor diverging(double t);
/// Black or white, whichever reads better on `fill`: the higher WCAG contrast.
QColor textOn(const QColor& fill);
/// WCAG contrast ratio of two opaque colours, 1 to 21.
double contrast(const QColor& a, const QColor& b);

/// Loads the shipped fonts once; needs a QGuiApplication. Returns the family name ("Liberation Sans").
QString loadFonts();
/// The shipped family at `points`; hinting off so that widths scale exactly.
QFont font(double points, bool bold = false, bool italic = false);

}  // namespace ghost::theme
