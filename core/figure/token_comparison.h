#pragma once
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "figure/figures.h"
#include "figure/item_projection.h"
#include "figure/token_sets.h"
#include "sid/code_errors.h"

namespace ghost::figure {

/// Item vectors that several sets share, and their plane, worked out once when it is first asked for. Any thread.
class SharedVectors {
 public:
  SharedVectors(std::filesystem::path file, embed::ItemVectors vectors, int threads) : m_file(std::move(file)), m_vectors(std::move(vectors)), m_threads(threads) {}
  const std::filesystem::path& file() const { return m_file; }
  const embed::ItemVectors& vectors() const { return m_vectors; }
  const Projection& projection() const;

 private:
  std::filesystem::path m_file;
  embed::ItemVectors m_vectors;
  int m_threads;
  mutable std::once_flag m_once;
  mutable Projection m_projection;
};

/// One of the sets that are looked at side by side.
struct ComparedSet {
  std::shared_ptr<const TokenSet> set;
  std::string label;                             ///< unique among the sets of one comparison
  std::shared_ptr<const SharedVectors> vectors;  ///< those it was built from; null: vectorsProblem says why
  std::string vectorsProblem, vectorsRemark;
  sid::CodeErrors errors;                        ///< of its codes against those vectors; may hold a reason instead
};

/// Token sets on the same items, in the order they were asked for; the i-th has the i-th categorical colour everywhere.
struct TokenComparison {
  std::vector<ComparedSet> sets;
  std::shared_ptr<const data::Popularity> popularity;
};
/// More can't be told apart by colour.
inline constexpr std::size_t mostComparedSets = 6;

/// Loads what a comparison needs and keeps it for the next one: a set or a vector file that has not changed on disk is read once. Any thread; one call at a time
/// works, others wait.
class TokenLoader {
 public:
  TokenLoader(run::Project project, std::shared_ptr<const data::Popularity> popularity, int threads) : m_project(std::move(project)), m_popularity(std::move(popularity)), m_threads(threads) {}
  /// Throws Error{Data} for the first set that can't be read, and Error{Usage} for more than six. Labels are the places' names, told apart where they are equal.
  TokenComparison load(const std::vector<TokenPlace>& places);
  /// The set alone, without vectors; same errors.
  std::shared_ptr<const TokenSet> set(const TokenPlace& place);

 private:
  template <class Value>
  struct Kept {
    std::filesystem::file_time_type changed;
    Value value;
  };
  std::shared_ptr<const TokenSet> keptSet(const TokenPlace& place);
  void addVectors(ComparedSet& compared);
  std::string sha256Of(const std::filesystem::path& file);
  std::shared_ptr<const SharedVectors> keptVectors(const std::filesystem::path& file, bool unitLength);

  run::Project m_project;
  std::shared_ptr<const data::Popularity> m_popularity;
  int m_threads;
  std::mutex m_mutex;
  std::map<std::string, Kept<std::shared_ptr<const TokenSet>>> m_sets;
  std::map<std::string, Kept<std::string>> m_hashes;
  std::map<std::pair<std::string, bool>, Kept<std::shared_ptr<const SharedVectors>>> m_vectors;
};

/// The parameter `tokens` of the figures below.
ParamSpec tokensParam();
/// Sets named by the parameter `tokens`, then those of the chosen runs; without any the first sight (token_choice.h) of those that fit the project's items. Empty where
/// there are none. Throws as TokenLoader::load() for sets that were named.
TokenComparison comparedTokens(const FigureInput& input, const ParamValues& values);
/// A figure with kind, title, runs and provenance of the sets.
FigureData begin(const char* kind, const std::string& title, const TokenComparison& comparison);
/// An empty series that stands for the i-th set: its label, its colour.
Series seriesOf(const ComparedSet& compared, std::size_t i, Series::Kind kind);
std::string noTokensReason(const FigureInput& input);

}  // namespace ghost::figure
