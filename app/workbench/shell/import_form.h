#pragma once
#include <map>

#include <QTimer>
#include <QWidget>

#include "pages/param_form.h"
#include "jobs/program.h"
#include "shell/import_preview.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace ghost::workbench {

/// What an import is told: source, format, vectors, the folder of the new project and every parameter of the format, beside a preview of the first rows
/// (`ghost data preview`) that follows what the form says. Nothing is written here.
class ImportForm : public QWidget {
  Q_OBJECT
 public:
  explicit ImportForm(QWidget* parent = nullptr);
  QLineEdit* sourceLine() const { return m_source; }
  QLineEdit* targetLine() const { return m_target; }
  QComboBox* formatChoice() const { return m_format; }
  ParamForm* params() const { return m_params; }
  ImportPreview* preview() const { return m_preview; }
  QPushButton* importButton() const { return m_import; }
  /// Folder of the new project, absolute: what begins with ~ or is no whole path lies below the home folder. Empty when none is named.
  QString target() const;
  /// Files or a folder, chosen or dropped.
  void setSources(const QStringList& sources);
  /// `data import` with what the form says, to be run. Throws Error{Usage} with the sentence of a value that isn't allowed.
  QStringList importWords() const;
  /// A preview that is read or about to be is given up.
  void stopLooking();

 signals:
  void importWanted();
  void closeWanted();
  /// A sentence for the person; an empty one takes back what was said.
  void told(const QString& sentence, bool isError);

 private:
  QWidget* makeLines();
  QWidget* makeHalves();
  QWidget* makeButtons();
  void browse(bool folder);
  void lookAgain();                 ///< soon: typing is let finish first
  void look();
  void take(const OrderedJson& preview);
  void showParams(const QString& format, const std::vector<std::string>& headings);
  void copyCommand();
  /// Source, format and -o words of what the form says; throws as importWords().
  QStringList words(bool overrides) const;

  QLineEdit *m_source, *m_target, *m_vectors;
  QComboBox* m_format;
  QLabel* m_about;
  ParamForm* m_params;
  ImportPreview* m_preview;
  QPushButton* m_import;
  QTimer m_soon;
  VerbCall m_look;
  QString m_shown;                          ///< format whose parameters the form shows
  std::vector<std::string> m_headings;
  QString m_lookedAt;                       ///< source of the preview shown
  bool m_withOverrides = false;             ///< the preview under way was asked with the form's values
  QString m_suggested;                      ///< the project folder that was suggested; one that a person typed stays
  std::map<std::string, QString> m_pending;  ///< values for the parameters of a format that isn't known yet
};

}  // namespace ghost::workbench
