#pragma once
#include <QFrame>
#include <QTimer>

class QLabel;

namespace ghost::workbench {

/// One sentence under the menu: what went wrong stays until it is closed or replaced, news go by themselves. Never in the way of work.
class NoticeBar : public QFrame {
  Q_OBJECT
 public:
  explicit NoticeBar(QWidget* parent = nullptr);
  void tell(const QString& sentence, bool isError);
  QString text() const;

 private:
  QLabel *m_icon, *m_text;
  QTimer m_fade;
};

}  // namespace ghost::workbench
