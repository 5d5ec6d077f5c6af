#include "shell/notice_bar.h"

#include <algorithm>

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QStyle>
#include <QToolButton>

#include "jobs/window_words.h"
#include "shell/plain_text.h"

namespace ghost::workbench {

namespace {
constexpr int newsTime = 9000, widest = 760, side = 18;
constexpr qsizetype longest = 600;  // letters; the tip has the rest
}  // namespace

NoticeBar::NoticeBar(QWidget* host, int free) : QFrame(host), m_host(host), m_free(free) {
  setObjectName(QStringLiteral("notice"));
  setAutoFillBackground(true);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(12, 8, 8, 8);
  m_icon = plainLabel({}, this);
  m_text = plainLabel({}, this, 10);
  m_text->setWordWrap(true);
  m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
  auto* close = new QToolButton(this);
  close->setText(QStringLiteral("×"));
  close->setAutoRaise(true);
  close->setFocusPolicy(Qt::TabFocus);
  close->setAccessibleName(tr("Close this message"));
  setPlainTip(close, tr("Close this message"));
  layout->addWidget(m_icon, 0, Qt::AlignTop);
  layout->addWidget(m_text, 1);
  layout->addWidget(close, 0, Qt::AlignTop);
  connect(close, &QToolButton::clicked, this, &NoticeBar::close);
  m_fade.setSingleShot(true);
  m_fade.setInterval(newsTime);
  connect(&m_fade, &QTimer::timeout, this, [this] {
    m_news.clear();
    present();
  });
  m_host->installEventFilter(this);
  hide();
}

void NoticeBar::tell(const QString& sentence, bool isError, const QString& topic) {
  if (sentence.isEmpty()) return;
  const QString words = inWindowWords(sentence);
  m_errors.removeIf([&](const Standing& each) { return each.topic == topic; });
  m_news = isError ? QString() : words;
  if (isError) m_errors += {topic, words};
  present();
}

void NoticeBar::settle(const QString& topic) {
  if (m_errors.removeIf([&](const Standing& each) { return each.topic == topic; }) > 0) present();
}

void NoticeBar::clear() {
  m_news.clear();
  m_errors.clear();
  present();
}

void NoticeBar::close() {
  if (!m_news.isEmpty()) m_news.clear();
  else if (!m_errors.isEmpty()) m_errors.removeLast();
  present();
}

QString NoticeBar::text() const { return !m_news.isEmpty() ? m_news : m_errors.isEmpty() ? QString() : m_errors.last().sentence; }

void NoticeBar::present() {
  const QString sentence = text();
  const bool isError = m_news.isEmpty();
  if (isError) m_fade.stop();
  else if (!underMouse()) m_fade.start();
  if (sentence.isEmpty()) return hide();
  m_icon->setPixmap(style()->standardIcon(isError ? QStyle::SP_MessageBoxWarning : QStyle::SP_MessageBoxInformation).pixmap(side));
  const bool cut = sentence.size() > longest;
  m_text->setText(cut ? sentence.left(longest) + QStringLiteral(" …") : sentence);
  setPlainTip(m_text, cut ? sentence : QString());
  setAccessibleName(sentence);
  place();
  show();
  raise();
  QAccessibleEvent alert(this, QAccessible::Alert);
  QAccessible::updateAccessibility(&alert);
}

void NoticeBar::place() {
  ensurePolished();
  const int room = std::max(0, m_host->width() - 32);
  const int wanted = m_text->fontMetrics().horizontalAdvance(m_text->text()) + 100;
  const int width = std::min({room, widest, std::max(320, wanted)});
  layout()->invalidate();
  const int height = std::max(layout()->minimumSize().height(), layout()->hasHeightForWidth() ? layout()->totalHeightForWidth(width) : layout()->sizeHint().height());
  setGeometry((m_host->width() - width) / 2, std::max(0, m_host->height() - height - m_free), width, std::min(height, m_host->height()));
}

bool NoticeBar::eventFilter(QObject* watched, QEvent* event) {
  if (watched == m_host && event->type() == QEvent::Resize && !isHidden()) place();
  // A page that is put in front later must not cover it.
  if (watched == m_host && event->type() == QEvent::ChildAdded && !isHidden()) raise();
  return QFrame::eventFilter(watched, event);
}

void NoticeBar::enterEvent(QEnterEvent* event) {
  m_fade.stop();  // who points at it is reading
  QFrame::enterEvent(event);
}

void NoticeBar::leaveEvent(QEvent* event) {
  if (!m_news.isEmpty()) m_fade.start();
  QFrame::leaveEvent(event);
}

}  // namespace ghost::workbench
