#include "pages/compare_page.h"

#include <algorithm>
#include <set>

#include <QCheckBox>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

#include "base/error.h"
#include "models/comparison_table.h"
#include "models/interval_lines.h"
#include "models/result_tables.h"
#include "models/run_facts.h"
#include "shell/plain_text.h"

namespace ghost::workbench {

namespace {

struct HeatmapMetric {
  const char* metric;
  const char* group;
  const char* title;
};
constexpr HeatmapMetric heatmapMetrics[] = {{"ndcg", "tail", "NDCG@10 of tail targets"}, {"ndcg", "all", "NDCG@10"},    {"hr", "tail", "HR@10 of tail targets"}, {"hr", "all", "HR@10"},
                                            {"hr", "head", "HR@10 of head targets"},     {"mgu", "all", "MGU@10"}, {"arp", "all", "ARP@10"}};

}  // namespace

ComparePage::ComparePage(Desk& desk) : Page(desk, QStringLiteral("compare"), tr("Compare"), tr("Which choice is better?")), m_samples(desk.activities, this), m_baselines(desk.activities, this) {
  m_export = new TableExport(desk, this);
  tools()->addWidget(makeButton(tr("Export Table…"), tr("Write the comparison of the checked runs as a LaTeX table, with intervals, and as CSV"), this, [this] { m_export->ask(chosenNames()); }));
  m_bars = new FigureCard(desk, tr("Head, tail and fairness"), this);
  m_bars->view()->setColumns(2);

  auto* upper = new QSplitter(Qt::Horizontal, this);
  upper->addWidget(makeRuns());
  upper->addWidget(makeHeatmap());
  upper->setStretchFactor(0, 3);
  upper->setStretchFactor(1, 2);
  auto* lower = new QSplitter(Qt::Horizontal, this);
  lower->addWidget(makeComparison());
  lower->addWidget(m_bars);
  lower->setStretchFactor(0, 3);
  lower->setStretchFactor(1, 2);
  auto* all = new QSplitter(Qt::Vertical, this);
  all->addWidget(upper);
  all->addWidget(lower);
  all->setStretchFactor(0, 1);
  all->setStretchFactor(1, 1);
  upper->setSizes({850, 460});
  lower->setSizes({850, 460});
  for (auto* splitter : {upper, lower, all}) splitter->setChildrenCollapsible(false);
  content()->addWidget(all, 1);

  follow();
  refresh();
}

Card* ComparePage::makeComparison() {
  auto* card = new Card({}, this);
  m_comparison = new GridModel(this);
  m_parameters = new GridModel(this);
  m_tabs = new QTabWidget(card);
  m_tabs->setDocumentMode(true);
  auto* metrics = new QWidget(m_tabs);
  auto* column = new QVBoxLayout(metrics);
  column->setContentsMargins(0, 4, 0, 0);
  m_compared = makeTable(m_comparison, nullptr, GridModel::sortRole, tr("Comparison"), metrics);
  column->addWidget(m_compared, 1);
  m_remarks = plainLabel({}, metrics, 9.5);
  m_remarks->setWordWrap(true);
  m_remarks->hide();
  column->addWidget(m_remarks);
  m_intervals = plainLabel({}, metrics, 9.5);
  m_intervals->setWordWrap(true);
  m_intervals->hide();
  column->addWidget(m_intervals);
  m_showIntervals = makeButton(tr("Bootstrap Intervals"), tr("95 % intervals of HR@10 and of the paired differences to the first run, from 1,000 resamples of the users"), metrics, [this] { showIntervals(); });
  m_showIntervals->setCheckable(true);
  m_withBaselines = new QCheckBox(tr("Baselines"), metrics);
  m_withBaselines->setChecked(true);
  setPlainTip(m_withBaselines, tr("Show popularity, next-item and item-knn of the same data beside the runs; they are computed in seconds and kept"));
  auto* below = new QHBoxLayout;
  below->addWidget(m_showIntervals);
  below->addWidget(m_withBaselines);
  below->addStretch(1);
  column->addLayout(below);
  m_tabs->addTab(metrics, tr("Metrics of the checked runs"));
  auto* parameters = makeTable(m_parameters, nullptr, GridModel::sortRole, tr("Parameters that differ"), m_tabs);
  m_tabs->addTab(parameters, tr("Parameters that differ"));
  card->body()->addWidget(m_tabs, 1);
  return card;
}

/// What the page looks at again, and when.
void ComparePage::follow() {
  connect(&desk().runs, &RunLibrary::changed, this, &ComparePage::touch);
  connect(&desk().book, &ProjectBook::projectChanged, this, [this] {
    m_chose = false;
    m_cell = {};
    m_comparedStamp.clear();
    m_heatmapStamp.clear();
    m_samples.clear();
    m_baselines.clear();
    touch();
  });
  connect(&desk().book, &ProjectBook::dataChanged, this, &ComparePage::touch);
  connect(&desk().selection, &Selection::runChanged, this, [this] {
    if (auto* map = heatmap()) map->setSelectedLink(desk().selection.run().toStdString());
    const int row = m_model->rowOf(desk().selection.run());
    const QModelIndex index = row < 0 ? QModelIndex() : m_filter->mapFromSource(m_model->index(row, 0));
    if (index.isValid() && !m_table->selectionModel()->isSelected(index)) m_table->setCurrentIndex(index);
  });
  connect(m_model, &RunModel::checkedChanged, this, &ComparePage::compare);
  connect(m_heatmap, &FigureCard::shown, this, [this] {
    if (auto* map = heatmap()) map->setSelectedLink(desk().selection.run().toStdString());
  });
  connect(&m_estimate, &VerbCall::finished, this, [this](const OrderedJson& plan) {
    const double seconds = numberAt(at(plan, "estimate", "seconds"));
    m_cellText->setText(tr("%1 with L\u02b0/L\u1d57 = %2/%3 has not been run: %4.").arg(m_cell.recipe).arg(m_cell.values.value("head_levels", 0)).arg(m_cell.values.value("tail_levels", 0))
                            .arg(seconds > 0 ? tr("it would take about %1 of training").arg(durationText(seconds)) : tr("the worker gives no estimate")));
  });
  connect(&m_estimate, &VerbCall::failed, this, [this](const QString& sentence) { m_cellText->setText(sentence); });
  connect(m_withBaselines, &QCheckBox::toggled, this, [this] {
    m_comparedStamp.clear();
    compare();
  });
  connect(&m_baselines, &BaselineShelf::changed, this, [this] {
    showTable();
    showBars();
  });
  connect(&m_samples, &RunSamples::changed, this, [this] {
    showBars();
    showIntervals();
  });
}

Card* ComparePage::makeRuns() {
  auto* card = new Card(tr("Runs, metrics at K = 10"), this);
  m_search = new QLineEdit(card);
  m_search->setPlaceholderText(tr("Filter runs"));
  m_search->setClearButtonEnabled(true);
  m_search->setAccessibleName(tr("Filter runs"));
  card->addTool(m_search);
  card->addTool(makeButton(tr("Check All"), tr("Compare all finished runs that the filter shows"), card, [this] {
    std::set<QString> names;
    for (int row = 0; row < m_filter->rowCount(); ++row) {
      const QModelIndex index = m_filter->index(row, 0);
      if (index.data(RunModel::stateRole).toInt() == int(run::State::Finished)) names.insert(index.data(RunModel::nameRole).toString());
    }
    m_chose = true;
    m_model->setChecked(std::move(names));
  }));
  card->addTool(makeButton(tr("Uncheck All"), tr("Compare nothing"), card, [this] {
    m_chose = true;
    m_model->setChecked({});
  }));
  card->addTool(makeButton(tr("Move to Trash"), tr("Move the selected run's folder to the project's trash, from where it can be restored; its cell becomes empty"), card, [this] { desk().trashRun(desk().selection.run()); }));
  m_model = new RunModel(this, true);
  m_table = makeTable(m_model, &m_filter, RunModel::sortRole, tr("Runs"), card);
  m_filter->setFilterKeyColumn(RunModel::Run);
  m_filter->setFilterRole(RunModel::filterRole);
  m_table->setColumnHidden(RunModel::Recipe, true);
  m_table->setColumnHidden(RunModel::Folder, true);
  m_table->setColumnHidden(RunModel::Started, true);
  auto* header = m_table->horizontalHeader();
  header->resizeSection(RunModel::Run, 205);
  header->resizeSection(RunModel::State, 64);
  header->resizeSection(RunModel::Lengths, 54);
  header->resizeSection(RunModel::Seed, 50);
  fitColumns(*m_table, RunModel::Hr);
  card->body()->addWidget(m_table, 1);
  setPlainTip(m_search, tr("Words of a run's title, state or folder, and parameters such as seed=3 or head_levels=4"));
  connect(m_search, &QLineEdit::textChanged, m_filter, [this](const QString& text) { m_filter->setFilterRegularExpression(runFilter(text)); });
  whenRowChosen(*m_table, this, [this](const QModelIndex& row) {
    const QString run = row.data(RunModel::nameRole).toString();
    if (!run.isEmpty()) desk().selection.setRun(run);
  });
  connect(m_table, &QTableView::doubleClicked, this, [this] { emit desk().pageWanted(QStringLiteral("results")); });
  connect(m_table, &QTableView::clicked, this, [this](const QModelIndex& index) { m_chose |= index.column() == RunModel::Run; });
  return card;
}

Card* ComparePage::makeHeatmap() {
  m_heatmap = new FigureCard(desk(), tr("SID lengths"), this);
  m_metric = new QComboBox(m_heatmap);
  m_metric->setAccessibleName(tr("Metric of the heatmap"));
  for (const auto& row : heatmapMetrics) m_metric->addItem(tr(row.title));
  m_recipe = new QComboBox(m_heatmap);
  m_recipe->setAccessibleName(tr("Recipe of the heatmap"));
  m_heatmap->addTool(m_recipe);
  m_heatmap->addTool(m_metric);
  m_cellText = plainLabel(tr("A cell opens its run; a hatched one can be launched."), m_heatmap, 9.5);
  m_cellText->setWordWrap(true);
  m_launch = makeButton(tr("Launch"), tr("Add the run of this cell to the queue"), m_heatmap, [this] { launchCell(); });
  m_launch->setProperty("primary", true);
  m_fill = makeButton(tr("Fill the Form"), tr("Set these lengths on the page Train"), m_heatmap, [this] {
    std::map<std::string, std::string> values;
    for (const auto& [key, value] : m_cell.values.items()) values[key] = jsonText(value).toStdString();
    emit formWanted(m_cell.recipe, values);
  });
  auto* bar = new QHBoxLayout;
  bar->addWidget(m_cellText, 1);
  bar->addWidget(m_fill);
  bar->addWidget(m_launch);
  m_heatmap->body()->addLayout(bar);
  m_launch->hide();
  m_fill->hide();
  connect(m_metric, &QComboBox::currentIndexChanged, this, &ComparePage::drawHeatmap);
  connect(m_recipe, &QComboBox::currentIndexChanged, this, &ComparePage::drawHeatmap);
  connect(m_heatmap->view(), &views::FigureView::cellClicked, this, &ComparePage::clickCell);
  return m_heatmap;
}

bool ComparePage::find() {
  m_search->setFocus(Qt::ShortcutFocusReason);
  m_search->selectAll();
  return true;
}

bool ComparePage::isBusy() const { return m_samples.isBusy() || m_baselines.isBusy() || m_bars->isBusy() || m_heatmap->isBusy() || desk().book.isReading(); }
void ComparePage::pose() {}
chart::Heatmap* ComparePage::heatmap() const { return qobject_cast<chart::Heatmap*>(m_heatmap->view()->panelWidget(0)); }

std::vector<const store::RunRow*> ComparePage::chosen() const {
  std::vector<const store::RunRow*> runs;
  for (const auto& row : desk().runs.rows())
    if (m_model->checked().count(QString::fromStdString(row.name)) && metricOf(row, 10, "hr")) runs.push_back(&row);
  return runs;
}

QStringList ComparePage::chosenNames() const {
  QStringList names;
  for (const auto* run : chosen()) names += QString::fromStdString(run->name);
  return names;
}

void ComparePage::refresh() {
  if (!desk().book.project()) return showEmpty(tr("Open a project to compare its runs."));
  m_model->setRuns(desk().runs.rows());
  if (desk().runs.rows().empty() && desk().runs.isReady()) {
    return showEmpty(tr("No run yet. Start some on the page Train; with two or more this page says which choice is better."), tr("Go to Train"), [this] { emit desk().pageWanted(QStringLiteral("train")); });
  }
  showContent();
  if (!m_chose) {
    // Without a choice of the user: the newest finished run of each recipe and length, as many as a chart can show.
    std::set<QString> names;
    std::set<std::string> seen;
    constexpr std::size_t most = 8;
    for (const auto& row : desk().runs.rows()) {
      if (!metricOf(row, 10, "hr") || names.size() >= most) continue;
      if (seen.insert(row.recipe).second) names.insert(QString::fromStdString(row.name));
    }
    m_model->setChecked(std::move(names));
  }
  std::set<std::string> recipes{"ghost"};
  if (desk().book.project())
    for (const auto& row : desk().runs.rows())
      if (parameterOf(row, "head_levels").is_number()) recipes.insert(row.recipe);
  QStringList names;
  for (const auto& recipe : recipes) names += QString::fromStdString(recipe);
  QStringList shown;
  for (int i = 0; i < m_recipe->count(); ++i) shown += m_recipe->itemText(i);
  if (shown != names) {
    const QSignalBlocker blocker(m_recipe);
    const QString before = m_recipe->currentText();
    m_recipe->clear();
    m_recipe->addItems(names);
    // Without a choice the recipe with most lengths tried.
    std::map<QString, std::set<std::string>> lengths;
    for (const auto& row : desk().runs.rows()) lengths[QString::fromStdString(row.recipe)].insert(parameterOf(row, "head_levels").dump() + "/" + parameterOf(row, "tail_levels").dump());
    const auto most = std::max_element(names.begin(), names.end(), [&](const QString& a, const QString& b) { return lengths[a].size() < lengths[b].size(); });
    m_recipe->setCurrentText(names.contains(before) ? before : *most);
  }
  compare();
  drawHeatmap();
}

void ComparePage::compare() {
  const auto runs = chosen();
  QString stamp = desk().book.data() ? QStringLiteral("data ") : QString();
  for (const auto* run : runs) stamp += QString::fromStdString(run->name + ' ' + run->changedAt + ' ');
  if (std::exchange(m_comparedStamp, stamp) == stamp) return;
  m_parameters->setGrid(parameterGrid(runs));
  if (desk().book.project()) {
    m_samples.want(*desk().book.project(), desk().book.data(), runs);
    if (m_withBaselines->isChecked() && !runs.empty()) m_baselines.want(*desk().book.project(), desk().book.data(), keepsHistory(*runs.front()));
  }
  showTable();
  showBars();
  showIntervals();
}

void ComparePage::showTable() {
  const auto runs = chosen();
  const bool withBaselines = m_withBaselines->isChecked() && !runs.empty();
  std::vector<run::Baseline> baselines = withBaselines ? m_baselines.all() : std::vector<run::Baseline>();
  std::erase_if(baselines, [&](const run::Baseline& baseline) { return std::any_of(runs.begin(), runs.end(), [&](const auto* run) { return run->recipe == baseline.recipe; }); });  // it stands there as a run
  ComparisonTable table = comparisonTable(runs, baselines, 10);
  if (withBaselines && !m_baselines.problem().isEmpty()) table.remarks += m_baselines.problem();
  m_tabs->setTabText(0, table.systems == static_cast<int>(runs.size()) ? tr("Metrics at K = 10 of %1 checked runs").arg(runs.size()) : tr("Metrics at K = 10 of %1 checked runs, %2 systems").arg(runs.size()).arg(table.systems));
  constexpr qsizetype most = 3;  // lines; the tip has them all
  QStringList lines = table.remarks.mid(0, most);
  if (table.remarks.size() > most) lines.last() += tr("  (and %1 more)").arg(table.remarks.size() - most);
  m_remarks->setText(lines.join(QLatin1Char('\n')));
  setPlainTip(m_remarks, table.remarks.join(QLatin1Char('\n')));
  m_remarks->setVisible(!lines.isEmpty());
  m_comparison->setGrid(std::move(table.grid));
  fitColumns(*m_compared);
}

/// With the intervals that are there; those still drawn come later.
void ComparePage::showBars() {
  const auto runs = chosen();
  if (runs.empty()) return m_bars->showSentence(tr("Check finished runs in the table above to compare them."));
  FigureWish wish{QStringLiteral("comparison"), {{"baselines", m_withBaselines->isChecked() ? "true" : "false"}}, {}, true, true};
  for (const auto* run : runs) wish.runs.push_back(run->name);
  m_bars->wish(wish);
}

void ComparePage::showIntervals() {
  m_intervals->setVisible(m_showIntervals->isChecked());
  if (!m_showIntervals->isChecked()) return;
  const auto runs = chosen();
  if (runs.empty()) return m_intervals->setText(tr("Check finished runs first."));
  m_intervals->setText(intervalLines(runs, m_samples).join(QLatin1Char('\n')));
}

void ComparePage::drawHeatmap() {
  if (!desk().book.data() || m_recipe->currentText().isEmpty()) return;
  const auto& metric = heatmapMetrics[std::max(0, m_metric->currentIndex())];
  const QString stamp = stampOf(desk().runs.rows()) + m_metric->currentText() + m_recipe->currentText();
  if (std::exchange(m_heatmapStamp, stamp) == stamp) return;
  m_heatmap->wish({QStringLiteral("length-heatmap"), {{"metric", metric.metric}, {"group", metric.group}, {"k", "10"}, {"recipe", m_recipe->currentText().toStdString()}}, {}});
}

void ComparePage::clickCell(int column, int row, const QString& link) {
  const auto& panel = m_heatmap->view()->figure().panels.front();
  m_launch->setVisible(link.isEmpty());
  m_fill->setVisible(link.isEmpty());
  m_cell = {};
  if (!link.isEmpty()) {
    m_cellText->setText(tr("A cell opens its run; a hatched one can be launched."));
    desk().selection.setRun(link);
    emit desk().pageWanted(QStringLiteral("results"));
    return;
  }
  m_cell.recipe = m_recipe->currentText();
  m_cell.values = {{"head_levels", std::stoi(panel.x.categories[static_cast<std::size_t>(column)])}, {"tail_levels", std::stoi(panel.y.categories[static_cast<std::size_t>(row)])}};
  for (const auto& cell : panel.cells)
    if (cell.column == column && cell.row == row) m_cellText->setText(QString::fromStdString(cell.tooltip));
  estimateCell();
}

void ComparePage::estimateCell() {
  // Everything but the lengths as in the newest run of the map, so that cells compare.
  for (const auto& row : desk().runs.rows()) {
    if (row.recipe != m_cell.recipe.toStdString() || !metricOf(row, 10, "hr")) continue;
    const auto* recipe = desk().description.recipe(m_cell.recipe);
    if (!recipe) break;
    OrderedJson project = OrderedJson::object();
    for (const auto& entry : desk().book.project()->recipes)
      if (entry.recipe == row.recipe) project = entry.overrides;
    for (const auto& spec : recipe->params) {
      const OrderedJson value = parameterOf(row, spec.key.c_str());
      if (value.is_null() || m_cell.values.contains(spec.key) || spec.key == "profile") continue;
      const OrderedJson baseline = project.contains(spec.key) ? project[spec.key] : OrderedJson(spec.defaultValue);
      if (value != baseline) m_cell.values[spec.key] = value;
    }
    break;
  }
  QStringList arguments;
  for (const auto& word : m_cell.command(desk().book.project()->folder)) arguments += QString::fromStdString(word);
  arguments.removeFirst();
  arguments += QStringLiteral("--dry-run");
  m_estimate.start(arguments);
}

void ComparePage::launchCell() {
  desk().attempt([&] {
    if (m_cell.recipe.isEmpty()) throw usageError("heatmap", "click an empty cell first");
    desk().queue.add(m_cell);
    emit desk().told(tr("%1 %2/%3 is queued; its cell fills when it has been evaluated.").arg(m_cell.recipe).arg(m_cell.values.value("head_levels", 0)).arg(m_cell.values.value("tail_levels", 0)), false);
    m_cell = {};
    m_launch->hide();
    m_fill->hide();
    m_cellText->setText(tr("A cell opens its run; a hatched one can be launched."));
  });
}

}  // namespace ghost::workbench
