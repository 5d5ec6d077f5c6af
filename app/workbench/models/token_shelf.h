#pragma once
#include <filesystem>
#include <memory>
#include <vector>

#include <QObject>

#include "figure/token_choice.h"
#include "figure/token_comparison.h"
#include "models/project_book.h"
#include "models/run_library.h"
#include "sid/sid_trie.h"

namespace ghost::workbench {

/// A tokenization that can be looked at: of a run, built from the window or the command line into artifacts/, or a published index in the data folder.
struct TokenEntry {
  QString key;                       ///< "run:<name>", "artifact:<folder>", "index:<file>"
  QString title;                     ///< for lists
  std::filesystem::path place;       ///< folder, or the index file
  QString run;                       ///< when it is a run's
  QString name;                      ///< short, for legends; not unique
  figure::TokenCandidate candidate = {};  ///< when it was made and from what
  figure::TokenPlace tokenPlace() const { return {key.toStdString(), name.toStdString(), place, run.toStdString()}; }
};

/// One of them, loaded; immutable.
struct TokenBook {
  TokenEntry entry;
  std::shared_ptr<const figure::TokenSet> set;
  const sid::Tokenization& tokens;   ///< of the set
  sid::SidTrie trie;
  const OrderedJson& report;         ///< of the set: keys of `sid inspect --json`
  std::vector<std::int32_t> tailsOf;  ///< per item: tails that have it as anchor (skeletons; else empty)
};
std::shared_ptr<const TokenBook> loadTokens(const TokenEntry& entry, const DataBook& data);

/// What tokenizations the project has, and the loaded one the Selection names. Without a choice the newest run's is taken.
class TokenShelf : public QObject {
  Q_OBJECT
 public:
  explicit TokenShelf(QObject* parent = nullptr);
  const std::vector<TokenEntry>& entries() const { return m_entries; }
  /// Looks again which there are.
  void refresh(const run::Project* project, const std::vector<store::RunRow>& runs);
  void setData(std::shared_ptr<const DataBook> data);
  /// Loads it in the background; an unknown key clears. Empty = the first there is.
  void choose(const QString& key);
  QString chosen() const { return m_chosen; }
  std::shared_ptr<const TokenBook> book() const { return m_book; }
  QString problem() const { return m_problem; }
  bool isLoading() const { return m_loading.isBusy(); }

 signals:
  void entriesChanged();
  void bookChanged();

 private:
  void load();
  std::vector<TokenEntry> m_entries;
  std::shared_ptr<const DataBook> m_data;
  std::shared_ptr<const TokenBook> m_book;
  QString m_chosen, m_problem;
  Background m_loading;
};

}  // namespace ghost::workbench
