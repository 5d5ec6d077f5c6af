#pragma once
#include <optional>

#include <QElapsedTimer>
#include <QTimer>

#include "models/run_model.h"
#include "pages/figure_card.h"
#include "pages/page.h"
#include "pages/param_form.h"
#include "pages/vectors_offer.h"

class QComboBox;
class QProgressBar;
class QSortFilterProxyModel;
class QTableView;

namespace ghost::workbench {

/// Launch and watch: a form drawn from what the worker describes, a cost estimate, the queue, and the live curves of the selected run.
/// What the form shows is what request() gives, and estimate, copied command and run are made of that alone.
class TrainPage : public Page {
  Q_OBJECT
 public:
  explicit TrainPage(Desk& desk);
  bool isBusy() const override;
  void pose() override;

  /// Fills the form: a recipe and parameters over its baseline.
  void prepare(const QString& recipe, const std::map<std::string, std::string>& values);
  /// What the form says; nothing (and the reason told) when a value isn't allowed or there is no project.
  std::optional<JobRequest> request();
  void launch();
  void estimate();
  void copyCommand();
  /// Of the selected run.
  void stop();
  void resume();
  void trash();
  /// Lets the jobs that were found waiting when the project was opened take their turns.
  void resumeQueue();
  ParamForm* form() const { return m_form; }
  QComboBox* recipeChoice() const { return m_recipe; }

 private:
  /// A finished run with these values and this seed on the data as they are; null when there is none.
  const store::RunRow* equalRun(const JobRequest& wanted) const;
  QString m_asked;   ///< command of the repeat that was told of
  Card* makeForm();
  Card* makeQueue();
  QWidget* makeCurves();
  void fillRecipes();
  void showRecipe();
  void followSettings();
  void fillForm(const std::map<std::string, std::string>& edits);
  QString lackingVectors() const;
  void refresh();
  void showRun();
  void renew() override { refresh(); showCurves(); }
  void showCurves();
  void drawGradients();
  void selectedJob(QString& run, QString& job) const;

  QComboBox* m_recipe;
  QLabel *m_about, *m_cost;
  ParamForm* m_form;
  QString m_formProject;     ///< folder whose settings the form shows
  QString m_formProblem;     ///< why it shows none
  VectorsOffer* m_vectors;
  QWidget* m_paused;
  QLabel* m_pausedText;
  QPushButton *m_start, *m_stop, *m_resume, *m_trash, *m_results;
  RunModel* m_model;
  QSortFilterProxyModel* m_sorted;
  QTableView* m_table;
  QLabel *m_runTitle, *m_fateText;
  QWidget* m_fate;           ///< what became of an unfinished run, beside a button that resumes it
  QProgressBar* m_progress;
  FigureCard *m_curves, *m_gradients;
  VerbCall m_estimate;
  QTimer m_gradientTimer;
  QElapsedTimer m_gradientClock;   ///< since the figure was asked for
  QString m_gradientStamp;         ///< run and number of points it was drawn from
};

}  // namespace ghost::workbench
