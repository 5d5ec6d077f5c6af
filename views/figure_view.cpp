#include "views/figure_view.h"

#include <algorithm>

#include <QGridLayout>
#include <QLabel>
#include <QResizeEvent>
#include <QVBoxLayout>

#include "views/registry.h"

namespace ghost::views {

namespace {

QLabel* plainLabel(QWidget* parent, double points, bool bold) {
  auto* label = new QLabel(parent);
  label->setTextFormat(Qt::PlainText);
  label->setWordWrap(true);
  label->setFont(theme::font(points, bold));
  return label;
}

}  // namespace

struct FigureView::Impl {
  struct Slot {
    const ViewKind* kind = nullptr;
    View view;
    QWidget* frame = nullptr;
    QLabel* title = nullptr;
    QLabel* remarks = nullptr;  // charts and clouds have their own badge
  };
  FigureView* self;
  QLabel* title;
  QLabel* empty;
  QWidget* body;
  QGridLayout* grid;
  std::vector<Slot> slots_;
  figure::FigureData figure;
  theme::Mode mode = theme::Mode::Light;
  bool numbers = false, titleVisible = false;
  int columns = 0, panelHeight = 0;
  std::int32_t selectedItem = -1;
  std::function<QStringList(std::int32_t)> itemDescription;

  const ViewKind& kindOf(const figure::Panel& panel) const { return numbers ? numbersView() : viewKindFor(panel); }
  bool fits() const {
    return slots_.size() == figure.panels.size() && std::equal(slots_.begin(), slots_.end(), figure.panels.begin(), [&](const Slot& slot, const figure::Panel& panel) { return slot.kind == &kindOf(panel); });
  }
  Slot makeSlot(const figure::Panel& panel);
  void rebuild();
  void arrange();
  void show(bool soon);
};

FigureView::Impl::Slot FigureView::Impl::makeSlot(const figure::Panel& panel) {
  Slot slot;
  slot.kind = &kindOf(panel);
  slot.frame = new QWidget(body);
  auto* layout = new QVBoxLayout(slot.frame);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(2);
  slot.title = plainLabel(slot.frame, 9.5, true);
  slot.title->setContentsMargins(8, 2, 8, 0);
  layout->addWidget(slot.title);
  Clicks clicks;
  clicks.node = [this](std::int32_t node) { emit self->nodeClicked(node); };
  clicks.cell = [this](int column, int row, const std::string& link) { emit self->cellClicked(column, row, QString::fromStdString(link)); };
  clicks.value = [this](double x) { emit self->valueClicked(x); };
  clicks.item = [this](std::int32_t item) { emit self->itemClicked(item); };
  slot.view = slot.kind->make(slot.frame, clicks);
  if (panelHeight > 0) slot.view.widget->setMinimumHeight(panelHeight);
  slot.view.setMode(mode);
  if (slot.view.setSelectedItem) slot.view.setSelectedItem(selectedItem);
  if (slot.view.setItemDescription && itemDescription) slot.view.setItemDescription(itemDescription);
  layout->addWidget(slot.view.widget, 1);
  slot.remarks = plainLabel(slot.frame, 8.5, false);
  slot.remarks->setContentsMargins(8, 0, 8, 2);
  layout->addWidget(slot.remarks);
  return slot;
}

void FigureView::Impl::rebuild() {
  for (Slot& slot : slots_) delete slot.frame;
  slots_.clear();
  for (const auto& panel : figure.panels) slots_.push_back(makeSlot(panel));
  arrange();
}

void FigureView::Impl::arrange() {
  const int count = static_cast<int>(slots_.size());
  constexpr int comfortable = 250;  // pixels a panel needs to be read
  int across = columns > 0 ? columns : std::max(1, self->width() / comfortable);
  across = std::clamp(across, 1, std::max(1, count));
  if (columns == 0 && count > across) across = (count + (count + across - 1) / across - 1) / ((count + across - 1) / across);  // even rows
  for (int i = 0; i < grid->columnCount(); ++i) grid->setColumnStretch(i, 0);
  for (int i = 0; i < grid->rowCount(); ++i) grid->setRowStretch(i, 0);
  for (int i = 0; i < count; ++i) {
    grid->addWidget(slots_[static_cast<std::size_t>(i)].frame, i / across, i % across);
    grid->setColumnStretch(i % across, 1);
    grid->setRowStretch(i / across, 1);
  }
}

void FigureView::Impl::show(bool soon) {
  const bool nothing = figure.panels.empty();
  title->setText(QString::fromStdString(figure.title));
  title->setVisible(titleVisible && !figure.title.empty());
  empty->setText(QString::fromStdString(figure.emptyReason));
  empty->setVisible(nothing);
  body->setVisible(!nothing);
  if (!fits()) rebuild();
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    const auto& panel = figure.panels[i];
    Slot& slot = slots_[i];
    slot.title->setText(QString::fromStdString(panel.title));
    slot.title->setVisible(!panel.title.empty());
    QStringList remarks;
    if (std::string_view(slot.kind->id) != "chart" && std::string_view(slot.kind->id) != "cloud")
      for (const auto& remark : panel.remarks) remarks += QString::fromStdString(remark);
    slot.remarks->setText(remarks.join(QStringLiteral("  ·  ")));
    slot.remarks->setVisible(!remarks.isEmpty());
    (soon ? slot.view.updateSoon : slot.view.show)(panel);
  }
}

FigureView::FigureView(QWidget* parent) : QWidget(parent), m_impl(std::make_unique<Impl>()) {
  auto& impl = *m_impl;
  impl.self = this;
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  impl.title = plainLabel(this, 11, true);
  impl.empty = plainLabel(this, 10.5, false);
  impl.empty->setAlignment(Qt::AlignCenter);
  impl.empty->setMargin(24);
  impl.body = new QWidget(this);
  impl.grid = new QGridLayout(impl.body);
  impl.grid->setContentsMargins(0, 0, 0, 0);
  impl.grid->setSpacing(6);
  layout->addWidget(impl.title);
  layout->addWidget(impl.empty, 1);
  layout->addWidget(impl.body, 1);
  impl.title->hide();
  impl.empty->hide();
}
FigureView::~FigureView() = default;

void FigureView::setFigure(const figure::FigureData& figure) {
  m_impl->figure = figure;
  m_impl->show(false);
}
void FigureView::updateSoon(const figure::FigureData& figure) {
  m_impl->figure = figure;
  m_impl->show(true);
}
void FigureView::setMode(theme::Mode mode) {
  m_impl->mode = mode;
  for (auto& slot : m_impl->slots_) slot.view.setMode(mode);
}
void FigureView::setAsNumbers(bool numbers) {
  m_impl->numbers = numbers;
  m_impl->show(false);
}
bool FigureView::asNumbers() const { return m_impl->numbers; }
void FigureView::setColumns(int columns) {
  m_impl->columns = columns;
  m_impl->arrange();
}
void FigureView::setPanelHeight(int height) { m_impl->panelHeight = height; }
void FigureView::setTitleVisible(bool visible) {
  m_impl->titleVisible = visible;
  m_impl->title->setVisible(visible);
}
void FigureView::setSelectedItem(std::int32_t item) {
  m_impl->selectedItem = item;
  for (auto& slot : m_impl->slots_)
    if (slot.view.setSelectedItem) slot.view.setSelectedItem(item);
}
void FigureView::setItemDescription(std::function<QStringList(std::int32_t)> description) {
  m_impl->itemDescription = std::move(description);
  for (auto& slot : m_impl->slots_)
    if (slot.view.setItemDescription) slot.view.setItemDescription(m_impl->itemDescription);
}
const figure::FigureData& FigureView::figure() const { return m_impl->figure; }
QWidget* FigureView::panelWidget(int index) const {
  return index >= 0 && index < static_cast<int>(m_impl->slots_.size()) ? m_impl->slots_[static_cast<std::size_t>(index)].view.widget : nullptr;
}

void FigureView::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  if (m_impl->columns == 0 && event->size().width() != event->oldSize().width()) m_impl->arrange();
}

}  // namespace ghost::views
