#include "pages/page.h"

#include <utility>

#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "jobs/window_words.h"
#include "pages/elided_label.h"
#include "shell/plain_text.h"

namespace ghost::workbench {

Page::Page(Desk& desk, const QString& id, const QString& title, const QString& question) : m_desk(desk), m_id(id), m_title(title), m_question(question) {
  setObjectName(QStringLiteral("page-") + id);
  setAccessibleName(title);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(18, 12, 18, 12);
  layout->setSpacing(10);
  auto* top = new QHBoxLayout;
  auto* names = new QVBoxLayout;
  names->setSpacing(0);
  m_heading = plainLabel(title, this, 16, true);
  names->addWidget(m_heading);
  m_asked = new ElidedLabel(this, 10);
  m_asked->setText(question);
  m_asked->setEnabled(false);
  names->addWidget(m_asked);
  connect(&desk.activities, &Activities::changed, this, &Page::nameWhatGoesOn);
  top->addLayout(names, 1);
  m_tools = new QHBoxLayout;
  m_tools->setSpacing(8);
  top->addLayout(m_tools);
  layout->addLayout(top);

  m_stack = new QStackedWidget(this);
  layout->addWidget(m_stack, 1);
  auto* body = new QWidget;
  m_content = new QVBoxLayout(body);
  m_content->setContentsMargins(0, 0, 0, 0);
  m_content->setSpacing(10);
  body->setObjectName(QStringLiteral("form"));  // the window's ground shows through
  auto* scroll = new QScrollArea;               // a small screen scrolls what it has no room for, rather than growing the window over its edge
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidgetResizable(true);
  scroll->setWidget(body);
  m_stack->addWidget(scroll);
  auto* empty = new QWidget;
  auto* column = new QVBoxLayout(empty);
  m_emptyText = plainLabel({}, empty, 12);
  m_emptyText->setAlignment(Qt::AlignCenter);
  m_emptyText->setWordWrap(true);
  m_emptyButton = new QPushButton(empty);
  m_emptyButton->setProperty("primary", true);
  column->addStretch(2);
  column->addWidget(m_emptyText);
  column->addSpacing(12);
  m_otherButton = new QPushButton(empty);
  auto* ways = new QHBoxLayout;
  ways->addStretch(1);
  ways->addWidget(m_emptyButton);
  ways->addWidget(m_otherButton);
  ways->addStretch(1);
  column->addLayout(ways);
  column->addStretch(3);
  m_stack->addWidget(empty);
  connect(m_emptyButton, &QPushButton::clicked, this, [this] { if (m_emptyAction) m_emptyAction(); });
  connect(m_otherButton, &QPushButton::clicked, this, [this] { if (m_otherAction) m_otherAction(); });
}

void Page::nameWhatGoesOn() {
  QString text = m_question;
  for (const auto& activity : m_desk.activities.all())
    if (activity.page == m_id) text = activity.text();
  if (m_asked->text() != text) m_asked->setText(text);
}

void Page::touch() {
  m_stale = !isVisible();
  if (!m_stale) renew();
}

void Page::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  if (std::exchange(m_stale, false)) renew();
}

void Page::showEmpty(const QString& sentence, const QString& action, std::function<void()> act, Way other) {
  setTitleText(m_title);
  m_emptyText->setText(inWindowWords(sentence));
  m_emptyButton->setText(action);
  m_emptyButton->setVisible(!action.isEmpty());
  m_emptyAction = std::move(act);
  m_otherButton->setText(other.label);
  m_otherButton->setVisible(!other.label.isEmpty());
  m_otherAction = std::move(other.act);
  m_stack->setCurrentIndex(1);
}

void Page::showContent() { m_stack->setCurrentIndex(0); }
QString Page::emptyReason() const { return m_stack->currentIndex() == 1 ? m_emptyText->text() : QString(); }
void Page::setTitleText(const QString& text) { m_heading->setText(text); }

}  // namespace ghost::workbench
