#pragma once
#include <QFrame>
#include <QList>
#include <QTimer>

class QLabel;

namespace ghost::workbench {

/// One sentence laid over the lower edge of its host: nothing below moves when it comes or goes, so that no click meets another control than the one aimed at.
/// News go by themselves. An error has a topic and stays until that is settled, it is closed, or a newer one of the same topic takes its place.
class NoticeBar : public QFrame {
  Q_OBJECT
 public:
  /// `free` pixels at the host's lower edge stay uncovered, e.g. for a dialog's buttons.
  explicit NoticeBar(QWidget* host, int free = 14);
  void tell(const QString& sentence, bool isError, const QString& topic = {});
  /// What errors of this topic speak of is over.
  void settle(const QString& topic);
  void clear();
  /// The sentence in sight, whole; empty when there is none.
  QString text() const;

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void enterEvent(QEnterEvent* event) override;
  void leaveEvent(QEvent* event) override;

 private:
  struct Standing {
    QString topic, sentence;
  };
  void close();
  void present();
  void place();
  QWidget* m_host;
  int m_free;
  QLabel *m_icon, *m_text;
  QString m_news;             ///< empty = none
  QList<Standing> m_errors;   ///< the newest last
  QTimer m_fade;
};

}  // namespace ghost::workbench
