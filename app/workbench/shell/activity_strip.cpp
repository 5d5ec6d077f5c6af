#include "shell/activity_strip.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

#include "pages/parts.h"
#include "shell/plain_text.h"

namespace ghost::workbench {

ActivityStrip::ActivityStrip(Activities& activities, QWidget* parent) : QWidget(parent), m_activities(activities) {
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(6, 0, 0, 0);
  m_text = plainLabel({}, this, 9.5);
  m_cancel = makeButton(tr("Cancel"), tr("End what is named here; what is there already stays"), this, [this] {
    if (!m_activities.all().empty()) m_activities.cancel(m_activities.all().back().id);
  });
  m_cancel->setAccessibleName(tr("Cancel what is going on"));
  layout->addWidget(m_text, 1);
  layout->addWidget(m_cancel);
  constexpr int blink = 300;  // milliseconds
  m_patience.setSingleShot(true);
  m_patience.setInterval(blink);
  connect(&m_patience, &QTimer::timeout, this, [this] { show(); });
  connect(&activities, &Activities::changed, this, [this] {
    if (isHidden() && !m_activities.all().empty()) {
      if (!m_patience.isActive()) m_patience.start();
    } else {
      show();
    }
  });
  hide();
}

void ActivityStrip::show() {
  const auto& all = m_activities.all();
  if (all.empty()) return hide();
  QString text = all.back().text();
  if (all.size() > 1) text += tr("  (+%1)").arg(all.size() - 1);
  m_text->setText(text);
  QStringList each;
  for (auto activity = all.rbegin(); activity != all.rend(); ++activity) each += activity->text();
  setPlainTip(m_text, each.join(QLatin1Char('\n')));
  m_cancel->setVisible(bool(all.back().cancel));
  QWidget::show();
}

QString ActivityStrip::text() const { return isHidden() ? QString() : m_text->text(); }

}  // namespace ghost::workbench
