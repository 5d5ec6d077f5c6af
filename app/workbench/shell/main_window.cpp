#include "shell/main_window.h"

#include <algorithm>

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QCloseEvent>
#include <QDir>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QGuiApplication>
#include <QLabel>
#include <QListWidget>
#include <QMenuBar>
#include <QMimeData>
#include <QPushButton>
#include <QScreen>
#include <QStackedWidget>
#include <QStatusBar>
#include <QVBoxLayout>

#include "base/error.h"
#include "data/importers.h"
#include "jobs/launcher.h"
#include "jobs/window_words.h"
#include "models/run_facts.h"
#include "pages/start_page.h"
#include "shell/actions.h"
#include "shell/dialogs.h"
#include "shell/import_dialog.h"
#include "shell/leave_dialog.h"
#include "shell/palette.h"
#include "shell/plain_text.h"
#include "shell/reading_order.h"
#include "shell/settings.h"
#include "shell/vectors_dialog.h"
#include "views/paper/saved_figure.h"

namespace ghost::workbench {

namespace {
/// Topic of what is said about the user's last act; over with the next one and with the page it was done on.
const QString answer = QStringLiteral("answer");
}  // namespace

MainWindow::MainWindow(QWidget* parent) : QMainWindow(parent), m_desk(std::make_unique<Desk>()) {
  setObjectName(QStringLiteral("window"));
  setWindowTitle(tr("Ghost Workbench"));
  resize(QSize(1440, 920).boundedTo(QGuiApplication::primaryScreen()->availableSize()));
  setAcceptDrops(true);
  FocusRing::install();
  setScheme(savedScheme());
  makePages();
  makeStatusBar();
  makeMenus();
  auto* start = static_cast<StartPage*>(m_start);
  connect(start, &StartPage::openWanted, this, [this](const QString& folder) {
    if (folder.isEmpty()) askForProject();
    else wantProject(folder);
  });
  connect(start, &StartPage::importWanted, this, [this] { importData({}); });
  connect(m_desk.get(), &Desk::told, this, [this](const QString& sentence, bool isError) { m_notice->tell(sentence, isError, answer); });
  connect(m_desk.get(), &Desk::noticed, this, [this](const QString& topic, const QString& sentence, bool isError) { m_notice->tell(sentence, isError, topic); });
  connect(m_desk.get(), &Desk::settled, m_notice, &NoticeBar::settle);
  connect(m_desk.get(), &Desk::pageWanted, this, &MainWindow::showPage);
  connect(m_desk.get(), &Desk::commandWanted, this, &MainWindow::copyCommand);
  connect(&m_desk->book, &ProjectBook::projectChanged, this, [this, start] {
    const auto* project = m_desk->book.project();
    setWindowTitle(project ? tr("%1 - Ghost Workbench").arg(QString::fromStdString(project->name)) : tr("Ghost Workbench"));
    m_sidebar->setVisible(project != nullptr);
    m_notice->settle(answer);
    if (!project) start->refresh();
    m_stack->setCurrentWidget(project ? static_cast<QWidget*>(m_pages[static_cast<std::size_t>(std::max(0, m_sidebar->currentRow()))]) : m_start);
    refreshActions();
    refreshStatus();
  });
  connect(&m_desk->book, &ProjectBook::settingsChanged, this, [this] { setWindowTitle(tr("%1 - Ghost Workbench").arg(QString::fromStdString(m_desk->book.project()->name))); });
  connect(&m_desk->selection, &Selection::runChanged, this, &MainWindow::refreshActions);
  connect(&m_desk->runs, &RunLibrary::changed, this, &MainWindow::refreshStatus);
  connect(&m_desk->queue, &JobQueue::changed, this, &MainWindow::refreshStatus);
  connect(m_data, &DataPage::importWanted, this, [this] { importData({}); });
  connect(m_data, &DataPage::importReportWanted, this, [this] { m_desk->attempt([&] { showImportReport(); }); });
  connect(m_tokens, &TokensPage::buildWanted, this, &MainWindow::buildTokens);
  connect(m_compare, &ComparePage::formWanted, this, [this](const QString& recipe, const std::map<std::string, std::string>& values) {
    m_train->prepare(recipe, values);
    showPage(QStringLiteral("train"));
  });
  connect(m_desk.get(), &Desk::makeVectorsWanted, this, [this] { m_desk->attempt([this] { makeVectors(); }); });
  connect(m_desk.get(), &Desk::attachVectorsWanted, this, [this] { m_desk->attempt([this] { attachVectors(); }); });
  connect(&m_attach, &VerbCall::finished, this, [this](const OrderedJson& result) {
    m_desk->attempt([&] { m_desk->book.readAgain(); });
    emit m_desk->told(tr("The project has item vectors now: %1 items, %2 numbers each%3.").arg(countText(result.value("rows", 0))).arg(result.value("dim", 0)).arg(result.value("copied", false) ? tr(", copied into its data folder") : QString()), false);
  });
  connect(&m_attach, &VerbCall::failed, this, [this](const QString& sentence) { emit m_desk->told(sentence, true); });
  connect(&m_verb, &VerbCall::finished, this, [this](const OrderedJson& result) { showText(m_verbTitle, QString::fromStdString(result.dump(2, ' ', false, OrderedJson::error_handler_t::replace))); });
  connect(&m_verb, &VerbCall::failed, this, [this](const QString& sentence) { m_notice->tell(sentence, true, answer); });
  m_desk->description.load();
  refreshActions();
  refreshStatus();
  if (!savedGeometry().isEmpty()) restoreGeometry(savedGeometry());
}

MainWindow::~MainWindow() = default;

void MainWindow::makePages() {
  auto* centre = new QWidget(this);
  auto* column = new QVBoxLayout(centre);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  auto* row = new QHBoxLayout;
  row->setSpacing(0);
  m_sidebar = new QListWidget(centre);
  m_sidebar->setObjectName(QStringLiteral("sidebar"));
  m_sidebar->setAccessibleName(tr("Pages"));
  m_sidebar->setFixedWidth(124);
  m_sidebar->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  m_stack = new QStackedWidget(centre);
  row->addWidget(m_sidebar);
  row->addWidget(m_stack, 1);
  column->addLayout(row, 1);
  setCentralWidget(centre);
  m_notice = new NoticeBar(centre);

  m_pages = {m_data = new DataPage(*m_desk), m_tokens = new TokensPage(*m_desk), m_train = new TrainPage(*m_desk),
             m_results = new ResultsPage(*m_desk), m_compare = new ComparePage(*m_desk), m_figures = new FiguresPage(*m_desk)};
  for (Page* page : m_pages) {
    m_stack->addWidget(page);
    m_sidebar->addItem(page->title());
  }
  m_start = new StartPage(this);
  m_stack->addWidget(m_start);
  m_stack->setCurrentWidget(m_start);
  m_sidebar->setCurrentRow(0);
  m_sidebar->hide();
  connect(m_sidebar, &QListWidget::currentRowChanged, this, [this](int index) {
    if (index < 0 || !m_desk->book.project()) return;
    m_notice->settle(answer);
    m_stack->setCurrentWidget(m_pages[static_cast<std::size_t>(index)]);
  });
}

void MainWindow::makeMenus() {
  std::map<QString, QMenu*> menus;
  for (const ActionRow& row : actionRows()) {
    QString name = QString::fromLatin1(row.menu);
    const bool separated = name.startsWith('-');
    if (separated) name.remove(0, 1);
    QMenu*& menu = menus[name];
    if (!menu) menu = menuBar()->addMenu(QStringLiteral("&") + name);
    if (separated) menu->addSeparator();
    auto* action = new QAction(QString::fromUtf8(row.text), this);
    action->setObjectName(QString::fromLatin1(row.id));
    if (*row.shortcut) action->setShortcuts(QKeySequence::listFromString(QString::fromLatin1(row.shortcut)));
    action->setStatusTip(QString::fromUtf8(row.help));
    connect(action, &QAction::triggered, this, [this, &row] { m_desk->attempt([&] { row.act(*this); }); });
    menu->addAction(action);
    addAction(action);
    m_actions[QString::fromLatin1(row.id)] = action;
    if (QLatin1String(row.id) == QLatin1String("open-project")) {
      m_recent = menu->addMenu(tr("Open Recent"));
      m_recent->setObjectName(QStringLiteral("recent"));
      connect(m_recent, &QMenu::aboutToShow, this, &MainWindow::fillRecent);
    }
  }
}

void MainWindow::fillRecent() {
  m_recent->clear();
  for (const QString& folder : recentProjects()) m_recent->addAction(QString(folder).replace('&', QStringLiteral("&&")), this, [this, folder] { wantProject(folder); });
  if (m_recent->isEmpty()) m_recent->addAction(tr("None yet"))->setEnabled(false);
}

void MainWindow::makeStatusBar() {
  m_projectLabel = plainLabel({}, this, 9.5);
  m_jobs = makeButton({}, tr("Show the queue"), this, [this] { showPage(QStringLiteral("train")); });
  m_jobs->setFlat(true);
  m_activities = new ActivityStrip(m_desk->activities, this);
  statusBar()->addPermanentWidget(m_activities);
  statusBar()->addPermanentWidget(m_projectLabel);
  statusBar()->addPermanentWidget(m_jobs);
  statusBar()->setSizeGripEnabled(false);
}

void MainWindow::refreshActions() {
  const bool project = m_desk->book.project() != nullptr, run = project && !m_desk->selection.run().isEmpty();
  for (const ActionRow& row : actionRows()) m_actions.at(QString::fromLatin1(row.id))->setEnabled(row.needs == ActionRow::Needs::Nothing || (row.needs == ActionRow::Needs::Project ? project : run));
}

void MainWindow::refreshStatus() {
  const auto* project = m_desk->book.project();
  m_projectLabel->setText(project ? QString::fromStdString(project->folder.string()) : tr("no project open"));
  QStringList running;
  for (const auto& row : m_desk->runs.rows())
    if (row.state == run::State::Running) running += tr("%1: %2").arg(QString::fromStdString(row.recipe), progressText(row));
  QString text = running.isEmpty() ? (m_desk->queue.running() > 0 ? tr("a run is starting") : tr("nothing is running")) : running.join(QStringLiteral("  |  "));
  if (m_desk->queue.waiting() > 0) text += (m_desk->queue.held() > 0 ? tr("  |  %1 waiting, queue paused") : tr("  |  %1 waiting")).arg(m_desk->queue.waiting());
  m_jobs->setText(text.replace('&', QStringLiteral("&&")));
  m_jobs->setVisible(project != nullptr);
}

bool MainWindow::openProject(const QString& folder) {
  if (!m_desk->openProject(folder)) return false;
  rememberProject(folder);
  showPage(m_pages[static_cast<std::size_t>(std::max(0, m_sidebar->currentRow()))]->id());
  return true;
}

void MainWindow::showPage(const QString& id) {
  for (std::size_t i = 0; i < m_pages.size(); ++i)
    if (m_pages[i]->id() == id) m_sidebar->setCurrentRow(static_cast<int>(i));
}
QString MainWindow::currentPage() const { return m_pages[static_cast<std::size_t>(std::max(0, m_sidebar->currentRow()))]->id(); }
Page* MainWindow::page(const QString& id) const {
  const auto found = std::find_if(m_pages.begin(), m_pages.end(), [&](const Page* page) { return page->id() == id; });
  return found == m_pages.end() ? nullptr : *found;
}
QStringList MainWindow::pageIds() const {
  QStringList ids;
  for (const Page* page : m_pages) ids += page->id();
  return ids;
}
QAction* MainWindow::action(const QString& id) const {
  const auto found = m_actions.find(id);
  return found == m_actions.end() ? nullptr : found->second;
}

void MainWindow::setScheme(Scheme scheme) {
  m_scheme = scheme;
  saveScheme(scheme);
  const theme::Mode mode = scheme == Scheme::Dark ? theme::Mode::Dark : scheme == Scheme::Light ? theme::Mode::Light : desktopMode();
  applyAppearance(*qApp, mode);
  m_desk->setMode(mode);
}

void MainWindow::askForProject() {
  auto* chooser = new QFileDialog(this, tr("Open Project"));
  chooser->setAttribute(Qt::WA_DeleteOnClose);
  chooser->setFileMode(QFileDialog::Directory);
  chooser->setOption(QFileDialog::ShowDirsOnly);
  connect(chooser, &QFileDialog::fileSelected, this, &MainWindow::wantProject);
  chooser->open();
}

void MainWindow::importData(const QStringList& sources) {
  auto* dialog = new ImportDialog(sources, this);
  connect(dialog, &ImportDialog::projectMade, this, [this](const QString& folder) {
    askBefore(tr("Open the New Project"), [this, folder] { if (openProject(folder)) showPage(QStringLiteral("data")); });
  });
  // The dialog speaks of the project it has made; what is open may have stayed another.
  const auto ofNewProject = [this, dialog](auto wanted) {
    return [this, dialog, wanted] {
      if (m_desk->selection.project() == dialog->form()->target()) emit (m_desk.get()->*wanted)();
      else emit m_desk->told(tr("Open the new project first."), true);
    };
  };
  connect(dialog, &ImportDialog::makeVectorsWanted, this, ofNewProject(&Desk::makeVectorsWanted));
  connect(dialog, &ImportDialog::attachVectorsWanted, this, ofNewProject(&Desk::attachVectorsWanted));
  dialog->open();
}
void MainWindow::showImportReport() {
  const auto* project = m_desk->book.project();
  if (!project) throw usageError("import report", "open a project first");
  const auto file = project->folder / "import.json";
  if (!std::filesystem::exists(file)) throw usageError(project->folder.string(), "there is no import.json: the project wasn't made by an import");
  showText(tr("Import report"), inWindowWords(QString::fromStdString(data::importReportText(readJsonFile(file)))));
}
void MainWindow::openFigure(const QString& file) {
  // A figure that lies in the figures folder of a project is of that project.
  const auto project = std::filesystem::path(file.toStdString()).parent_path().parent_path();
  if (!m_desk->book.project() && run::isProject(project)) openProject(QString::fromStdString(project.string()));
  if (m_figures->openSaved(file)) showPage(QStringLiteral("figures"));
}
void MainWindow::makeVectors() {
  if (!m_desk->book.project()) throw usageError("vectors", "open a project first");
  (new VectorsDialog(*m_desk, this))->open();
}
void MainWindow::attachVectors() {
  if (!m_desk->book.project()) throw usageError("vectors", "open a project first");
  auto* chooser = new QFileDialog(this, tr("Item Vectors"));
  chooser->setAttribute(Qt::WA_DeleteOnClose);
  chooser->setFileMode(QFileDialog::ExistingFile);
  chooser->setNameFilters({tr("Item vectors (*.npy *.safetensors *.tsv)"), tr("All files (*)")});
  connect(chooser, &QFileDialog::fileSelected, this, &MainWindow::attachFile);
  chooser->open();
}
void MainWindow::attachFile(const QString& file) { m_attach.start({QStringLiteral("project"), QStringLiteral("set"), QString::fromStdString(projectPath()), QStringLiteral("vectors=") + file}); }
void MainWindow::buildTokens() { (new BuildDialog(*m_desk, this))->show(); }
void MainWindow::startOver() {
  const QString run = m_desk->selection.run();
  if (!m_desk->runs.row(run)) throw usageError("start over", "select a run on the page Train first");
  (new StartOverDialog(*m_desk, run, this))->open();
}
void MainWindow::restoreFromTrash() { (new RestoreDialog(*m_desk, this))->open(); }
void MainWindow::showPalette() { (new CommandPalette(*this))->open(); }
void MainWindow::showText(const QString& title, const QString& text) { (new TextDialog(title, text, this))->open(); }

void MainWindow::runVerb(const QStringList& arguments, const QString& title) {
  m_verbTitle = title;
  m_verb.start(arguments);
}

void MainWindow::copyCommand(const QString& command) {
  QGuiApplication::clipboard()->setText(command);
  m_notice->tell(tr("Copied: %1").arg(command), false, answer);
}

void MainWindow::copyPicture() {
  QGuiApplication::clipboard()->setPixmap(m_stack->currentWidget()->grab());
  m_notice->tell(tr("A picture of the page is in the clipboard."), false, answer);
}

std::string MainWindow::projectPath() const { return m_desk->book.project() ? m_desk->book.project()->folder.string() : "PROJECT"; }
std::string MainWindow::runPath() const {
  return m_desk->book.project() && !m_desk->selection.run().isEmpty() ? (m_desk->book.project()->runs() / m_desk->selection.run().toStdString()).string() : "RUN";
}

std::vector<std::string> MainWindow::windowCommand(const std::vector<std::string>& words) const {
  std::vector<std::string> argv{"ghost", "workbench"};
  if (m_desk->book.project()) argv.push_back(projectPath());
  argv.insert(argv.end(), words.begin(), words.end());
  return argv;
}

std::vector<std::string> MainWindow::pageCommand() const {
  const QString page = currentPage();
  const auto named = [](const char* id) { return *std::find_if(actionRows().begin(), actionRows().end(), [&](const ActionRow& row) { return std::string_view(row.id) == id; }); };
  if (page == QLatin1String("data")) return named("check-data").command(*this);
  if (page == QLatin1String("tokens")) return named("inspect-tokens").command(*this);
  if (page == QLatin1String("train")) return named("start").command(*this);
  if (page == QLatin1String("results")) return named("evaluate").command(*this);
  if (page == QLatin1String("figures")) return named("export-figure").command(*this);
  std::vector<std::string> argv{"ghost", "compare"};
  for (const QString& run : m_compare->runModel()->checked()) argv.push_back(projectPath() + "/runs/" + run.toStdString());
  return argv;
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  const auto urls = event->mimeData()->urls();
  if (!urls.isEmpty() && std::all_of(urls.begin(), urls.end(), [](const QUrl& url) { return url.isLocalFile(); })) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
  event->acceptProposedAction();
  QStringList files;
  for (const QUrl& url : event->mimeData()->urls()) files += url.toLocalFile();
  if (files.size() == 1 && run::isProject(files.front().toStdString())) wantProject(files.front());
  else if (files.size() == 1 && paper::isSavedFigure(files.front().toStdString())) openFigure(files.front());
  else importData(files);
}

bool MainWindow::focusNextPrevChild(bool next) { return moveFocus(*this, next); }

void MainWindow::wantProject(const QString& folder) {
  const bool same = QDir(folder).absolutePath() == m_desk->selection.project();
  if (same) openProject(folder);
  else askBefore(tr("Open the Other"), [this, folder] { openProject(folder); });
}

void MainWindow::closeProject() {
  askBefore(tr("Close"), [this] { m_desk->closeProject(); });
}

/// What is held back was held back before the window looked at it: leaving changes nothing for it.
bool MainWindow::isBusyWithRuns() const { return m_desk->queue.running() > 0 || m_desk->queue.waiting() > m_desk->queue.held(); }

void MainWindow::askBefore(const QString& leaving, std::function<void()> leave) {
  if (!isBusyWithRuns()) return leave();
  auto* dialog = new LeaveDialog(m_desk->queue.running(), m_desk->queue.waiting(), leaving, this);
  connect(dialog, &LeaveDialog::chosen, this, [this, leave = std::move(leave)](LeaveDialog::Choice choice) {
    if (choice == LeaveDialog::Choice::Stop) m_desk->queue.stopAll();
    if (choice == LeaveDialog::Choice::Empty) m_desk->queue.removeWaiting();
    leave();
  });
  dialog->open();
}

void MainWindow::closeEvent(QCloseEvent* event) {
  // A session that ends waits for nobody; runs go on without the window.
  if (!m_leaving && !qApp->isSavingSession() && isBusyWithRuns()) {
    event->ignore();
    return askBefore(tr("Quit"), [this] {
      m_leaving = true;
      close();
    });
  }
  workbench::saveGeometry(QMainWindow::saveGeometry());
  event->accept();
}

}  // namespace ghost::workbench
