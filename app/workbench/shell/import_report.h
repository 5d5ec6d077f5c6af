#pragma once
#include <QWidget>

#include "base/json_file.h"
#include "pages/vectors_offer.h"

class QPlainTextEdit;

namespace ghost::workbench {

/// What an import did, to read, copy and save.
class ImportReport : public QWidget {
  Q_OBJECT
 public:
  explicit ImportReport(QWidget* parent = nullptr);
  void show(const OrderedJson& report);
  /// Says that the new project has no item vectors, beside buttons for some.
  void offerVectors(bool lacking);
  VectorsOffer* vectorsOffer() const { return m_vectors; }
  QString text() const;
  /// As text, or as JSON where the name ends in .json.
  void save(const QString& file);

 signals:
  void told(const QString& sentence, bool isError);
  void closeWanted();

 private:
  void askWhereToSave();
  QPlainTextEdit* m_text;
  VectorsOffer* m_vectors;
  OrderedJson m_report;
};

}  // namespace ghost::workbench
