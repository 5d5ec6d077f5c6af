#include "shell/palette.h"

#include <QAction>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>

#include "jobs/launcher.h"
#include "models/run_facts.h"
#include "shell/actions.h"
#include "shell/main_window.h"
#include "shell/plain_text.h"

namespace ghost::workbench {

namespace {
constexpr int idRole = Qt::UserRole, runRole = Qt::UserRole + 1;
}

bool matchesLetters(const QString& text, const QString& wanted) {
  qsizetype at = 0;
  for (const QChar letter : wanted) {
    if (letter.isSpace()) continue;
    at = text.indexOf(letter, at, Qt::CaseInsensitive);
    if (at < 0) return false;
    ++at;
  }
  return true;
}

CommandPalette::CommandPalette(MainWindow& window) : Dialog(&window), m_window(window) {
  setWindowTitle(tr("Command Palette"));
  setAttribute(Qt::WA_DeleteOnClose);
  resize(560, 420);
  auto* layout = new QVBoxLayout(this);
  m_line = new QLineEdit(this);
  m_line->setPlaceholderText(tr("Type a few letters of an action or a run"));
  m_line->setAccessibleName(m_line->placeholderText());
  m_line->installEventFilter(this);
  layout->addWidget(m_line);
  m_list = new QListWidget(this);
  m_list->setAccessibleName(tr("Actions"));
  layout->addWidget(m_list, 1);
  m_command = plainLabel({}, this, 9);
  m_command->setEnabled(false);
  m_command->setWordWrap(true);
  layout->addWidget(m_command);
  connect(m_line, &QLineEdit::textChanged, this, &CommandPalette::fill);
  connect(m_line, &QLineEdit::returnPressed, this, &CommandPalette::act);
  connect(m_list, &QListWidget::itemActivated, this, &CommandPalette::act);
  connect(m_list, &QListWidget::currentRowChanged, this, [this](int row) { m_command->setText(row < 0 ? QString() : tr("Ctrl+C copies:  %1").arg(commandOf(row))); });
  m_line->setFocus();
  fill();
}

void CommandPalette::fill() {
  m_list->clear();
  const QString wanted = m_line->text();
  for (const ActionRow& row : actionRows()) {
    const QAction* action = m_window.action(QString::fromLatin1(row.id));
    const QString menu = QString::fromLatin1(row.menu).remove('-');
    const QString text = QStringLiteral("%1: %2").arg(menu, QString::fromUtf8(row.text));
    if (!action || !action->isEnabled() || !matchesLetters(text, wanted)) continue;
    const QString key = action->shortcut().toString(QKeySequence::NativeText);
    auto* item = new QListWidgetItem(key.isEmpty() ? text : text + QStringLiteral("     ") + key, m_list);
    item->setData(idRole, QString::fromLatin1(row.id));
  }
  constexpr int mostRuns = 30;
  int runs = 0;
  for (const auto& row : m_window.desk().runs.rows()) {
    const QString text = tr("Open run: %1").arg(runTitle(row));
    if (!matchesLetters(text, wanted) || ++runs > mostRuns) continue;
    auto* item = new QListWidgetItem(text, m_list);
    item->setData(runRole, QString::fromStdString(row.name));
  }
  m_list->setCurrentRow(0);
}

QString CommandPalette::commandOf(int row) const {
  const auto* item = m_list->item(row);
  if (!item) return {};
  const QString run = item->data(runRole).toString();
  if (!run.isEmpty()) return QString::fromStdString(commandText(m_window.windowCommand({"--run", run.toStdString(), "--page", "results"})));
  for (const ActionRow& action : actionRows())
    if (item->data(idRole).toString() == QLatin1String(action.id)) return QString::fromStdString(commandText(action.command(m_window)));
  return {};
}

void CommandPalette::act() {
  const auto* item = m_list->currentItem();
  if (!item) return;
  const QString id = item->data(idRole).toString(), run = item->data(runRole).toString();
  accept();
  if (!run.isEmpty()) {
    m_window.desk().selection.setRun(run);
    m_window.showPage(QStringLiteral("results"));
  } else if (auto* action = m_window.action(id)) {
    action->trigger();
  }
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::KeyPress) {
    auto* key = static_cast<QKeyEvent*>(event);
    if (key->matches(QKeySequence::Copy) && !m_line->hasSelectedText()) {
      m_window.copyCommand(commandOf(m_list->currentRow()));
      return true;
    }
    const int step = key->key() == Qt::Key_Down ? 1 : key->key() == Qt::Key_Up ? -1 : 0;
    if (step != 0) {
      m_list->setCurrentRow(qBound(0, m_list->currentRow() + step, m_list->count() - 1));
      return true;
    }
  }
  return Dialog::eventFilter(watched, event);
}

}  // namespace ghost::workbench
