#include "pages/parts.h"

#include <limits>

#include <algorithm>

#include <QClipboard>
#include <QGridLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPushButton>
#include <QScrollArea>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

#include "shell/plain_text.h"
#include "views/table/number_table.h"

namespace ghost::workbench {

Card::Card(const QString& title, QWidget* parent) : QFrame(parent) {
  setProperty("card", true);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(10, 8, 10, 8);
  layout->setSpacing(6);
  m_top = new QHBoxLayout;
  m_title = plainLabel(title, this, 10.5, true);
  m_title->setVisible(!title.isEmpty());
  m_top->addWidget(m_title);
  m_top->addStretch(1);
  layout->addLayout(m_top);
  m_body = new QVBoxLayout;
  m_body->setSpacing(6);
  layout->addLayout(m_body, 1);
}

void Card::setTitle(const QString& title) {
  m_title->setText(title);
  m_title->setVisible(!title.isEmpty());
}

void Card::addTool(QWidget* widget) { m_top->addWidget(widget); }

NumberRow::NumberRow(QWidget* parent) : QWidget(parent), m_grid(new QGridLayout(this)) {
  m_grid->setContentsMargins(0, 0, 0, 0);
  m_grid->setSpacing(10);
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void NumberRow::setEntries(const QList<Entry>& entries) {
  qDeleteAll(m_frames);
  m_frames.clear();
  for (const Entry& entry : entries) {
    auto* frame = new QFrame(this);
    frame->setProperty("card", true);
    auto* column = new QVBoxLayout(frame);
    column->setContentsMargins(12, 7, 12, 7);
    column->setSpacing(0);
    column->addWidget(plainLabel(entry.value, frame, 15, true));
    auto* words = plainLabel(entry.words, frame, 9);
    words->setEnabled(false);
    column->addWidget(words);
    setPlainTip(frame, entry.tip);
    frame->show();
    m_frames += frame;
  }
  arrange(widthOf(1) <= width() ? 1 : 2);
}

int NumberRow::widthOf(int rows) const {
  const auto columns = (m_frames.size() + rows - 1) / rows;
  int width = 0;
  for (qsizetype column = 0; column < columns; ++column) {
    int widest = 0;
    for (qsizetype i = column; i < m_frames.size(); i += columns) widest = std::max(widest, m_frames[i]->sizeHint().width());
    width += widest;
  }
  return width + static_cast<int>(std::max<qsizetype>(0, columns - 1)) * m_grid->horizontalSpacing();
}

void NumberRow::arrange(int rows) {
  for (QFrame* frame : m_frames) m_grid->removeWidget(frame);
  const auto columns = static_cast<int>(std::max<qsizetype>(1, (m_frames.size() + rows - 1) / rows));
  for (int i = 0; i < m_frames.size(); ++i) m_grid->addWidget(m_frames[i], i / columns, i % columns);
  for (int column = 0; column < m_grid->columnCount(); ++column) m_grid->setColumnStretch(column, column < columns ? 1 : 0);
  m_rows = rows;
}

QSize NumberRow::minimumSizeHint() const { return {widthOf(2), m_grid->minimumSize().height()}; }

void NumberRow::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  const int rows = widthOf(1) <= width() ? 1 : 2;
  if (rows != m_rows) arrange(rows);
}

namespace {
/// Ctrl+C in a table: all selected rows, where Qt's own handling takes one cell.
class CopiesRows : public QObject {
 public:
  explicit CopiesRows(QTableView& view) : QObject(&view), m_view(view) {}
  bool eventFilter(QObject* watched, QEvent* event) override {
    const bool copies = event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->matches(QKeySequence::Copy);
    if (copies) QGuiApplication::clipboard()->setText(table::selectionText(m_view));
    return copies || QObject::eventFilter(watched, event);
  }

 private:
  QTableView& m_view;
};
}  // namespace

QTableView* makeTable(QAbstractItemModel* model, QSortFilterProxyModel** proxy, int sortRole, const QString& accessibleName, QWidget* parent) {
  auto* view = new QTableView(parent);
  auto* sorted = new QSortFilterProxyModel(view);
  sorted->setSourceModel(model);
  sorted->setSortRole(sortRole);
  view->setModel(sorted);
  table::NumberTable::dress(*view);
  view->sortByColumn(-1, Qt::AscendingOrder);
  view->setEditTriggers(QAbstractItemView::NoEditTriggers);
  view->setSelectionMode(QAbstractItemView::ExtendedSelection);
  view->installEventFilter(new CopiesRows(*view));
  view->setAccessibleName(accessibleName);
  if (proxy) *proxy = sorted;
  return view;
}

void fitColumns(QTableView& view, int first) {
  constexpr int sampled = 100, narrowest = 58, widest = 260, spare = 4, padding = 14;  // what the style sheet pads is not part of the size hints
  const auto* model = view.model();
  for (int column = first; column < model->columnCount(); ++column) {
    if (view.isColumnHidden(column)) continue;
    int width = narrowest;  // not the header's own hint, which keeps room for a sort arrow in every column
    for (const QString& line : model->headerData(column, Qt::Horizontal).toString().split('\n')) width = std::max(width, view.horizontalHeader()->fontMetrics().horizontalAdvance(line) + padding);
    for (int row = 0; row < std::min(sampled, model->rowCount()); ++row) width = std::max(width, view.sizeHintForIndex(model->index(row, column)).width());
    view.horizontalHeader()->resizeSection(column, std::min(widest, width + spare));
  }
}

void whenRowChosen(QTableView& view, QObject* context, std::function<void(const QModelIndex& row)> chosen) {
  QObject::connect(view.selectionModel(), &QItemSelectionModel::selectionChanged, context, [&view, chosen = std::move(chosen)](const QItemSelection& selected) {
    const QModelIndex row = selected.isEmpty() ? QModelIndex() : view.selectionModel()->selectedRows().value(0);
    if (row.isValid()) chosen(row);
  });
}

QWidget* scrolling(QWidget* body) {
  auto* scroll = new QScrollArea;
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidgetResizable(true);
  body->setObjectName(QStringLiteral("form"));  // the window's ground shows through
  scroll->setWidget(body);
  scroll->setMinimumSize(std::min(320, body->minimumSizeHint().width()), 120);
  return scroll;
}

QPushButton* makeButton(const QString& text, const QString& tip, QWidget* parent, std::function<void()> pressed) {
  auto* button = new QPushButton(text, parent);
  setPlainTip(button, tip);
  QObject::connect(button, &QPushButton::clicked, button, [pressed = std::move(pressed)] { pressed(); });
  return button;
}

QString jsonText(const OrderedJson& value) {
  if (value.is_null()) return {};
  return QString::fromStdString(value.is_string() ? value.get<std::string>() : value.dump());
}

double numberAt(const OrderedJson* json) { return json && json->is_number() ? json->get<double>() : std::numeric_limits<double>::quiet_NaN(); }

}  // namespace ghost::workbench
