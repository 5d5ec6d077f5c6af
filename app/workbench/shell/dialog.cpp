#include "shell/dialog.h"

#include <QPushButton>

#include "shell/reading_order.h"

namespace ghost::workbench {

bool Dialog::focusNextPrevChild(bool next) { return moveFocus(*this, next); }

void Dialog::showEvent(QShowEvent* event) {
  QDialog::showEvent(event);
  chooseDefault();
}

/// Qt would take the button that was made first, which is Close. A button that has the keyboard answers Return itself.
void Dialog::chooseDefault() {
  for (QPushButton* button : findChildren<QPushButton*>()) button->setAutoDefault(true);
  for (QPushButton* button : findChildren<QPushButton*>())
    if (button->property("primary").toBool() && button->isVisibleTo(this)) return button->setDefault(true);
}

}  // namespace ghost::workbench
