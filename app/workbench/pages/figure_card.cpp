#include "pages/figure_card.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <QMimeData>
#include <QToolButton>
#include <QVBoxLayout>

#include "base/error.h"
#include "figure/figures.h"
#include "jobs/window_words.h"
#include "shell/plain_text.h"

namespace ghost::workbench {

figure::FigureData makeFigure(const run::Project& project, const FigureWish& wish) {
  const auto& kind = figure::figureKind(wish.kind.toStdString());
  ParamValues values(kind.params);
  for (const auto& [key, text] : wish.values) values.set(key, text);
  figure::FigureInput input{project, {}, wish.keptOnly};
  for (const auto& name : wish.runs) input.runs.push_back(run::RunFolder::open(project.runs() / name));
  figure::FigureData figure = kind.make(input, values);
  if (wish.quiet)
    for (auto& panel : figure.panels) panel.remarks.clear();
  figure.emptyReason = inWindowWords(QString::fromStdString(figure.emptyReason)).toStdString();
  return figure;
}

FigureCard::FigureCard(Desk& desk, const QString& title, QWidget* parent) : Card(title, parent), m_desk(desk), m_view(new views::FigureView(this)), m_making(this) {
  m_view->setMode(desk.mode());
  body()->addWidget(m_view, 1);
  m_numbers = new QToolButton(this);
  m_numbers->setText(tr("Numbers"));
  m_numbers->setCheckable(true);
  m_numbers->setAutoRaise(true);
  setPlainTip(m_numbers, tr("Show the numbers behind the figure as a table"));
  addTool(m_numbers);
  auto* more = new QToolButton(this);
  more->setText(tr("Copy"));
  more->setAutoRaise(true);
  more->setPopupMode(QToolButton::InstantPopup);
  auto* menu = new QMenu(more);
  menu->addAction(tr("Copy Picture"), this, &FigureCard::copyPicture);
  menu->addAction(tr("Copy Numbers"), this, &FigureCard::copyNumbers);
  more->setMenu(menu);
  addTool(more);
  connect(m_numbers, &QToolButton::toggled, m_view, &views::FigureView::setAsNumbers);
  connect(&desk, &Desk::modeChanged, m_view, &views::FigureView::setMode);
  connect(&desk.selection, &Selection::projectChanged, this, [this] {
    m_making.forget();
    m_view->setFigure({});
  });
}

void FigureCard::show(const figure::FigureData& figure) {
  m_making.forget();
  m_view->setFigure(figure);
  emit shown();
}

void FigureCard::showSentence(const QString& sentence) {
  figure::FigureData nothing;
  nothing.emptyReason = sentence.toStdString();
  show(nothing);
}

void FigureCard::wish(const FigureWish& wish, bool live) {
  const run::Project* project = m_desk.book.project();
  if (!project) return;
  m_making.start<figure::FigureData>([project = *project, wish] { return makeFigure(project, wish); },
                                     [this, live](figure::FigureData figure) {
                                       if (live) m_view->updateSoon(figure);
                                       else m_view->setFigure(figure);
                                       emit shown();
                                     },
                                     [this](const QString& sentence) { showSentence(sentence); });
}

void FigureCard::copyPicture() { QGuiApplication::clipboard()->setPixmap(m_view->grab()); }
void FigureCard::copyNumbers() { QGuiApplication::clipboard()->setText(QString::fromStdString(figure::toCsv(m_view->figure()))); }

}  // namespace ghost::workbench
