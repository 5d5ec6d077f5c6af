#pragma once
#include <QWidget>

#include "models/token_shelf.h"
#include "views/theme/theme.h"

namespace ghost::workbench {

/// An item's semantic ID as a row of tokens: head-level tokens in the head's colour, tail-level ones in the tail's, the suffix grey.
class SidStrip : public QWidget {
 public:
  explicit SidStrip(QWidget* parent = nullptr);
  void setItem(std::shared_ptr<const TokenBook> tokens, int item);
  void setMode(theme::Mode mode);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return {80, 28}; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  struct Chip {
    QString text;
    figure::Role role;
  };
  QList<Chip> m_chips;
  theme::Mode m_mode = theme::Mode::Light;
};

}  // namespace ghost::workbench
