#pragma once
#include <map>

#include "models/grid_model.h"
#include "models/token_shelf.h"

namespace ghost::workbench {

/// Token sets chosen to be seen side by side, loaded in the background; those that can't be read keep their sentence and leave the others alone.
struct ComparedBook {
  figure::TokenComparison comparison;         ///< those that could be read, in the order of the list
  std::vector<figure::TokenSummary> summaries;
  std::vector<std::string> parameters;        ///< per set, those that tell it from the others
  std::map<QString, QString> problems;        ///< key -> why it can't be shown
};

class ComparedTokens : public QObject {
  Q_OBJECT
 public:
  explicit ComparedTokens(QObject* parent = nullptr);
  /// Other data: nothing loaded is kept. Another project: nothing chosen either.
  void setData(const run::Project* project, std::shared_ptr<const DataBook> data);
  /// Sets that went are no longer chosen; what was built while the window watched joins the choice where there is room. Until a person chooses or all entries are
  /// known (`complete`) the newest few are chosen (figure/token_choice.h).
  void setEntries(const std::vector<TokenEntry>& entries, bool complete);
  /// What nobody sees isn't loaded until it is seen.
  void setSeen(bool seen);
  /// False, and nothing changes, where it would be one more than can be told apart.
  bool setChosen(const QString& key, bool chosen);
  bool isChosen(const QString& key) const { return m_chosen.contains(key); }
  /// Keys in the order of the list.
  QStringList chosen() const { return m_chosen; }
  /// Place of a shown set's colour, -1 for one that isn't shown.
  int colourOf(const QString& key) const;
  std::shared_ptr<const ComparedBook> book() const { return m_book; }
  bool isLoading() const { return m_loading.isBusy(); }

 signals:
  void chosenChanged();
  void bookChanged();

 private:
  void load();
  void chooseFirst();
  std::vector<TokenEntry> m_entries;
  std::shared_ptr<const DataBook> m_data;
  std::shared_ptr<figure::TokenLoader> m_loader;
  std::shared_ptr<const ComparedBook> m_book;
  QStringList m_chosen;
  std::filesystem::path m_project;   ///< its folder
  bool m_seen = false, m_due = false;   ///< in sight; something is to be loaded then
  bool m_settled = false;            ///< the choice is no longer made anew
  Background m_loading;
};

}  // namespace ghost::workbench
