#pragma once
#include <QWidget>

#include "shell/desk.h"

class QLabel;
class QHBoxLayout;
class QVBoxLayout;
class QStackedWidget;
class QPushButton;

namespace ghost::workbench {

class ElidedLabel;

/// One page, one question. While something goes on for it, that stands in the place of the question. Pages read the Desk and never each other. A page that has nothing to show yet shows one sentence saying what to do next.
class Page : public QWidget {
  Q_OBJECT
 public:
  Page(Desk& desk, const QString& id, const QString& title, const QString& question);
  const QString& id() const { return m_id; }
  const QString& title() const { return m_title; }

  /// Puts the cursor where this page searches; false when it has nothing to search.
  virtual bool find() { return false; }
  /// True while what is on the page is still being read or drawn; pictures wait for it.
  virtual bool isBusy() const { return false; }
  /// For the picture of the page: show the part that says most (a tab, a selection). Nothing is changed in the project.
  virtual void pose() {}
  /// The sentence shown instead of the content; empty = the content is shown.
  QString emptyReason() const;

 protected:
  /// Something that the page shows has changed: renews it now, or, where nobody sees it, when it is seen the next time.
  void touch();
  virtual void renew() {}
  void showEvent(QShowEvent* event) override;
  Desk& desk() const { return m_desk; }
  QVBoxLayout* content() const { return m_content; }
  QHBoxLayout* tools() const { return m_tools; }   ///< right of the title
  /// A way out of an empty page: the label of a button and what it does; none without a label.
  struct Way {
    QString label;
    std::function<void()> act;
  };
  /// `action` is the label of a button that does `act`; none without it. The heading is the page's own again: whatever it named isn't shown.
  void showEmpty(const QString& sentence, const QString& action = {}, std::function<void()> act = {}, Way other = {});
  void showContent();
  void setTitleText(const QString& text);

 private:
  Desk& m_desk;
  QString m_id, m_title;
  void nameWhatGoesOn();

  QString m_question;
  QLabel* m_heading;
  ElidedLabel* m_asked;
  QStackedWidget* m_stack;
  QVBoxLayout* m_content;
  QHBoxLayout* m_tools;
  QLabel* m_emptyText;
  QPushButton *m_emptyButton, *m_otherButton;
  std::function<void()> m_emptyAction, m_otherAction;
  bool m_stale = false;
};

}  // namespace ghost::workbench
