#pragma once
#include <QWidget>

#include "base/json_file.h"

class QPlainTextEdit;

namespace ghost::workbench {

/// What an import did, to read, copy and save.
class ImportReport : public QWidget {
  Q_OBJECT
 public:
  explicit ImportReport(QWidget* parent = nullptr);
  void show(const OrderedJson& report);
  QString text() const;
  /// As text, or as JSON where the name ends in .json.
  void save(const QString& file);

 signals:
  void told(const QString& sentence, bool isError);
  void closeWanted();

 private:
  void askWhereToSave();
  QPlainTextEdit* m_text;
  OrderedJson m_report;
};

}  // namespace ghost::workbench
