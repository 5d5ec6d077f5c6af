#pragma once
#include <QObject>
#include <QString>

namespace ghost::workbench {

/// What the user looks at, shared by all pages; a page changes it here and follows its signals, never another page. Each change is announced once,
/// also when a wider choice clears narrower ones (another project clears everything, another run keeps item and user: ids are those of the data).
class Selection : public QObject {
  Q_OBJECT
 public:
  using QObject::QObject;
  QString project() const { return m_project; }  ///< folder; empty = none open
  QString run() const { return m_run; }          ///< run folder name; empty = none
  QString tokens() const { return m_tokens; }    ///< key of the tokenization looked at (models/token_shelf.h)
  int item() const { return m_item; }            ///< -1 = none
  int node() const { return m_node; }            ///< node of the chosen tokenization's trie, -1 = none; that of the item when one was selected
  int user() const { return m_user; }            ///< -1 = none
  int level() const { return m_level; }          ///< SID level 0.., -1 = all

  void setProject(const QString& folder);
  void setRun(const QString& run);
  void setTokens(const QString& key);
  void setItem(int item);
  void setNode(int node);
  void setUser(int user);
  void setLevel(int level);

 signals:
  void projectChanged();
  void runChanged();
  void tokensChanged();
  void itemChanged();
  void nodeChanged();
  void userChanged();
  void levelChanged();

 private:
  QString m_project, m_run, m_tokens;
  int m_item = -1, m_node = -1, m_user = -1, m_level = -1;
};

}  // namespace ghost::workbench
