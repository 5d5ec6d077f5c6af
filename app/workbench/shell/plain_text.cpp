#include "shell/plain_text.h"

#include <algorithm>
#include <cmath>

#include <QAction>
#include <QDateTime>
#include <QLabel>
#include <QLocale>
#include <QStringList>
#include <QTextBoundaryFinder>

#include "figure/markup.h"
#include "shell/plain_label.h"
#include "views/theme/theme.h"

namespace ghost::workbench {

QLabel* plainLabel(const QString& text, QWidget* parent, double points, bool bold) {
  auto* label = new PlainLabel(parent);
  label->setText(text);
  if (points > 0 || bold) label->setFont(theme::font(points > 0 ? points : 10, bold));
  return label;
}

QString oneLine(const QString& text) { return QString::fromStdString(figure::oneLine(text.toStdString())); }

QString shortText(const QString& text, int most) {
  if (text.size() <= most) return text;
  QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, text);
  finder.setPosition(most);
  const auto cut = finder.isAtBoundary() ? most : finder.toPreviousBoundary();
  return text.left(std::max<qsizetype>(0, cut)) + QChar(0x2026);
}

QString tipText(const QString& text) {
  if (text.isEmpty()) return {};
  constexpr int longest = 1500, word = 48;
  QString broken;
  int letters = 0;  // since the last place where a line may end
  for (const QChar c : shortText(text, longest)) {
    letters = c.isSpace() ? 0 : letters + 1;
    if (letters > word && !c.isLowSurrogate() && c.category() != QChar::Mark_NonSpacing) {
      broken += QChar(0x200B);
      letters = 1;
    }
    broken += c;
  }
  // A tool tip has no plain mode; as escaped rich text it is wrapped and nothing in it is read as markup.
  return QStringLiteral("<qt>%1</qt>").arg(broken.toHtmlEscaped().replace('\n', QStringLiteral("<br>")));
}

void setPlainTip(QWidget* widget, const QString& text) { widget->setToolTip(tipText(text)); }
void setPlainTip(QAction* action, const QString& text) { action->setToolTip(tipText(text)); }

QString countText(qint64 value) { return QLocale(QLocale::English).toString(value); }

QString numberText(double value) {
  if (!std::isfinite(value)) return QStringLiteral("–");
  if (value == std::floor(value) && std::abs(value) < 1e12) return countText(static_cast<qint64>(value));
  const double size = std::abs(value);
  if (size >= 1000) return QLocale(QLocale::English).toString(value, 'f', 1);
  if (size >= 1) return QString::number(value, 'g', 4);
  if (size >= 1e-4) return QString::number(value, 'f', size < 0.1 ? 4 : 3);
  return QString::number(value, 'g', 3);
}

namespace {
/// Decimals that a number of this size is read with.
int decimalsOf(double value) {
  const double size = std::abs(value);
  return size >= 1000 ? 1 : size >= 100 ? 1 : size >= 10 ? 2 : size >= 1 ? 3 : 4;
}
}  // namespace

QStringList alignedNumbers(const std::vector<double>& values) {
  double least = 0, most = 0;  // of what isn't zero
  bool whole = true;
  for (const double value : values) {
    if (!std::isfinite(value) || value == 0) continue;
    least = least == 0 ? std::abs(value) : std::min(least, std::abs(value));
    most = std::max(most, std::abs(value));
    whole = whole && value == std::floor(value) && std::abs(value) < 1e12;
  }
  const bool oneKind = most == 0 || most / least < 1000 || most < 10;
  const auto decimals = [&](double value) { return whole ? 0 : oneKind ? (most > 0 && most < 1e-3 ? 6 : decimalsOf(most)) : value == std::floor(value) ? 0 : decimalsOf(value); };
  int widest = 0;
  for (const double value : values)
    if (std::isfinite(value)) widest = std::max(widest, decimals(value));
  QStringList texts;
  for (const double value : values) {
    if (!std::isfinite(value)) {
      texts += QStringLiteral("–");
      continue;
    }
    const int own = decimals(value);
    // A figure space is as wide as a digit, a punctuation space as wide as the point.
    texts += QLocale(QLocale::English).toString(value, 'f', own) + QString(widest - own, QChar(0x2007)) + (own == 0 && widest > 0 ? QString(QChar(0x2008)) : QString());
  }
  return texts;
}

QString durationText(double seconds) {
  if (!std::isfinite(seconds) || seconds <= 0) return QStringLiteral("–");
  if (seconds < 1) return QStringLiteral("< 1 s");
  if (seconds < 100) return QStringLiteral("%1 s").arg(std::round(seconds));
  if (seconds < 100 * 60) return QStringLiteral("%1 min").arg(std::round(seconds / 60));
  return QStringLiteral("%1 h").arg(seconds / 3600, 0, 'f', 1);
}

QString timeText(const QString& iso) {
  const QDateTime time = QDateTime::fromString(iso, Qt::ISODateWithMs).toLocalTime();
  return time.isValid() ? QLocale(QLocale::English).toString(time, QStringLiteral("d MMM HH:mm")) : iso;
}

}  // namespace ghost::workbench
