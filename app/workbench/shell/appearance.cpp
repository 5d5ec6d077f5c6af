#include "shell/appearance.h"

#include <QApplication>
#include <QPalette>

#include "shell/ghost_style.h"

namespace ghost::workbench {

namespace {

struct Tones {
  QColor window, card, line, sidebar, accent;
};

Tones tonesOf(theme::Mode mode) {
  if (mode == theme::Mode::Light) return {QColor("#F4F5F7"), theme::ground(mode), QColor("#DADDE2"), QColor("#E9EBEF"), QColor("#0B6FB8")};
  return {QColor("#17181A"), theme::ground(mode), QColor("#36393F"), QColor("#121315"), QColor("#4BA6DE")};
}

QPalette paletteOf(theme::Mode mode) {
  const Tones tones = tonesOf(mode);
  const QColor ink = theme::ink(mode), faint = theme::faintInk(mode);
  QPalette palette;
  palette.setColor(QPalette::Window, tones.window);
  palette.setColor(QPalette::Base, tones.card);
  palette.setColor(QPalette::AlternateBase, mode == theme::Mode::Light ? QColor("#F7F8FA") : QColor("#232428"));
  palette.setColor(QPalette::Button, mode == theme::Mode::Light ? QColor("#FBFBFC") : QColor("#2A2C31"));
  palette.setColor(QPalette::ToolTipBase, tones.card);
  palette.setColor(QPalette::Highlight, tones.accent);
  palette.setColor(QPalette::HighlightedText, theme::textOn(tones.accent));
  palette.setColor(QPalette::Link, tones.accent);
  palette.setColor(QPalette::Mid, tones.line);
  palette.setColor(QPalette::Light, mode == theme::Mode::Light ? QColor(Qt::white) : QColor("#33363C"));
  palette.setColor(QPalette::Dark, tones.line.darker(120));
  palette.setColor(QPalette::Shadow, tones.line.darker(140));
  palette.setColor(QPalette::PlaceholderText, faint);
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText}) palette.setColor(role, ink);
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) palette.setColor(QPalette::Disabled, role, faint);
  return palette;
}

}  // namespace

theme::Mode desktopMode() {
  static const theme::Mode started = [] {
    const QByteArray asked = qgetenv("GHOST_COLOUR_SCHEME");
    if (asked == "dark") return theme::Mode::Dark;
    if (asked == "light") return theme::Mode::Light;
    return QGuiApplication::palette().color(QPalette::Window).lightnessF() < 0.5f ? theme::Mode::Dark : theme::Mode::Light;
  }();
  return started;
}

void applyAppearance(QApplication& application, theme::Mode mode) {
  const Tones tones = tonesOf(mode);
  application.setStyle(new GhostStyle);
  application.setPalette(paletteOf(mode));
  application.setFont(theme::font(10));
  application.setStyleSheet(QStringLiteral(R"(
    QFrame[card="true"] { background: %1; border: 1px solid %2; border-radius: 6px; }
    QListWidget#sidebar { background: %3; border: none; outline: none; padding-top: 6px; }
    QListWidget#sidebar::item { padding: 9px 14px; border-left: 3px solid transparent; }
    QListWidget#sidebar::item:selected { background: %1; color: palette(text); border-left: 3px solid %4; }
    QHeaderView::section { background: %1; border: none; border-bottom: 1px solid %2; padding: 4px 6px; }
    QTableView { border: none; background: %1; selection-background-color: %5; selection-color: palette(text); }
    QTableView::item { padding: 0 5px; }
    QScrollArea { border: none; background: transparent; }
    QScrollArea > QWidget > QWidget#form { background: transparent; }
    QTabWidget::pane { border: none; border-top: 1px solid %2; }
    QTabBar::tab { padding: 6px 12px; border: none; border-bottom: 2px solid transparent; }
    QTabBar::tab:selected { border-bottom: 2px solid %4; }
    QScrollBar { background: transparent; border: none; }
    QScrollBar:vertical { width: 12px; }
    QScrollBar:horizontal { height: 12px; }
    QScrollBar::handle { background: %8; border-radius: 4px; margin: 2px; }
    QScrollBar::handle:hover, QScrollBar::handle:pressed { background: palette(placeholder-text); }
    QScrollBar::handle:vertical { min-height: 28px; }
    QScrollBar::handle:horizontal { min-width: 28px; }
    QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
    QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
    QSplitter::handle { background: transparent; }
    QPushButton { padding: 4px 7px; }
    QToolButton:checked { background: %5; border: 1px solid %4; border-radius: 3px; padding: 3px 5px; }
    QToolTip { border: 1px solid %2; padding: 3px; }
    QFrame#notice { background: %5; border: none; border-left: 4px solid %4; }
    QPushButton[primary="true"] { background: %4; color: %6; border: 1px solid %4; border-radius: 4px; padding: 5px 14px; font-weight: bold; }
    QPushButton[primary="true"]:hover { background: %7; }
    QPushButton[primary="true"]:disabled { background: %2; border-color: %2; color: palette(window-text); }
  )")
                                .arg(tones.card.name(), tones.line.name(), tones.sidebar.name(), tones.accent.name(), (mode == theme::Mode::Light ? QColor("#DCEBF7") : QColor("#22384A")).name(),
                                     theme::textOn(tones.accent).name(), tones.accent.lighter(112).name(), (mode == theme::Mode::Light ? QColor("#C3C8D0") : QColor("#4A4E56")).name()));
}

}  // namespace ghost::workbench
