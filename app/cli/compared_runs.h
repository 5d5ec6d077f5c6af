#pragma once
#include <memory>
#include <string>
#include <vector>

#include "data/data_set.h"
#include "eval/comparison.h"
#include "places.h"
#include "run/baselines.h"

namespace ghost::cli {

/// How a comparison treats items that users already have.
enum class HistoryChoice { Saved, LeftOut, Both };
HistoryChoice historyChoiceOf(const std::string& word);

/// The systems of one comparison with their lists, which stay put since ComparedRun points at them. All of one data set.
class ComparedRuns {
 public:
  ComparedRuns(const data::DataSet& dataSet, const data::Popularity& popularity) : m_dataSet(dataSet), m_popularity(popularity) {}

  /// A row, or with several length penalties and `allPenalties` one each; with HistoryChoice::Both each twice. Throws Error{Data} for a run without metrics.
  void add(const RunPlace& place, bool allPenalties, HistoryChoice history);
  /// The untrained baselines that aren't among the rows yet, their history as in the rows, both ways where these mix.
  void addBaselines(const run::Project& project, int threads, Reporter& reporter, std::stop_token stop);

  const std::vector<eval::ComparedRun>& runs() const { return m_runs; }

 private:
  struct Row {
    std::string id, part;
    OrderedJson metrics;
  };
  void addBaselines(const run::Project& project, const run::BaselineOptions& options, const std::string& suffix, Reporter& reporter, std::stop_token stop);
  void addRow(const RunPlace& place, const Row& row, HistoryChoice history);
  void push(eval::ComparedRun run, std::vector<decode::RankedList> lists);

  const data::DataSet& m_dataSet;
  const data::Popularity& m_popularity;
  std::vector<eval::ComparedRun> m_runs;
  std::vector<std::unique_ptr<std::vector<decode::RankedList>>> m_lists;
};

}  // namespace ghost::cli
