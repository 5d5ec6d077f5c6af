#pragma once
#include <vector>

#include <QString>
#include <QStringList>

class QLabel;
class QWidget;
class QAction;

namespace ghost::workbench {

/// The only ways text enters labels and tips here: titles and names come from files of others and must never be read as markup.
/// A test looks for QLabel(text), setToolTip and message boxes elsewhere.
QLabel* plainLabel(const QString& text, QWidget* parent, double points = 0, bool bold = false);
void setPlainTip(QWidget* widget, const QString& text);
void setPlainTip(QAction* action, const QString& text);

/// Text from files of others on one line: control characters, line breaks and marks that turn the direction of writing are gone.
QString oneLine(const QString& text);
/// At most `most` letters, an ellipsis in place of the rest; no accent or emoji is cut in two.
QString shortText(const QString& text, int most = 80);
/// The same as rich text for a tool tip: escaped, long words broken, at most a screenful.
QString tipText(const QString& text);

/// 1234 -> "1,234"; small numbers with up to four significant digits; NaN and infinities as a dash.
QString numberText(double value);
/// Numbers of one column as texts that align to the right with their points below each other: equally many decimals where they are of one kind (all rates, all
/// counts, all scores), else each with its own and blanks as wide as the decimals that others have.
QStringList alignedNumbers(const std::vector<double>& values);
QString countText(qint64 value);
/// "42 s", "3 min", "1.5 h"; a dash for nothing known (<= 0).
QString durationText(double seconds);
/// 2026-11-24T09:14:05.123Z -> local "24 Nov 09:14"; the text itself when it is no time.
QString timeText(const QString& iso);

}  // namespace ghost::workbench
