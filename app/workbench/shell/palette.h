#pragma once
#include "shell/dialog.h"

class QLabel;
class QLineEdit;
class QListWidget;

namespace ghost::workbench {

class MainWindow;

/// Find any action or run by a few letters. Return does it, Ctrl+C copies it as a command; the line below shows that command.
class CommandPalette : public Dialog {
  Q_OBJECT
 public:
  explicit CommandPalette(MainWindow& window);
  QLineEdit* line() const { return m_line; }
  QListWidget* list() const { return m_list; }

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void fill();
  void act();
  QString commandOf(int row) const;

  MainWindow& m_window;
  QLineEdit* m_line;
  QListWidget* m_list;
  QLabel* m_command;
};

/// Whether all letters of `wanted` come in this order in `text`.
bool matchesLetters(const QString& text, const QString& wanted);

}  // namespace ghost::workbench
