#include "shell/leave_dialog.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "pages/parts.h"
#include "shell/plain_text.h"

namespace ghost::workbench {

namespace {

QString goingOn(int running) { return running == 1 ? LeaveDialog::tr("1 run is going on.") : LeaveDialog::tr("%1 runs are going on.").arg(running); }
QString waitingText(int waiting) {
  return (waiting == 1 ? LeaveDialog::tr("1 run waits in the queue.") : LeaveDialog::tr("%1 runs wait in the queue.").arg(waiting)) +
         LeaveDialog::tr(" Nothing of it starts while the project is closed; it is kept, and comes back paused.");
}

}  // namespace

LeaveDialog::LeaveDialog(int running, int waiting, const QString& leaving, QWidget* parent) : Dialog(parent) {
  constexpr int width = 560;
  setWindowTitle(running > 0 ? tr("Runs Are Going On") : tr("Runs Are Waiting"));
  setAttribute(Qt::WA_DeleteOnClose);
  resize(width, 0);
  auto* layout = new QVBoxLayout(this);
  layout->setSpacing(10);
  const auto say = [&](const QString& text, double points, bool bold) {
    auto* label = plainLabel(text, this, points, bold);
    label->setWordWrap(true);
    layout->addWidget(label);
  };
  if (running > 0) say(goingOn(running), 12, true);
  if (waiting > 0) say(waitingText(waiting), running > 0 ? 10 : 12, running == 0);
  if (running > 0) say(tr("Runs don't need this window. Let them go on, and the project shows them when it is opened again; or stop each after a checkpoint, from which it can be resumed."), 10, false);
  auto* buttons = new QHBoxLayout;
  auto* cancel = makeButton(tr("Cancel"), tr("Stay here"), this, [this] { reject(); });
  cancel->setAutoDefault(false);
  buttons->addWidget(cancel);
  buttons->addStretch(1);
  buttons->addWidget(running > 0 ? addChoice(tr("Stop Runs and %1").arg(leaving), tr("Each run writes a checkpoint and stops"), Choice::Stop) : addChoice(tr("Empty Queue and %1").arg(leaving), tr("Forget what waits"), Choice::Empty));
  auto* first = running > 0 ? addChoice(tr("Let Runs Go On and %1").arg(leaving), tr("Runs end by themselves"), Choice::GoOn) : addChoice(tr("Keep Queue and %1").arg(leaving), tr("What waits comes back paused"), Choice::GoOn);
  first->setProperty("primary", true);
  first->setDefault(true);
  buttons->addWidget(first);
  layout->addLayout(buttons);
  first->setFocus();
}

QPushButton* LeaveDialog::addChoice(const QString& text, const QString& tip, Choice choice) {
  auto* button = makeButton(text, tip, this, [this, choice] {
    accept();
    emit chosen(choice);
  });
  button->setAutoDefault(false);
  return button;
}

}  // namespace ghost::workbench
