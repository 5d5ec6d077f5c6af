#pragma once
#include <QWidget>

class QLabel;

namespace ghost::workbench {

/// What lacks item vectors says so, beside the buttons that make or name some. Hidden while nothing is lacking.
class VectorsOffer : public QWidget {
  Q_OBJECT
 public:
  explicit VectorsOffer(QWidget* parent);
  /// An empty sentence hides it.
  void offer(const QString& sentence);
  QString sentence() const;

 signals:
  void makeWanted();
  void attachWanted();

 private:
  QLabel* m_text;
};

}  // namespace ghost::workbench
