#include "shell/selection.h"

namespace ghost::workbench {

void Selection::setProject(const QString& folder) {
  if (folder == m_project) return;
  setRun({});
  setTokens({});
  setItem(-1);
  setNode(-1);
  setUser(-1);
  setLevel(-1);
  m_project = folder;
  emit projectChanged();
}

void Selection::setRun(const QString& run) {
  if (run == m_run) return;
  m_run = run;
  emit runChanged();
}

void Selection::setTokens(const QString& key) {
  if (key == m_tokens) return;
  m_tokens = key;
  setNode(-1);  // nodes are those of one tokenization
  emit tokensChanged();
}

void Selection::setItem(int item) {
  if (item == m_item) return;
  m_item = item;
  emit itemChanged();
}

void Selection::setNode(int node) {
  if (node == m_node) return;
  m_node = node;
  emit nodeChanged();
}

void Selection::setUser(int user) {
  if (user == m_user) return;
  m_user = user;
  emit userChanged();
}

void Selection::setLevel(int level) {
  if (level == m_level) return;
  m_level = level;
  emit levelChanged();
}

}  // namespace ghost::workbench
