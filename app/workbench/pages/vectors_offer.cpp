#include "pages/vectors_offer.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "pages/parts.h"
#include "shell/plain_text.h"

namespace ghost::workbench {

VectorsOffer::VectorsOffer(QWidget* parent) : QWidget(parent) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(4);
  m_text = plainLabel({}, this, 9.5);
  m_text->setWordWrap(true);
  column->addWidget(m_text);
  auto* row = new QHBoxLayout;
  auto* make = makeButton(tr("Make Vectors…"), tr("Make vectors of the items' texts, or take those of a trained run"), this, [this] { emit makeWanted(); });
  auto* attach = makeButton(tr("Attach Vectors…"), tr("Name a file of vectors that you have: .npy, .safetensors or .tsv, one row an item"), this, [this] { emit attachWanted(); });
  for (QPushButton* button : {make, attach}) {
    button->setAutoDefault(false);
    row->addWidget(button);
  }
  row->addStretch(1);
  column->addLayout(row);
  hide();
}

void VectorsOffer::offer(const QString& sentence) {
  m_text->setText(sentence);
  setVisible(!sentence.isEmpty());
}

QString VectorsOffer::sentence() const { return m_text->text(); }

}  // namespace ghost::workbench
