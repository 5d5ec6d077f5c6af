#include "pages/results_page.h"

#include <algorithm>

#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

#include "eval/comparison.h"
#include "eval/history.h"
#include "eval/saved_lists.h"
#include "models/item_model.h"
#include "models/result_tables.h"
#include "models/run_facts.h"
#include "run/baselines.h"
#include "run/run_identity.h"
#include "shell/plain_text.h"

namespace ghost::workbench {

ResultsPage::ResultsPage(Desk& desk) : Page(desk, QStringLiteral("results"), tr("Results"), tr("What did one run recommend, and why?")), m_reading(this) {
  m_run = new QComboBox(this);
  m_run->setMinimumWidth(320);
  m_run->setAccessibleName(tr("Run"));
  tools()->addWidget(m_run);
  m_numbers = new NumberRow(this);
  content()->addWidget(m_numbers);
  m_remarks = plainLabel({}, this, 9.5);
  m_remarks->setWordWrap(true);
  m_remarks->hide();

  auto* metricCard = new Card(tr("Metrics"), this);
  m_metrics = new GridModel(this);
  m_metricTable = makeTable(m_metrics, nullptr, GridModel::sortRole, tr("Metrics"), metricCard);
  m_metricTable->horizontalHeader()->setStretchLastSection(false);
  metricCard->body()->addWidget(m_metricTable, 1);
  m_composition = new FigureCard(desk, tr("Head and tail in the lists"), this);
  m_fifths = new FigureCard(desk, tr("Popularity fifths"), this);
  auto* userCard = new Card(tr("One user's list"), this);
  m_user = new QSpinBox(userCard);
  m_user->setAccessibleName(tr("User"));
  m_user->setPrefix(tr("user "));
  userCard->addTool(m_user);
  userCard->addTool(makeButton(tr("Next Hit"), tr("The next user whose target was recommended"), userCard, [this] { nextHit(false); }));
  userCard->addTool(makeButton(tr("Next Tail Hit"), tr("The next user whose target is a tail item and was recommended"), userCard, [this] { nextHit(true); }));
  m_again = makeButton(tr("Make Lists Again"), tr("Resume the run: what is there is kept, lists and metrics that are gone are made again"), userCard, [this] { this->desk().resumeRun(this->desk().selection.run()); });
  m_again->hide();
  userCard->addTool(m_again);
  m_userFacts = plainLabel({}, userCard, 9.5);
  m_userFacts->setWordWrap(true);
  userCard->body()->addWidget(m_userFacts);
  m_recommended = new GridModel(this);
  m_userTable = makeTable(m_recommended, nullptr, GridModel::sortRole, tr("Recommended items"), userCard);
  userCard->body()->addWidget(m_userTable, 1);

  auto* upper = new QSplitter(Qt::Horizontal, this);
  upper->addWidget(metricCard);
  upper->addWidget(m_composition);
  upper->setStretchFactor(0, 5);
  upper->setStretchFactor(1, 5);
  auto* lower = new QSplitter(Qt::Horizontal, this);
  lower->addWidget(m_fifths);
  lower->addWidget(userCard);
  lower->setStretchFactor(0, 5);
  lower->setStretchFactor(1, 5);
  auto* all = new QSplitter(Qt::Vertical, this);
  all->addWidget(upper);
  all->addWidget(lower);
  upper->setSizes({680, 620});
  lower->setSizes({680, 620});
  for (auto* splitter : {upper, lower, all}) splitter->setChildrenCollapsible(false);
  content()->addWidget(all, 1);
  content()->addWidget(m_remarks);  // at the lower edge, where it moves nothing that is aimed at

  connect(m_run, &QComboBox::activated, this, [this](int index) { this->desk().selection.setRun(m_run->itemData(index).toString()); });
  connect(m_user, &QSpinBox::valueChanged, this, [this](int user) {
    this->desk().selection.setUser(user);
    showUser();
  });
  connect(m_userTable, &QTableView::clicked, this, [this](const QModelIndex& index) {
    const QVariant item = index.siblingAtColumn(1).data(GridModel::sortRole);
    if (item.isValid()) this->desk().selection.setItem(item.toInt());
  });
  connect(&desk.selection, &Selection::runChanged, this, &ResultsPage::touch);
  connect(&desk.selection, &Selection::userChanged, this, [this] { m_user->setValue(std::max(0, this->desk().selection.user())); });
  connect(&desk.runs, &RunLibrary::changed, this, &ResultsPage::touch);
  connect(&desk.book, &ProjectBook::dataChanged, this, &ResultsPage::touch);
  connect(&desk.book, &ProjectBook::projectChanged, this, &ResultsPage::touch);
  renew();
}

bool ResultsPage::find() {
  m_user->setFocus(Qt::ShortcutFocusReason);
  m_user->selectAll();
  return true;
}

bool ResultsPage::isBusy() const { return m_composition->isBusy() || m_reading.isBusy() || desk().book.isReading(); }

void ResultsPage::pose() {
  for (const auto& row : desk().runs.rows()) {
    if (row.recipe.rfind("ghost", 0) != 0 || !metricOf(row, 10, "hr")) continue;
    desk().selection.setRun(QString::fromStdString(row.name));
    break;
  }
  if (m_lists) nextHit(true);
}

void ResultsPage::fillRuns() {
  const QString stamp = stampOf(desk().runs.rows());
  if (std::exchange(m_runsStamp, stamp) == stamp) return;
  const QSignalBlocker blocker(m_run);
  m_run->clear();
  for (const auto& row : desk().runs.rows())
    if (metricOf(row, 10, "hr")) m_run->addItem(runTitle(row), QString::fromStdString(row.name));
  m_run->setVisible(m_run->count() > 0);
}

void ResultsPage::refresh() {
  if (!desk().book.project()) return showEmpty(tr("Open a project to see what its runs recommend."));
  const auto* row = desk().runs.row(desk().selection.run());
  m_run->setCurrentIndex(row ? m_run->findData(desk().selection.run()) : -1);
  const auto toTrain = [this] { emit desk().pageWanted(QStringLiteral("train")); };
  if (!row) return showEmpty(desk().runs.isReady() ? tr("No run yet. Start one on the page Train; its results appear here when it has been evaluated.") : tr("Looking for runs …"), tr("Go to Train"), toTrain);
  if (!metricOf(*row, 10, "hr")) {
    showLacking(*row);
    return setTitleText(tr("Results · %1").arg(runTitle(*row)));
  }
  showContent();
  const QString stamp = QString::fromStdString(desk().book.project()->folder.string() + row->name + row->changedAt);
  if (stamp == m_shownStamp && (m_lists || m_reading.isBusy())) return;
  m_shownStamp = stamp;
  setTitleText(tr("Results · %1").arg(runTitle(*row)));
  showNumbers(*row);
  showRemarks(*row);
  m_metrics->setGrid(metricGrid(*row));
  fitColumns(*m_metricTable);
  m_fifths->show(fifthsFigure(*row));
  m_composition->wish({QStringLiteral("list-composition"), {}, {row->name}});
  loadLists(QString::fromStdString(row->name));
}

/// What a run without metrics lacks, and the way to them.
void ResultsPage::showLacking(const store::RunRow& run) {
  m_shownStamp.clear();
  const auto toTrain = [this] { emit desk().pageWanted(QStringLiteral("train")); };
  const auto resume = [this, name = QString::fromStdString(run.name)] { if (desk().resumeRun(name)) emit desk().pageWanted(QStringLiteral("train")); };
  const QString title = runTitle(run), fate = fateText(run);
  if (!canGoOn(run)) return showEmpty(tr("%1 has no results yet (%2). They appear when it has been decoded and evaluated.").arg(title, progressText(run)), tr("Go to Train"), toTrain);
  if (run.state == run::State::Failed) return showEmpty(tr("%1 %2\n\nOnce that is mended, resume it; its results appear here.").arg(title, fate), tr("Go to Train"), toTrain, {tr("Resume"), resume});
  if (fate.isEmpty()) return showEmpty(tr("%1 was trained and has no lists and metrics yet. Resume goes on with them.").arg(title), tr("Resume"), resume, {tr("Go to Train"), toTrain});
  showEmpty(tr("%1 %2.\n\nIt has no lists and metrics yet. Resume it, and they appear here when it has been decoded and evaluated.").arg(title, fate), tr("Resume"), resume, {tr("Go to Train"), toTrain});
}

void ResultsPage::showNumbers(const store::RunRow& run) {
  const auto metric = [&](const char* name) { return numberText(metricOf(run, 10, name).value_or(NAN)); };
  QList<NumberRow::Entry> entries{{metric("hr"), tr("HR@10"), tr("Share of users whose next item is among the first ten")},
                                  {metric("hr_head"), tr("HR@10, head targets"), {}},
                                  {metric("hr_tail"), tr("HR@10, tail targets"), {}},
                                  {metric("ndcg"), tr("NDCG@10"), {}},
                                  {metric("mgu"), tr("MGU@10"), tr("Mean over head and tail of |share of slots - share of training events|; 0 is fair to the data")},
                                  {metric("arp"), tr("ARP@10"), tr("Mean training count of recommended items")}};
  if (const auto* composition = at(run.metrics, "composition_at_1")) {
    const double head = numberAt(at(*composition, "head")), tail = numberAt(at(*composition, "tail"));
    entries += {QStringLiteral("%1 / %2").arg(countText(static_cast<qint64>(head)), countText(static_cast<qint64>(tail))), tr("first places head / tail"), {}};
  }
  if (const auto* users = at(run.metrics, "users")) entries += {countText(static_cast<qint64>(numberAt(users))), tr("test users"), {}};
  m_numbers->setEntries(entries);
}

/// What has to be known before these numbers are compared with others; of the baselines only what is kept already, the page Compare computes them.
void ResultsPage::showRemarks(const store::RunRow& run) {
  QStringList remarks;
  const OrderedJson parameters = run.manifest.is_object() ? run.manifest.value("parameters", OrderedJson::object()) : OrderedJson::object();
  const std::string history = eval::historyOf(run.metrics, parameters);
  if (history == eval::historyLeftOut) remarks += tr("Items that a user already has are left out of these lists; runs that keep them can't be compared with this one.");
  const auto next = run::keptBaseline(*desk().book.project(), "next-item", run::interactionsHashOf(run.manifest), history != eval::historyLeftOut);
  const std::string below = next && !run::isUntrained(run.recipe) ? eval::belowNextItem(runTitle(run).toStdString(), run.metrics, next->metrics, 10) : std::string();
  if (!below.empty()) remarks += QString::fromStdString(below);
  m_remarks->setText(remarks.join(QLatin1Char('\n')));
  m_remarks->setVisible(!remarks.isEmpty());
}

void ResultsPage::loadLists(const QString& run) {
  m_lists.reset();
  m_again->hide();
  showUser();
  const auto book = desk().book.data();
  if (!book) return;
  const auto file = desk().book.project()->runs() / run.toStdString() / "lists" / "test.jsonl.zst";
  m_reading.start<Lists>([file, items = book->dataSet.items()] { return std::make_shared<const std::vector<decode::RankedList>>(eval::readLists(file, items)); },
                         [this](Lists lists) {
                           m_lists = std::move(lists);
                           const QSignalBlocker blocker(m_user);
                           m_user->setRange(0, static_cast<int>(m_lists->size()) - 1);
                           m_user->setValue(std::max(0, desk().selection.user()));
                           showUser();
                         },
                         [this](const QString& sentence) {
                           m_userFacts->setText(tr("The metrics above are those of the run; its lists can't be read: %1").arg(sentence));
                           m_again->show();
                         });
}

void ResultsPage::showUser() {
  const auto book = desk().book.data();
  const auto place = static_cast<std::size_t>(std::max(0, m_user->value()));
  if (!m_lists || !book || place >= m_lists->size()) {
    m_recommended->setGrid({});
    return m_userFacts->setText(tr("Reading the saved lists …"));
  }
  const auto& list = (*m_lists)[place];
  QStringList history;
  constexpr std::size_t shown = 6;
  for (std::size_t i = list.history.size() > shown ? list.history.size() - shown : 0; i < list.history.size(); ++i) history += shortTitle(*book, list.history[i]);
  const bool valid = list.target >= 0 && list.target < book->dataSet.items();
  m_userFacts->setText(tr("Bought last: %1. Target: %2 (%3).")
                           .arg(history.isEmpty() ? tr("nothing known") : history.join(QStringLiteral(", ")), valid ? shortTitle(*book, list.target) : tr("none"), !valid ? QString() : book->popularity.isHead(list.target) ? tr("head") : tr("tail")));
  m_recommended->setGrid(recommendationGrid(list, *book));
  m_userTable->setColumnHidden(2, !book->dataSet.catalog.named() && list.invalidSids.empty());
  fitColumns(*m_userTable);
}

void ResultsPage::nextHit(bool tailOnly) {
  const auto book = desk().book.data();
  if (!m_lists || !book || m_lists->empty()) return;
  const std::size_t count = m_lists->size(), from = static_cast<std::size_t>(m_user->value());
  for (std::size_t step = 1; step <= count; ++step) {
    const auto& list = (*m_lists)[(from + step) % count];
    const bool hit = list.target >= 0 && std::find(list.items.begin(), list.items.end(), list.target) != list.items.end();
    if (!hit || (tailOnly && book->popularity.isHead(list.target))) continue;
    return m_user->setValue(static_cast<int>((from + step) % count));
  }
  emit desk().told(tailOnly ? tr("No user with a tail target got it recommended.") : tr("No user got the target recommended."), false);
}

}  // namespace ghost::workbench
