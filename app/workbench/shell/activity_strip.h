#pragma once
#include <QTimer>
#include <QWidget>

#include "jobs/activities.h"

class QLabel;
class QPushButton;

namespace ghost::workbench {

/// The part of the status bar that says what is going on, newest first, and ends it. What is over within a blink isn't shown.
class ActivityStrip : public QWidget {
 public:
  ActivityStrip(Activities& activities, QWidget* parent);
  QString text() const;
  QPushButton* cancelButton() const { return m_cancel; }

 private:
  void show();
  Activities& m_activities;
  QLabel* m_text;
  QPushButton* m_cancel;
  QTimer m_patience;
};

}  // namespace ghost::workbench
