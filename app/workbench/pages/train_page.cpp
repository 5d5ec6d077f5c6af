#include "pages/train_page.h"

#include <algorithm>

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

#include "base/error.h"
#include "data/data_set.h"
#include "jobs/launcher.h"
#include "models/live_curves.h"
#include "models/run_facts.h"
#include "run/run_identity.h"
#include "shell/plain_text.h"

namespace ghost::workbench {

namespace {

/// The project's own settings for a recipe; empty when it has none.
OrderedJson overridesOf(const run::Project* project, const QString& recipe) {
  if (project)
    for (const auto& entry : project->recipes)
      if (entry.recipe == recipe.toStdString()) return entry.overrides;
  return OrderedJson::object();
}

QString costText(const OrderedJson& plan) {
  QStringList parts;
  const OrderedJson* estimate = at(plan, "estimate");
  const OrderedJson& from = estimate && estimate->is_object() ? *estimate : plan;
  const double seconds = numberAt(at(from, "seconds")), bytes = numberAt(at(from, "bytes")), parameters = numberAt(at(from, "parameters"));
  if (seconds > 0) parts += QObject::tr("about %1").arg(durationText(seconds));
  if (parameters > 0) parts += QObject::tr("%1 parameters").arg(parameters >= 1e6 ? QStringLiteral("%1 M").arg(parameters / 1e6, 0, 'g', 3) : countText(static_cast<qint64>(parameters)));
  if (bytes > 0) parts += QObject::tr("%1 MB of memory").arg(countText(static_cast<qint64>(bytes / 1e6)));
  QStringList there;
  if (const OrderedJson* stages = at(plan, "stages"); stages && stages->is_array())
    for (const auto& stage : *stages)
      if (stage.is_object() && stage.value("exists", false) && stage.value("stage", "") != "data") there += QString::fromStdString(stage.value("stage", ""));
  if (!there.isEmpty()) parts += QObject::tr("already made: %1").arg(there.join(QStringLiteral(", ")));
  return parts.isEmpty() ? QObject::tr("The worker gives no estimate for this recipe.") : parts.join(QStringLiteral(" · "));
}

constexpr int readable = 168;  // pixels of a chart

}  // namespace

TrainPage::TrainPage(Desk& desk) : Page(desk, QStringLiteral("train"), tr("Train"), tr("Launch and watch.")) {
  auto* right = new QSplitter(Qt::Vertical, this);
  right->addWidget(makeQueue());
  right->addWidget(makeCurves());
  right->setStretchFactor(0, 1);
  right->setStretchFactor(1, 5);
  right->setSizes({170, 620});
  right->setChildrenCollapsible(false);
  auto* all = new QSplitter(Qt::Horizontal, this);
  all->addWidget(makeForm());
  // What is watched scrolls by itself where the screen is small: the form with its Start stays in sight, and panels keep a size that can be read.
  all->addWidget(scrolling(right));
  all->setStretchFactor(0, 0);
  all->setStretchFactor(1, 1);
  all->setSizes({360, 1000});
  all->setChildrenCollapsible(false);
  content()->addWidget(all, 1);

  m_gradientTimer.setSingleShot(true);
  m_gradientTimer.setInterval(1000);
  connect(&m_gradientTimer, &QTimer::timeout, this, &TrainPage::drawGradients);
  connect(&desk.description, &Description::ready, this, &TrainPage::fillRecipes);
  connect(&desk.description, &Description::failed, this, [this](const QString& sentence) { m_about->setText(sentence); });
  connect(&desk.book, &ProjectBook::projectChanged, this, [this] {
    fillRecipes();
    touch();
  });
  connect(&desk.book, &ProjectBook::settingsChanged, this, &TrainPage::followSettings);
  connect(&desk.book, &ProjectBook::dataChanged, this, &TrainPage::touch);
  connect(&desk.runs, &RunLibrary::changed, this, &TrainPage::touch);
  connect(&desk.queue, &JobQueue::changed, this, &TrainPage::touch);
  connect(&desk.selection, &Selection::runChanged, this, &TrainPage::touch);
  connect(&desk.runs, &RunLibrary::curvesChanged, this, [this] {
    if (isVisible()) showCurves();
  });
  connect(m_gradients, &FigureCard::shown, this, [this] {
    // Reading a long run's events again takes a while; it is done so seldom that it stays a small share of the time.
    constexpr int least = 1000, share = 30;
    if (m_gradientClock.isValid()) m_gradientTimer.setInterval(static_cast<int>(std::max<qint64>(least, share * m_gradientClock.elapsed())));
  });
  connect(&m_estimate, &VerbCall::finished, this, [this](const OrderedJson& plan) { m_cost->setText(costText(plan)); });
  connect(&m_estimate, &VerbCall::failed, this, [this](const QString& sentence) { m_cost->setText(sentence); });
  fillRecipes();
  refresh();
}

Card* TrainPage::makeForm() {
  auto* card = new Card(tr("New run"), this);
  card->setMinimumWidth(352);
  m_recipe = new QComboBox(card);
  m_recipe->setAccessibleName(tr("Recipe"));
  m_recipe->setMaxVisibleItems(30);
  card->body()->addWidget(m_recipe);
  m_about = plainLabel(tr("Asking the worker what it can do …"), card, 9.5);
  m_about->setWordWrap(true);
  m_about->setEnabled(false);
  card->body()->addWidget(m_about);
  m_form = new ParamForm(card);
  card->body()->addWidget(m_form, 1);
  m_cost = plainLabel({}, card, 9.5);
  m_cost->setWordWrap(true);
  card->body()->addWidget(m_cost);
  m_vectors = new VectorsOffer(card);
  card->body()->addWidget(m_vectors);
  connect(m_vectors, &VectorsOffer::makeWanted, &desk(), &Desk::makeVectorsWanted);
  connect(m_vectors, &VectorsOffer::attachWanted, &desk(), &Desk::attachVectorsWanted);
  auto* buttons = new QHBoxLayout;
  m_start = makeButton(tr("Start"), tr("Add this run to the queue; it starts when nothing else runs"), card, [this] { launch(); });
  m_start->setProperty("primary", true);
  buttons->addWidget(m_start);
  buttons->addWidget(makeButton(tr("Estimate"), tr("Say what would be done and what it would cost, without doing it"), card, [this] { estimate(); }));
  buttons->addWidget(makeButton(tr("Copy Command"), tr("The same run as a command line"), card, [this] { copyCommand(); }));
  buttons->addWidget(makeButton(tr("Reset"), tr("Take back what was changed here"), card, [this] { m_form->reset(); }));
  card->body()->addLayout(buttons);
  connect(m_recipe, &QComboBox::currentIndexChanged, this, &TrainPage::showRecipe);
  connect(m_form, &ParamForm::changed, this, [this] {  // the estimate was one of other values
    m_estimate.drop();
    m_cost->clear();
    m_vectors->offer(lackingVectors());
  });
  return card;
}

Card* TrainPage::makeQueue() {
  auto* card = new Card(tr("Queue and runs, metrics at K = 10"), this);
  m_model = new RunModel(this);
  m_table = makeTable(m_model, &m_sorted, RunModel::sortRole, tr("Queue and runs"), card);
  for (int column : {RunModel::Recipe, RunModel::Started, RunModel::HrHead, RunModel::Ndcg, RunModel::NdcgTail, RunModel::Arp, RunModel::Folder}) m_table->setColumnHidden(column, true);
  m_table->horizontalHeader()->resizeSection(RunModel::Run, 230);
  m_table->horizontalHeader()->resizeSection(RunModel::State, 190);
  m_table->horizontalHeader()->resizeSection(RunModel::Lengths, 60);
  m_table->horizontalHeader()->resizeSection(RunModel::Seed, 50);
  m_paused = new QWidget(card);
  auto* paused = new QHBoxLayout(m_paused);
  paused->setContentsMargins(0, 0, 0, 0);
  m_pausedText = plainLabel({}, m_paused, 9.5);
  m_pausedText->setWordWrap(true);
  auto* resumeQueue = makeButton(tr("Resume Queue"), tr("Let the waiting runs take their turns"), m_paused, [this] { this->resumeQueue(); });
  resumeQueue->setProperty("primary", true);
  paused->addWidget(resumeQueue);  // before the sentence, which gives way where the page is narrow
  paused->addWidget(m_pausedText, 1);
  card->body()->addWidget(m_paused);
  m_table->setMinimumHeight(130);  // the heading and four rows
  card->body()->addWidget(m_table, 1);
  m_stop = makeButton(tr("Stop"), tr("Stop after a checkpoint, so that the run can be resumed; a waiting job is removed"), card, [this] { stop(); });
  m_resume = makeButton(tr("Resume"), tr("Continue a stopped or failed run from its last checkpoint"), card, [this] { resume(); });
  m_trash = makeButton(tr("Move to Trash"), tr("Move the run's folder to the project's trash, from where it can be restored"), card, [this] { trash(); });
  m_results = makeButton(tr("Results"), tr("Show what this run recommends"), card, [this] { emit desk().pageWanted(QStringLiteral("results")); });
  for (QPushButton* button : {m_stop, m_resume, m_results, m_trash}) card->addTool(button);
  whenRowChosen(*m_table, this, [this](const QModelIndex& row) {
    const QString run = row.data(RunModel::nameRole).toString();
    if (!run.isEmpty()) desk().selection.setRun(run);
    showRun();
  });
  return card;
}

QWidget* TrainPage::makeCurves() {
  auto* whole = new QWidget(this);
  auto* layout = new QVBoxLayout(whole);
  layout->setContentsMargins(0, 0, 0, 0);
  auto* top = new QHBoxLayout;
  m_runTitle = plainLabel({}, whole, 11, true);
  m_progress = new QProgressBar(whole);
  m_progress->setMaximumWidth(340);
  m_progress->setAccessibleName(tr("Progress of the selected run"));
  top->addWidget(m_runTitle, 1);
  top->addWidget(m_progress);
  layout->addLayout(top);
  m_fate = new QWidget(whole);
  auto* fate = new QHBoxLayout(m_fate);
  fate->setContentsMargins(0, 0, 0, 0);
  m_fateText = plainLabel({}, m_fate, 10);
  m_fateText->setWordWrap(true);
  fate->addWidget(m_fateText, 1);
  fate->addWidget(makeButton(tr("Resume This Run"), tr("Go on from its newest checkpoint"), m_fate, [this] { resume(); }));
  m_fate->hide();
  layout->addWidget(m_fate);
  m_curves = new FigureCard(desk(), tr("Curves"), whole);
  m_curves->view()->setColumns(2);
  m_curves->view()->setPanelHeight(readable);
  m_gradients = new FigureCard(desk(), tr("Gradients of tail tokens"), whole);
  m_gradients->view()->setColumns(1);
  m_gradients->view()->setPanelHeight(readable);
  auto* figures = new QSplitter(Qt::Horizontal, whole);
  figures->addWidget(m_curves);
  figures->addWidget(m_gradients);
  figures->setStretchFactor(0, 3);
  figures->setStretchFactor(1, 2);
  figures->setChildrenCollapsible(false);
  layout->addWidget(figures, 1);
  return whole;
}

bool TrainPage::isBusy() const { return (!desk().description.isReady() && desk().description.problem().isEmpty()) || m_gradients->isBusy() || m_gradientTimer.isActive(); }

void TrainPage::pose() {
  // A run with probes shows every chart of the page.
  for (const auto& row : desk().runs.rows()) {
    if (row.recipe.rfind("ghost", 0) != 0 || row.state != run::State::Finished) continue;
    desk().selection.setRun(QString::fromStdString(row.name));
    return;
  }
}

void TrainPage::fillRecipes() {
  if (!desk().description.isReady()) return;
  // Another project begins with its own first recipe; what was typed for the one before is no wish for this one.
  const run::Project* project = desk().book.project();
  const QString folder = project ? QString::fromStdString(project->folder.string()) : QString();
  QString wanted = folder == m_formProject ? m_recipe->currentData().toString() : QString();
  if (wanted.isEmpty() && project && !project->recipes.empty()) wanted = QString::fromStdString(project->recipes.front().recipe);
  const auto edits = folder == m_formProject ? m_form->edits() : std::map<std::string, std::string>();
  m_formProject = folder;
  {
    const QSignalBlocker blocker(m_recipe);
    m_recipe->clear();
    for (const auto& row : desk().description.recipes()) m_recipe->addItem(QStringLiteral("%1  (%2)").arg(row.title, row.id), row.id);
    m_recipe->setCurrentIndex(std::max(0, m_recipe->findData(wanted)));
  }
  fillForm(edits);
}

void TrainPage::showRecipe() { fillForm({}); }

void TrainPage::followSettings() {
  if (desk().description.isReady()) fillForm(m_form->edits());
  refresh();
}

/// The recipe's defaults, the project's settings over them, and what the user typed over both.
void TrainPage::fillForm(const std::map<std::string, std::string>& edits) {
  const QString id = m_recipe->currentData().toString();
  const DescribedRow* row = desk().description.recipe(id);
  m_estimate.drop();
  m_cost->clear();
  m_formProblem.clear();
  if (!row) return;
  m_about->setText(row->description);
  try {
    m_form->setSpecs(row->params, overridesOf(desk().book.project(), id));
    for (const auto& [key, text] : edits) m_form->setText(key, QString::fromStdString(text));
  } catch (const std::exception& error) {
    m_formProblem = tr("The project's own settings for %1 can't be used: %2").arg(id, QString::fromUtf8(error.what()));
    m_about->setText(m_formProblem);
  }
  m_vectors->offer(lackingVectors());
}

/// Why the recipe of the form can't run on this project; empty where it can.
QString TrainPage::lackingVectors() const {
  const DescribedRow* row = desk().description.recipe(m_recipe->currentData().toString());
  const auto book = desk().book.data();
  if (!row || !book || book->vectors || row->kind != QLatin1String("generative")) return {};
  const auto texts = m_form->texts();
  const auto alpha = texts.find("alpha");
  const bool undesired = alpha != texts.end() && QString::fromStdString(alpha->second).toDouble() > 0;  // they are found among the vectors
  if (row->tokenizer.isEmpty() && !undesired) return {};
  if (!book->vectorsProblem.empty()) return tr("%1 needs item vectors, and those of the project can't be read: %2").arg(row->title, QString::fromStdString(book->vectorsProblem));
  return tr("%1 names items by tokens, which are built from item vectors, and the project has none.").arg(row->title);
}

void TrainPage::prepare(const QString& recipe, const std::map<std::string, std::string>& values) {
  const int index = m_recipe->findData(recipe);
  if (index >= 0) m_recipe->setCurrentIndex(index);
  m_form->reset();
  for (const auto& [key, text] : values) m_form->setText(key, QString::fromStdString(text));
}

std::optional<JobRequest> TrainPage::request() {
  std::optional<JobRequest> request;
  desk().attempt([&] {
    if (!desk().book.project()) throw usageError("run", "open a project first");
    desk().book.readAgain();  // so that form and worker read the same project.toml
    const QString recipe = m_recipe->currentData().toString();
    if (recipe.isEmpty()) throw usageError("run", desk().description.problem().isEmpty() ? "the worker has not said yet what it can do; wait a moment" : desk().description.problem().toStdString());
    if (!m_formProblem.isEmpty()) throw Error(ErrorCode::Data, "project.toml", m_formProblem.toStdString());
    auto [said, implied] = m_form->parts();
    request = JobRequest{recipe, std::move(said), {}, {}, std::move(implied)};
  });
  return request;
}

const store::RunRow* TrainPage::equalRun(const JobRequest& wanted) const {
  std::error_code ignored;
  const auto written = std::filesystem::last_write_time(data::interFileOf(desk().book.project()->dataFolder()), ignored);
  for (const auto& row : desk().runs.rows()) {
    if (row.state != run::State::Finished || !run::isRunOf(row.manifest, wanted.recipe.toStdString(), wanted.allValues())) continue;
    // Data that were written since make it another run.
    const auto made = std::filesystem::last_write_time(desk().book.project()->runs() / row.name / "manifest.json", ignored);
    if (!ignored && written <= made) return &row;
  }
  return nullptr;
}

void TrainPage::launch() {
  const auto shown = m_form->texts();
  const auto wanted = request();
  if (!wanted) return;
  if (m_form->texts() != shown) return desk().told(tr("The project's settings were changed on disk just now and the form shows them. Look at it and press Start again."), true);
  if (const QString lacking = lackingVectors(); !lacking.isEmpty()) return desk().told(lacking, true);
  // A run that is there already is started again only by a second press.
  const QString asked = QString::fromStdString(commandText(wanted->command(desk().book.project()->folder)));
  const store::RunRow* same = nullptr;
  if (!desk().attempt([&] { same = equalRun(*wanted); })) return;
  if (same && m_asked != asked) {
    m_asked = asked;
    return desk().told(tr("%1 has these values and this seed already; run again it is no further sample. Change the seed, or press Start once more to repeat it.").arg(runTitle(*same)), false);
  }
  m_asked.clear();
  desk().attempt([&] {
    desk().queue.add(*wanted);
    emit desk().told(desk().queue.waiting() > 0 ? tr("%1 is queued.").arg(wanted->recipe) : tr("%1 is starting.").arg(wanted->recipe), false);
  });
}

void TrainPage::estimate() {
  const auto wanted = request();
  if (!wanted) return;
  QStringList arguments;
  for (const auto& word : wanted->command(desk().book.project()->folder)) arguments += QString::fromStdString(word);
  arguments.removeFirst();
  arguments += QStringLiteral("--dry-run");
  m_cost->setText(tr("Estimating …"));
  m_estimate.start(arguments);
}

void TrainPage::copyCommand() {
  const auto wanted = request();
  if (wanted) emit desk().commandWanted(QString::fromStdString(commandText(wanted->command(desk().book.project()->folder))));
}

void TrainPage::selectedJob(QString& run, QString& job) const {
  // A table that nobody sees lags behind.
  const QModelIndex current = isVisible() ? m_table->selectionModel()->selectedRows().value(0) : QModelIndex();
  run = current.data(RunModel::nameRole).toString();
  job = current.data(RunModel::jobRole).toString();
  if (run.isEmpty() && job.isEmpty()) run = desk().selection.run();
}

void TrainPage::stop() {
  QString run, job;
  selectedJob(run, job);
  if (!job.isEmpty()) return desk().queue.cancel(job);
  desk().attempt([&] {
    const auto* row = desk().runs.row(run);
    if (!row || row->state != run::State::Running) throw usageError(run.isEmpty() ? "stop" : run.toStdString(), "no run is going on here; select a running one in the table");
    if (!desk().queue.stopRun(run::RunFolder::open(desk().book.project()->runs() / run.toStdString())))
      throw resourceError(run.toStdString(), "the process that writes this run can't be reached from here; stop it on the machine where it was started");
    emit desk().told(tr("Asked %1 to stop; it writes a checkpoint first.").arg(run), false);
  });
}

void TrainPage::resume() { desk().resumeRun(desk().selection.run()); }

void TrainPage::trash() {
  QString run, job;
  selectedJob(run, job);
  if (!job.isEmpty()) desk().queue.cancel(job);
  else desk().trashRun(run);
}

void TrainPage::resumeQueue() {
  desk().attempt([&] {
    if (desk().queue.held() == 0) throw usageError("queue", "nothing is held back in it");
    desk().queue.resumeQueue();
  });
}

void TrainPage::refresh() {
  if (!desk().book.project()) return showEmpty(tr("Open a project, then choose a recipe and start it here."));
  if (!desk().book.data() && !desk().book.isReading()) return showEmpty(tr("Nothing can be trained without data: %1").arg(desk().book.dataProblem()), tr("Go to Data"), [this] { emit desk().pageWanted(QStringLiteral("data")); });
  showContent();
  m_model->setJobs(desk().queue.jobs());
  m_model->setRuns(desk().runs.rows());
  m_vectors->offer(lackingVectors());
  const int held = desk().queue.held();
  m_paused->setVisible(held > 0);
  m_pausedText->setText(held == 1 ? tr("The queue is paused: 1 run was waiting when the project was opened, and opening starts nothing.") : tr("The queue is paused: %1 runs were waiting when the project was opened, and opening starts nothing.").arg(held));
  showRun();
}

void TrainPage::showRun() {
  const QString name = desk().selection.run();
  const auto* row = desk().runs.row(name);
  const int place = m_model->rowOf(name);
  if (place >= 0) {
    const QModelIndex index = m_sorted->mapFromSource(m_model->index(place, 0));
    // A waiting job may be the current row on purpose.
    if (m_table->currentIndex().data(RunModel::jobRole).toString().isEmpty() && m_table->currentIndex().row() != index.row()) m_table->setCurrentIndex(index);
  }
  QString run, job;
  selectedJob(run, job);
  const bool running = row && row->state == run::State::Running;
  m_stop->setEnabled(!job.isEmpty() || running);
  m_resume->setEnabled(row && canGoOn(*row));
  m_trash->setEnabled(!job.isEmpty() || (row && !running));
  m_results->setEnabled(row != nullptr);
  m_runTitle->setText(row ? runTitle(*row) : tr("No run yet: choose a recipe and press Start"));
  const QString fate = row ? fateText(*row) : QString();
  m_fate->setVisible(!fate.isEmpty());
  m_fateText->setText(tr("It %1.").arg(fate));
  m_progress->setVisible(running);
  if (running) {
    m_progress->setRange(0, row->total > 0 ? 1000 : 0);
    m_progress->setValue(row->total > 0 ? static_cast<int>(1000 * row->done / row->total) : 0);
    m_progress->setFormat(progressText(*row));
  }
  desk().runs.watchCurves(row ? name : QString());
}

void TrainPage::showCurves() {
  m_curves->view()->updateSoon(liveFigure(*desk().runs.curves()));
  if (!m_gradientTimer.isActive()) m_gradientTimer.start();
}

void TrainPage::drawGradients() {
  const QString run = desk().runs.watchedRun();
  if (run.isEmpty() || m_gradients->isBusy() || !isVisible()) return;
  std::size_t points = 0;
  for (const auto& curve : *desk().runs.curves()) points += curve.step.size();
  const QString stamp = run + QLatin1Char(' ') + QString::number(points);
  if (std::exchange(m_gradientStamp, stamp) == stamp) return;
  m_gradientClock.start();
  m_gradients->wish({QStringLiteral("tail-gradients"), {{"groups", "few"}}, {run.toStdString()}}, true);
}

}  // namespace ghost::workbench
