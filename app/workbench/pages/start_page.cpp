#include "pages/start_page.h"

#include <QDir>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

#include "pages/parts.h"
#include "shell/plain_text.h"
#include "shell/settings.h"

namespace ghost::workbench {

StartPage::StartPage(QWidget* parent) : QWidget(parent) {
  setObjectName(QStringLiteral("page-start"));
  auto* outer = new QHBoxLayout(this);
  outer->addStretch(1);
  auto* column = new QVBoxLayout;
  column->setSpacing(14);
  column->addStretch(1);
  column->addWidget(plainLabel(tr("Ghost Workbench"), this, 24, true));
  auto* about = plainLabel(tr("Explore popularity bias in generative recommenders by eye: how items are named, what tails inherit, who ends up in the lists, and train the next model."), this, 11);
  about->setWordWrap(true);
  column->addWidget(about);
  auto* buttons = new QHBoxLayout;
  auto* open = makeButton(tr("Open Project…"), tr("Open a folder with a project.toml"), this, [this] { emit openWanted({}); });
  open->setProperty("primary", true);
  buttons->addWidget(open);
  buttons->addWidget(makeButton(tr("New Project from Data…"), tr("Import a data set; files or a folder can also be dropped on the window"), this, [this] { emit importWanted(); }));
  buttons->addStretch(1);
  column->addLayout(buttons);
  const auto makeList = [&](const QString& title, const QString& name) {
    auto* card = new Card(title, this);
    auto* list = new QListWidget(card);
    list->setAccessibleName(name);
    list->setFrameShape(QFrame::NoFrame);
    list->setMinimumHeight(90);
    card->body()->addWidget(list);
    column->addWidget(card);
    connect(list, &QListWidget::itemActivated, this, [this](const QListWidgetItem* item) { emit openWanted(item->data(Qt::UserRole).toString()); });
    connect(list, &QListWidget::itemClicked, this, [this](const QListWidgetItem* item) { emit openWanted(item->data(Qt::UserRole).toString()); });
    return list;
  };
  m_recent = makeList(tr("Recent projects"), tr("Recent projects"));
  m_examples = makeList(tr("Ready projects"), tr("Ready projects"));
  column->addStretch(2);
  outer->addLayout(column, 3);
  outer->addStretch(1);
  refresh();
}

void StartPage::refresh() {
  const auto fill = [](QListWidget* list, const QStringList& folders) {
    list->clear();
    for (const QString& folder : folders) {
      auto* item = new QListWidgetItem(QStringLiteral("%1     %2").arg(QDir(folder).dirName(), QDir::toNativeSeparators(folder)), list);
      item->setData(Qt::UserRole, folder);
    }
    list->parentWidget()->setVisible(!folders.isEmpty());
  };
  fill(m_recent, recentProjects());
  fill(m_examples, exampleProjects());
}

}  // namespace ghost::workbench
