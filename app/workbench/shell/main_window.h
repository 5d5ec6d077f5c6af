#pragma once
#include <functional>
#include <map>
#include <memory>

#include <QMainWindow>

#include "pages/compare_page.h"
#include "pages/data_page.h"
#include "pages/figures_page.h"
#include "pages/results_page.h"
#include "pages/tokens_page.h"
#include "pages/train_page.h"
#include "shell/activity_strip.h"
#include "shell/appearance.h"
#include "shell/desk.h"
#include "shell/notice_bar.h"

class QListWidget;
class QMenu;
class QStackedWidget;

namespace ghost::workbench {

/// The window: pages at the left, menus and command palette from the action table, running jobs in the status bar. Before a project with runs going on or
/// waiting is left (by quitting, closing it or opening another), it asks what is to become of them.
class MainWindow : public QMainWindow {
  Q_OBJECT
 public:
  explicit MainWindow(QWidget* parent = nullptr);
  ~MainWindow() override;

  Desk& desk() const { return *m_desk; }
  /// Opens a project and remembers it; a bad one is told and what was open stays. Asks nothing.
  bool openProject(const QString& folder);
  /// The user's way to openProject(): asks first where the open project has runs going on or waiting.
  void wantProject(const QString& folder);
  void closeProject();
  void showPage(const QString& id);
  QString currentPage() const;
  Page* page(const QString& id) const;
  QStringList pageIds() const;
  DataPage& dataPage() const { return *m_data; }
  TokensPage& tokensPage() const { return *m_tokens; }
  TrainPage& trainPage() const { return *m_train; }
  ResultsPage& resultsPage() const { return *m_results; }
  ComparePage& comparePage() const { return *m_compare; }
  FiguresPage& figuresPage() const { return *m_figures; }

  QAction* action(const QString& id) const;
  /// The last sentence told; empty when it was closed or faded.
  QString notice() const { return m_notice->text(); }
  void setScheme(Scheme scheme);
  Scheme scheme() const { return m_scheme; }
  ActivityStrip& activityStrip() const { return *m_activities; }

  // What the actions do beside calling a page.
  void askForProject();
  /// Files or a folder to begin with; none = they are chosen in the dialog.
  void importData(const QStringList& sources);
  void showImportReport();
  /// Shows an exported figure from its JSON on the page Figures.
  void openFigure(const QString& file);
  void buildTokens();
  void makeVectors();
  /// Asks for a file of item vectors; attachFile() names it in the project.
  void attachVectors();
  void attachFile(const QString& file);
  void restoreFromTrash();
  /// Asks, then lets the selected run's training begin again at step 0.
  void startOver();
  void showPalette();
  void showText(const QString& title, const QString& text);
  void runVerb(const QStringList& arguments, const QString& title);
  void copyCommand(const QString& command);
  void copyPicture();
  /// Command of the page now shown: what its main button does.
  std::vector<std::string> pageCommand() const;
  /// ghost workbench PROJECT and more words, e.g. --page tokens.
  std::vector<std::string> windowCommand(const std::vector<std::string>& words) const;
  std::string runPath() const;      ///< of the selected run, "RUN" without one
  std::string projectPath() const;  ///< "PROJECT" without one

 protected:
  bool focusNextPrevChild(bool next) override;
  void closeEvent(QCloseEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  /// A project folder is opened, anything else is imported.
  void dropEvent(QDropEvent* event) override;

 private:
  void makePages();
  void makeMenus();
  void makeStatusBar();
  void fillRecent();
  void refreshActions();
  void refreshStatus();
  bool isBusyWithRuns() const;
  /// Does `leave` at once, or once the user has said what is to become of runs.
  void askBefore(const QString& leaving, std::function<void()> leave);

  std::unique_ptr<Desk> m_desk;
  Scheme m_scheme = Scheme::Desktop;
  QListWidget* m_sidebar;
  QStackedWidget* m_stack;
  NoticeBar* m_notice;
  QWidget* m_start;
  DataPage* m_data;
  TokensPage* m_tokens;
  TrainPage* m_train;
  ResultsPage* m_results;
  ComparePage* m_compare;
  FiguresPage* m_figures;
  std::vector<Page*> m_pages;
  std::map<QString, QAction*> m_actions;
  QMenu* m_recent = nullptr;
  ActivityStrip* m_activities;
  QPushButton* m_jobs;
  QLabel* m_projectLabel;
  VerbCall m_verb, m_attach;
  QString m_verbTitle;
  bool m_leaving = false;   ///< the user has answered: close without asking again
};

}  // namespace ghost::workbench
