#pragma once
#include <QWidget>

#include "wire/message.h"

class QLabel;
class QProgressBar;
class QPushButton;

namespace ghost::workbench {

/// An import that runs: what it reads, how far, how fast, how long still, and Cancel.
class ImportProgress : public QWidget {
  Q_OBJECT
 public:
  explicit ImportProgress(QWidget* parent = nullptr);
  void begin(const QString& source);
  void follow(const ghost::wire::Event& event);
  /// It was asked to stop: later events are no longer shown.
  void stopping();

  QProgressBar* bar() const { return m_bar; }
  QPushButton* cancelButton() const { return m_cancel; }
  /// Bytes, rate and remaining time.
  QString words() const;

 signals:
  void cancelWanted();

 private:
  QLabel *m_stage, *m_numbers;
  QProgressBar* m_bar;
  QPushButton* m_cancel;
  double m_bytes = 0;   ///< of the source on disk
};

}  // namespace ghost::workbench
