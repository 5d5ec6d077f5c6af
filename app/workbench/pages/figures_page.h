#pragma once
#include "models/run_model.h"
#include "pages/figure_card.h"
#include "pages/page.h"
#include "pages/paper_preview.h"
#include "pages/param_form.h"
#include "views/paper/paper.h"

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLineEdit;
class QListWidget;
class QSortFilterProxyModel;
class QTableView;
class QPushButton;

namespace ghost::workbench {

/// The paper: choose a figure, its runs and size, see exactly what will be printed, export it.
class FiguresPage : public Page {
  Q_OBJECT
 public:
  explicit FiguresPage(Desk& desk);
  bool isBusy() const override;
  void pose() override;
  void chooseKind(const QString& kind);
  /// Writes the files; returns their paths. Empty when it was told why not, or when files are there already and a dialog asks what to do with them.
  QStringList exportNow();
  /// Shows an exported figure from its JSON: kind, parameters, runs, size, style, formats and words.
  bool openSaved(const QString& file);
  /// A file chooser for openSaved().
  void askForSaved();
  /// The words of the figure, to be edited.
  void editWords();
  QLineEdit* nameField() const { return m_name; }
  QLineEdit* folderField() const { return m_folder; }
  /// The same as a command line.
  std::vector<std::string> command() const;
  QListWidget* kinds() const { return m_kinds; }

 private:
  Card* makeChoice();
  Card* makePaper();
  void renew() override { refresh(); }
  QWidget* makePlace(QWidget* parent);
  void showSheet();
  void setEdits(figure::FigureEdits edits);
  void chooseFolder();
  paper::PaperOptions paperOptions() const;
  std::map<std::string, std::string> parameters() const;
  void refresh();
  void showKind();
  void draw();
  FigureWish wish() const;
  std::vector<std::string> formats() const;
  std::filesystem::path folder() const;

  QListWidget* m_kinds;
  QLabel *m_about, *m_written;
  ParamForm* m_form;
  RunModel* m_runs;
  QSortFilterProxyModel* m_sorted;
  QTableView* m_table;
  QComboBox *m_width, *m_style;
  QDoubleSpinBox *m_widthMm, *m_heightMm;
  QLineEdit *m_name, *m_folder;
  QPushButton* m_words;
  figure::FigureEdits m_edits;
  std::string m_folderOf;               ///< project that the folder field was filled for
  QList<QCheckBox*> m_formats;
  PaperPreview* m_preview;
  figure::FigureData m_figure;          ///< as it was made, without edits
  QString m_stamp;                      ///< project and runs that it was made from
  Background m_making;
};

}  // namespace ghost::workbench
