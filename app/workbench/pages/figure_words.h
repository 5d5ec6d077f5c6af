#pragma once
#include "shell/dialog.h"

#include "figure/figure_edits.h"

class QLineEdit;
class QPlainTextEdit;
class QFormLayout;

namespace ghost::workbench {

/// The words of a figure, to be written over: title, titles and labels of its panels, names in the legend, footnotes. What is left as it was stays the figure's own;
/// an emptied field prints nothing. Numbers can't be edited.
class FigureWordsDialog : public Dialog {
  Q_OBJECT
 public:
  /// `figure` as it was made, without edits; `edits` are those laid over it now.
  FigureWordsDialog(const figure::FigureData& figure, const figure::FigureEdits& edits, QWidget* parent);
  figure::FigureEdits edits() const;
  /// Every field says what the figure itself says.
  void reset();
  /// The field of this name: "title", "1/x_label", "legend/Ghost", "footnotes" is not among them. Null when there is none.
  QLineEdit* field(const QString& key) const;
  QPlainTextEdit* footnotes() const { return m_footnotes; }

 private:
  struct Field {
    QString key, own;
    QLineEdit* edit;
  };
  void add(QFormLayout* form, const QString& key, const QString& words, const std::string& own, const std::optional<std::string>& edited);
  std::optional<std::string> changed(const QString& key) const;

  figure::FigureData m_figure;
  figure::FigureEdits m_before;
  QList<Field> m_fields;
  QStringList m_legend;
  QPlainTextEdit* m_footnotes;
  QString m_ownFootnotes;
};

/// Figures whose files are there already: what is to be done with them. Never blocks.
class ExistingFilesDialog : public Dialog {
  Q_OBJECT
 public:
  ExistingFilesDialog(const QStringList& files, QWidget* parent);
 signals:
  void replaceWanted();
  void numberWanted();
};

}  // namespace ghost::workbench
