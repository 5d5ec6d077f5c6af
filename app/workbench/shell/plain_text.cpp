#include "shell/plain_text.h"

#include <cmath>

#include <QAction>
#include <QDateTime>
#include <QLabel>
#include <QLocale>

#include "views/theme/theme.h"

namespace ghost::workbench {

QLabel* plainLabel(const QString& text, QWidget* parent, double points, bool bold) {
  auto* label = new QLabel(parent);
  label->setTextFormat(Qt::PlainText);
  label->setText(text);
  if (points > 0 || bold) label->setFont(theme::font(points > 0 ? points : 10, bold));
  return label;
}

namespace {
QString tip(const QString& text) {
  // A tool tip has no plain mode; as escaped rich text it is wrapped and nothing in it is read as markup.
  return text.isEmpty() ? QString() : QStringLiteral("<qt>%1</qt>").arg(text.toHtmlEscaped());
}
}  // namespace

void setPlainTip(QWidget* widget, const QString& text) { widget->setToolTip(tip(text)); }
void setPlainTip(QAction* action, const QString& text) { action->setToolTip(tip(text)); }

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
