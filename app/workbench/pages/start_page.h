#pragma once
#include <QWidget>

#include "shell/desk.h"

class QListWidget;

namespace ghost::workbench {

/// Without a project: open one, begin one from data, or look at an example.
class StartPage : public QWidget {
  Q_OBJECT
 public:
  explicit StartPage(QWidget* parent = nullptr);
  void refresh();

 signals:
  void openWanted(const QString& folder);  ///< empty = ask
  void importWanted();

 private:
  QListWidget *m_recent, *m_examples;
};

}  // namespace ghost::workbench
