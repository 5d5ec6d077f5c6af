#include "pages/sid_strip.h"

#include <QPainter>

namespace ghost::workbench {

SidStrip::SidStrip(QWidget* parent) : QWidget(parent) { setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed); }

void SidStrip::setItem(std::shared_ptr<const TokenBook> tokens, int item) {
  m_chips.clear();
  if (tokens && item >= 0 && item < tokens->tokens.table.items()) {
    const auto& table = tokens->tokens.table;
    const int headLevels = tokens->tokens.skeleton ? tokens->tokens.skeleton->headLevels : table.maxLength();
    for (const auto token : table.sid(item)) {
      const auto role = table.isSuffix(token) ? figure::Role::Neutral : table.level(token) < headLevels ? figure::Role::Head : figure::Role::Tail;
      m_chips.append({QString::fromStdString(table.tokenName(token)), role});
    }
  }
  QStringList names;
  for (const Chip& chip : m_chips) names += chip.text;
  setAccessibleName(tr("Semantic ID %1").arg(names.join(QLatin1Char(' '))));
  updateGeometry();
  update();
}

void SidStrip::setMode(theme::Mode mode) {
  m_mode = mode;
  update();
}

QSize SidStrip::sizeHint() const {
  const QFontMetrics metrics(theme::font(9.5, true));
  int width = 0;
  for (const Chip& chip : m_chips) width += metrics.horizontalAdvance(chip.text) + 18;
  return {std::max(80, width), metrics.height() + 10};
}

void SidStrip::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setFont(theme::font(9.5, true));
  const QFontMetrics metrics(painter.font());
  if (const double wanted = sizeHint().width(); wanted > width()) painter.scale(width() / wanted, width() / wanted);  // small rather than cut
  double x = 0;
  for (const Chip& chip : m_chips) {
    const QRectF box(x, 2, metrics.horizontalAdvance(chip.text) + 12, metrics.height() + 5);
    const QColor fill = theme::roleColour(chip.role, 0, m_mode);
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawRoundedRect(box, 4, 4);
    painter.setPen(theme::textOn(fill));
    painter.drawText(box, Qt::AlignCenter, chip.text);
    x = box.right() + 6;
  }
}

}  // namespace ghost::workbench
