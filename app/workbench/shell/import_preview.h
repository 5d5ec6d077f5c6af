#pragma once
#include <QWidget>

#include "base/json_file.h"
#include "models/grid_model.h"

class QLabel;
class QProgressBar;
class QPushButton;
class QTableView;

namespace ghost::workbench {

/// What `ghost data preview --json` says, to look at: what the reader makes of the source, the first rows as it reads them, the first bad lines and warnings.
class ImportPreview : public QWidget {
  Q_OBJECT
 public:
  explicit ImportPreview(QWidget* parent = nullptr);
  void show(const OrderedJson& preview);
  /// No rows, only this sentence.
  void showNothing(const QString& sentence);
  /// While the source is read anew what was shown stays, dimmed.
  void setReading(bool reading);
  bool isReading() const { return m_reading; }

  QTableView* table() const { return m_table; }
  /// All words beside the table, for tests and screen readers.
  QString words() const;

 signals:
  void stopWanted();

 private:
  QLabel *m_found, *m_bad;
  QTableView* m_table;
  GridModel* m_rows;
  QProgressBar* m_bar;
  QPushButton* m_stop;
  bool m_reading = false;
};

}  // namespace ghost::workbench
