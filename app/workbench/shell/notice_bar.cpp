#include "shell/notice_bar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QStyle>
#include <QToolButton>

#include "jobs/window_words.h"
#include "shell/plain_text.h"

namespace ghost::workbench {

NoticeBar::NoticeBar(QWidget* parent) : QFrame(parent) {
  setObjectName(QStringLiteral("notice"));
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(12, 6, 8, 6);
  m_icon = plainLabel({}, this);
  m_text = plainLabel({}, this, 10);
  m_text->setWordWrap(true);
  m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
  auto* close = new QToolButton(this);
  close->setText(QStringLiteral("×"));
  close->setAutoRaise(true);
  close->setAccessibleName(tr("Close this message"));
  layout->addWidget(m_icon);
  layout->addWidget(m_text, 1);
  layout->addWidget(close);
  connect(close, &QToolButton::clicked, this, &QWidget::hide);
  m_fade.setSingleShot(true);
  connect(&m_fade, &QTimer::timeout, this, &QWidget::hide);
  hide();
}

void NoticeBar::tell(const QString& sentence, bool isError) {
  if (sentence.isEmpty()) return;
  constexpr int newsTime = 9000, side = 18;
  m_icon->setPixmap(style()->standardIcon(isError ? QStyle::SP_MessageBoxWarning : QStyle::SP_MessageBoxInformation).pixmap(side));
  const QString words = inWindowWords(sentence);
  m_text->setText(words);
  setAccessibleName(words);
  show();
  if (isError) m_fade.stop();
  else m_fade.start(newsTime);
}

QString NoticeBar::text() const { return isHidden() ? QString() : m_text->text(); }

}  // namespace ghost::workbench
