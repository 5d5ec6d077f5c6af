#include "pages/data_page.h"

#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

#include "figure/histogram.h"
#include "jobs/window_words.h"
#include "pages/item_card.h"
#include "shell/plain_text.h"

namespace ghost::workbench {

figure::FigureData lengthsFigure(const DataBook& book) {
  std::vector<double> lengths;
  for (data::UserId user = 0; user < book.dataSet.interactions.users(); ++user) lengths.push_back(static_cast<double>(book.dataSet.interactions.sequence(user).size()));
  constexpr int bins = 60;
  figure::Panel panel;
  panel.x.label = "interactions of a user";
  panel.y.label = "users";
  panel.y.whole = true;
  panel.series.push_back(figure::histogramSeries(figure::countHistogram(lengths, bins), figure::Series::Kind::Bars, "", figure::Role::Neutral));
  figure::Series box;
  box.kind = figure::Series::Kind::Box;
  box.role = figure::Role::Neutral;
  box.boxes.push_back(figure::boxOf(lengths));
  panel.series.push_back(std::move(box));
  figure::FigureData figure;
  figure.kind = "sequence-lengths";
  figure.title = "Sequence lengths";
  figure.panels.push_back(std::move(panel));
  return figure;
}

DataPage::DataPage(Desk& desk) : Page(desk, QStringLiteral("data"), tr("Data"), tr("What am I looking at?")) {
  tools()->addWidget(makeButton(tr("Import Data…"), tr("Read a data set in another format and make a project of it; dropping files or a folder on the window does the same"), this, [this] { emit importWanted(); }));
  m_report = makeButton(tr("Import Report"), tr("What the import that made this project read, left out and rejected"), this, [this] { emit importReportWanted(); });
  tools()->insertWidget(0, m_report);
  m_numbers = new NumberRow(this);
  content()->addWidget(m_numbers);
  m_warnings = plainLabel({}, this, 9.5);
  m_warnings->setWordWrap(true);
  m_warnings->setObjectName(QStringLiteral("data-warnings"));
  content()->addWidget(m_warnings);
  m_vectors = new VectorsOffer(this);
  content()->addWidget(m_vectors);
  connect(m_vectors, &VectorsOffer::makeWanted, &desk, &Desk::makeVectorsWanted);
  connect(m_vectors, &VectorsOffer::attachWanted, &desk, &Desk::attachVectorsWanted);

  m_longTail = new FigureCard(desk, tr("Long tail and head rule"), this);
  m_lengths = new FigureCard(desk, tr("Sequence lengths"), this);
  auto* charts = new QSplitter(Qt::Horizontal, this);
  charts->addWidget(m_longTail);
  charts->addWidget(m_lengths);
  charts->setChildrenCollapsible(false);

  auto* browser = new Card(tr("Items"), this);
  m_search = new QLineEdit(browser);
  m_search->setPlaceholderText(tr("Find by id, title or token, e.g. <a_12>"));
  m_search->setClearButtonEnabled(true);
  m_search->setMinimumWidth(260);
  m_search->setAccessibleName(tr("Find items"));
  browser->addTool(m_search);
  m_items = new ItemModel(this);
  m_table = makeTable(m_items, &m_filter, ItemModel::sortRole, tr("Items"), browser);
  m_filter->setFilterRole(ItemModel::searchRole);
  m_filter->setFilterKeyColumn(ItemModel::Id);
  m_filter->setFilterCaseSensitivity(Qt::CaseInsensitive);
  browser->body()->addWidget(m_table, 1);
  auto* lower = new QSplitter(Qt::Horizontal, this);
  lower->addWidget(browser);
  lower->addWidget(new ItemCard(desk, this));
  lower->setStretchFactor(0, 5);
  lower->setStretchFactor(1, 3);
  lower->setSizes({850, 450});
  lower->setChildrenCollapsible(false);

  auto* all = new QSplitter(Qt::Vertical, this);
  all->addWidget(charts);
  all->addWidget(lower);
  all->setStretchFactor(0, 1);
  all->setStretchFactor(1, 1);
  all->setSizes({330, 380});
  all->setChildrenCollapsible(false);
  content()->addWidget(all, 1);

  connect(m_search, &QLineEdit::textChanged, m_filter, &QSortFilterProxyModel::setFilterFixedString);
  whenRowChosen(*m_table, this, [this](const QModelIndex& row) { this->desk().selection.setItem(m_filter->mapToSource(row).row()); });
  connect(&desk.selection, &Selection::itemChanged, this, &DataPage::followSelection);
  connect(&desk.book, &ProjectBook::projectChanged, this, &DataPage::touch);
  connect(&desk.book, &ProjectBook::dataChanged, this, &DataPage::touch);
  connect(&desk.tokens, &TokenShelf::bookChanged, this, [this] { m_items->setTokens(this->desk().tokens.book()); });
  refresh();
}

bool DataPage::find() {
  m_search->setFocus(Qt::ShortcutFocusReason);
  m_search->selectAll();
  return true;
}

bool DataPage::isBusy() const { return desk().book.isReading() || m_longTail->isBusy(); }

void DataPage::pose() {
  const auto book = desk().book.data();
  if (book && desk().selection.item() < 0 && !book->popularity.headItems.empty()) desk().selection.setItem(book->popularity.byPopularity().front());
}

void DataPage::refresh() {
  auto& book = desk().book;
  m_report->setVisible(book.project() && std::filesystem::exists(book.project()->folder / "import.json"));
  if (!book.project()) return showEmpty(tr("Open a project, or import a data set to begin one."), tr("Import Data…"), [this] { emit importWanted(); });
  setTitleText(book.data() ? tr("Data · %1").arg(QString::fromStdString(book.data()->dataSet.name)) : tr("Data"));
  if (book.data()) {
    showData(*book.data());
    return showContent();
  }
  if (book.isReading()) return showEmpty(tr("Reading %1 …").arg(QString::fromStdString(book.project()->dataFolder().string())));
  showEmpty(book.dataProblem(), tr("Import Data…"), [this] { emit importWanted(); });
}

void DataPage::showData(const DataBook& book) {
  const OrderedJson& s = book.statistics;
  const auto count = [&](const char* key) { return countText(static_cast<qint64>(numberAt(at(s, key)))); };
  m_numbers->setEntries({
      {count("users"), tr("users"), {}},
      {count("items"), tr("items"), tr("%1 of them were bought by someone").arg(count("items_seen"))},
      {count("interactions"), tr("interactions"), {}},
      {numberText(numberAt(at(s, "mean_length"))), tr("a user, %1 to %2").arg(count("min_length"), count("max_length")), {}},
      {count("train_examples"), tr("training examples"), tr("Leave one out: the last item of a user is the test target, the one before it the validation target")},
      {count("head_items"), tr("head items, %1 %").arg(numberAt(at(s, "head_items_share")) * 100, 0, 'f', 1), tr("Head: more than x80 = %1 training events").arg(count("x80"))},
      {QStringLiteral("%1 %").arg(numberAt(at(s, "gh_head")) * 100, 0, 'f', 1), tr("of training events are head"), {}},
      {QStringLiteral("%1 / %2").arg(countText(static_cast<qint64>(numberAt(at(s, "test_targets", "head")))), countText(static_cast<qint64>(numberAt(at(s, "test_targets", "tail"))))), tr("test targets head / tail"), {}},
  });
  m_vectors->offer(book.vectors                   ? QString()
                   : !book.vectorsProblem.empty() ? tr("The project's item vectors can't be read: %1").arg(QString::fromStdString(book.vectorsProblem))
                                                  : tr("There are no item vectors yet. Tokens are built from them, so most recipes need some."));
  QStringList warnings;
  for (const auto& warning : book.dataSet.warnings) warnings += QString::fromStdString(warning);
  for (const auto& remark : book.vectorsRemarks) warnings += QString::fromStdString(remark);
  m_warnings->setText(inWindowWords(warnings.join(QLatin1Char('\n'))));
  m_warnings->setVisible(!warnings.isEmpty());
  m_longTail->wish({QStringLiteral("long-tail"), {}, {}});
  m_lengths->show(lengthsFigure(book));
  m_items->setData(desk().book.data());
  m_items->setTokens(desk().tokens.book());
  m_table->setColumnHidden(ItemModel::Title, !book.dataSet.catalog.named());
  fitColumns(*m_table);
}

void DataPage::followSelection() {
  const int item = desk().selection.item();
  if (item < 0 || item >= m_items->rowCount()) return m_table->clearSelection();
  const QModelIndex row = m_filter->mapFromSource(m_items->index(item, 0));
  if (!row.isValid() || m_table->currentIndex().row() == row.row()) return;
  m_table->setCurrentIndex(row);
  m_table->scrollTo(row);
}

}  // namespace ghost::workbench
